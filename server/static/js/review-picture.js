// The picture of the desk, large on neutral dark ground.
import PhotoSwipe from "../vendor/photoswipe-5.4.4/photoswipe.esm.min.js";

/** Open the picture behind a link with data-width and data-height. */
export function open(link) {
  const image = link.querySelector("img");
  new PhotoSwipe({
    dataSource: [{
      src: link.href, width: Number(link.dataset.width), height: Number(link.dataset.height), alt: image.alt, msrc: image.currentSrc,
    }],
    index: 0,
    bgOpacity: 1,
    showHideAnimationType: "none",
    mainClass: "pswp-wall",
    wheelToZoom: true,
    returnFocus: true,
  }).init();
}
