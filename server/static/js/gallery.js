// A collection's pictures: each one's colour while it loads, and on a shared page large on a neutral dark ground.
import PhotoSwipe from "../vendor/photoswipe-5.4.4/photoswipe.esm.min.js";

for (const image of document.querySelectorAll(".gallery img[data-color]")) {
  if (/^#[0-9a-f]{6}$/i.test(image.dataset.color)) image.parentElement.style.backgroundColor = image.dataset.color;
}

const links = [...document.querySelectorAll(".gallery a[data-large]")];
for (const link of links) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    new PhotoSwipe({
      dataSource: links.map((one) => ({
        src: one.href, width: Number(one.dataset.width), height: Number(one.dataset.height),
        alt: one.querySelector("img").alt, msrc: one.querySelector("img").currentSrc,
      })),
      index: links.indexOf(link), bgOpacity: 1, mainClass: "pswp-wall", wheelToZoom: true, returnFocus: true,
      showHideAnimationType: matchMedia("(prefers-reduced-motion: reduce)").matches ? "none" : "fade",
    }).init();
  });
}
