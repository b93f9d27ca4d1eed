// A picture large on neutral dark ground; of a poster all its pages, from the one that was asked for.
import PhotoSwipe from "../vendor/photoswipe-5.4.4/photoswipe.esm.min.js";

/** Open the picture behind a link with data-width and data-height. */
export function open(link) {
  const links = [...(link.closest(".pages")?.querySelectorAll(".picture-link") ?? [link])];
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  new PhotoSwipe({
    dataSource: links.map((one) => {
      const image = one.querySelector("img");
      return { src: one.href, width: Number(one.dataset.width), height: Number(one.dataset.height), alt: image.alt, msrc: image.currentSrc };
    }),
    index: links.indexOf(link),
    loop: false,
    bgOpacity: 1,
    showHideAnimationType: still ? "none" : "fade",
    mainClass: "pswp-wall",
    wheelToZoom: true,
    returnFocus: true,
  }).init();
}
