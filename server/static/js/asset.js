// The large picture on a neutral dark ground, and keys for the asset before and after.
import "./culling.js";
import "./describe-form.js";
import "./live.js";
import "./seek.js";
import PhotoSwipe from "../vendor/photoswipe-5.4.4/photoswipe.esm.min.js";

const link = document.querySelector("#open-picture");

link?.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const image = link.querySelector("img");
  new PhotoSwipe({
    dataSource: [{
      src: link.href, width: Number(link.dataset.width), height: Number(link.dataset.height), alt: image.alt, msrc: image.currentSrc,
    }],
    index: 0,
    bgOpacity: 1,
    showHideAnimationType: matchMedia("(prefers-reduced-motion: reduce)").matches ? "none" : "fade",
    mainClass: "pswp-wall",
    wheelToZoom: true,
    returnFocus: true,
  }).init();
});

document.addEventListener("keydown", (event) => {
  if (event.target.closest("input, textarea, select, video, [popover], dialog") || document.querySelector(".pswp")) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const rel = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
  if (rel) document.querySelector(`.stage-bar a[rel=${rel}]`)?.click();
});
