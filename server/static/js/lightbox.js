// Pictures large, over the grid: one after the other, up to their own pixels; films frame by frame; facts beside them.
import PhotoSwipe from "../vendor/photoswipe-5.4.4/photoswipe.esm.min.js";
import { look, register } from "./keys.js";
import { film } from "./lightbox-film.js";
import { pages, pagesOf } from "./lightbox-pages.js";
import { facts } from "./lightbox-facts.js";

const words = document.querySelector("#lightbox-words")?.dataset;
const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
let open = null;

/** What a tile gives to be seen large; a tile whose preview is still being made gives its words. */
export function itemOf(tile) {
  const image = tile.querySelector("img");
  const [width, height] = (tile.dataset.largeSize ?? "1200 800").split(" ").map(Number);
  const item = { id: tile.dataset.id, alt: image?.alt ?? "", width, height, page: tile.querySelector(".tile-link").href };
  if (tile.dataset.film) {
    return { ...item, type: "film", film: tile.dataset.film, poster: tile.dataset.large, rate: Number(tile.dataset.rate) };
  }
  if (tile.dataset.pages) return { ...item, ...pagesOf(item.id, tile.dataset.pages) };
  if (tile.dataset.large) return { ...item, src: tile.dataset.large, msrc: image?.currentSrc || image?.src };
  return { ...item, type: "html", html: "", waiting: true };
}

/**
 * Open the picture at a place of ``pictures``: {count(), tile(place), fetch(place): Promise<tile>, show(place)}.
 */
export function openLarge(pictures, place) {
  if (open || !words) return;
  open = new PhotoSwipe({
    dataSource: [], index: place, bgOpacity: 1, loop: false, preload: [1, 2], wheelToZoom: true, mainClass: "pswp-wall",
    showHideAnimationType: still ? "none" : "fade", secondaryZoomLevel: 1, maxZoomLevel: 3, returnFocus: false,
    imageClickAction: false, bgClickAction: false, tapAction: "toggle-controls", doubleTapAction: "zoom",
    closeTitle: words.close, zoomTitle: words.zoom, arrowPrevTitle: words.before, arrowNextTitle: words.after,
    errorMsg: words.error, paddingFn: () => ({ top: 0, left: 0, right: 0, bottom: document.querySelector("#choice-bar") ? 52 : 0 }),
  });
  open.pictures = pictures;
  open.addFilter("numItems", () => pictures.count());
  open.addFilter("itemData", (_, index) => dataAt(open, pictures, index));
  film(open, words);
  pages(open, words);
  facts(open, words);
  asDialog(open);
  open.on("uiRegister", () => open.ui.registerElement({
    name: "page", order: 8, isButton: true, tagName: "a", title: words.page, ariaLabel: words.page,
    html: icon("external-link"), onInit: (link, box) => box.on("change", () => { link.href = box.currSlide.data.page ?? "#"; }),
  }));
  open.on("change", () => {
    const { id } = open.currSlide.data;
    if (id) look(id, open.currIndex, "lightbox");
  });
  open.on("destroy", () => {
    const last = open.currIndex;
    open = null;
    pictures.show(last);
  });
  document.dispatchEvent(new CustomEvent("vitrine:large", { detail: open }));
  open.init();
}

/** Go to a picture by its place, or, without one, to the next. */
export function leafTo(place = open.currIndex + 1) {
  if (open && place < open.getNumItems()) open.goTo(place);
}

/** Close what is open large. @returns {Promise<number>} the place that was looked at, once it has gone */
export function closeLarge() {
  return new Promise((done) => {
    const box = open;
    box.on("destroy", () => setTimeout(done, 0, box.currIndex));
    close(box);
  });
}

// PhotoSwipe forgets a wish to close while it still opens.
function close(box) {
  if (box.opener.isOpen) box.close();
  else box.on("openingAnimationEnd", () => box.close());
}

/** @returns {string} an icon of the sprite, as the page shows it */
export const icon = (name) => `<svg class="icon" aria-hidden="true"><use href="${words.sprite}#${name}"></use></svg>`;

function dataAt(box, pictures, index) {
  const tile = pictures.tile(index);
  if (tile) return itemOf(tile);
  pictures.fetch(index).then((come) => {
    if (!come || open !== box) return;
    box.refreshSlideContent(index);
    if (box.currIndex === index) box.dispatch("change");
  });
  return { type: "html", html: "", width: 1200, height: 800 };
}

// PhotoSwipe names itself a dialog and keeps the focus; the page below is made inert so that no reader wanders off.
function asDialog(box) {
  const below = [...document.body.children];
  box.on("initialLayout", () => {
    box.element.setAttribute("aria-modal", "true");
    box.element.setAttribute("aria-label", words.title);
    for (const one of below) one.inert = true;
  });
  box.on("destroy", () => { for (const one of below) one.inert = false; });
  box.on("keydown", (event) => {
    const { originalEvent } = event;
    if (document.querySelector("dialog[open]")) {
      event.preventDefault(); // its keys stand on top
      return;
    }
    if (originalEvent.key === "Tab") turn(box.element, originalEvent);
    if (originalEvent.key === "Escape" && !box.opener.isOpen) {
      event.preventDefault();
      close(box);
    }
  });
  box.on("change", () => { box.element.setAttribute("aria-label", `${words.title}: ${box.currSlide.data.alt ?? ""}`); });
}

// Tab goes round within the dialog, by what can be seen and used.
function turn(root, event) {
  const all = [...root.querySelectorAll("button, a[href], video, [tabindex='0']")].filter((one) => !one.disabled && one.checkVisibility());
  const end = event.shiftKey ? all[0] : all.at(-1);
  const start = event.shiftKey ? all.at(-1) : all[0];
  if (document.activeElement !== end && root.contains(document.activeElement) && document.activeElement !== root) return;
  event.preventDefault();
  start?.focus();
}

function zoom(factor) {
  const { currSlide } = open;
  const { min, max } = currSlide.zoomLevels;
  currSlide.zoomTo(Math.min(Math.max(currSlide.currZoomLevel * factor, min), max), undefined, still ? 0 : 160);
}

register("lightbox", {
  "+": () => zoom(1.5),
  "=": () => zoom(1.5),
  "-": () => zoom(1 / 1.5),
  i: () => { open.toggleFacts(); },
  Home: () => { open.goTo(0); },
  End: () => { open.goTo(open.getNumItems() - 1); },
});
