// The wall of pictures: keys, selection, sizes, and one large. wall.js and pages.js know where the tiles stand.
import { compare } from "./compare.js";
import { cull, learn, mark, showBars } from "./culling.js";
import { forget, look, looking, register } from "./keys.js";
import { lacking } from "./lacking.js";
import { closeLarge, leafTo, openLarge } from "./lightbox.js";
import { paged } from "./pages.js";
import { resize } from "./rows.js";
import { scrub } from "./scrub.js";
import { sharpen } from "./sharpen.js";
import { timeline } from "./timeline.js";
import { takeOver } from "./wall.js";

const bar = document.querySelector("#selection");
const picked = new Set();
let wall = null;
let view = null;
let going = null; // tells all that serves this wall that it goes

// Tab stops at one picture, the one that had the focus last, and goes on to the selection's bar: arrows lead through the rest.
let stop = null;

function tabbable(tile, on) {
  for (const one of tile.querySelectorAll(".tile-link, .tile-pick input")) one.tabIndex = on ? 0 : -1;
}

// --- tiles -----------------------------------------------------------------------------------------------------------
function dress(tile, item) {
  if (!stop?.isConnected) stop = tile;
  tabbable(tile, tile === stop);
  sharpen(tile, item);
  check(tile);
  mark(tile, !tile.dataset.dressed);
  if (tile.dataset.dressed) return;
  tile.dataset.dressed = "yes";
  if (/^#[0-9a-f]{6}$/i.test(tile.dataset.color)) tile.style.backgroundColor = tile.dataset.color;
}

function check(tile) {
  const box = tile.querySelector(".tile-pick input");
  if (!box) return;
  box.checked = picked.has(tile.dataset.id);
  tile.classList.toggle("is-picked", box.checked);
}

/**
 * Take the wall of the page in hand, with ``chosen`` selected.
 * @returns {Promise<object> | null} the view of all of it, once that is known; null where pages come one by one
 */
export function start(chosen = []) {
  wall = document.querySelector("#wall");
  for (const id of chosen) picked.add(id);
  if (!wall) {
    if (bar) tell();
    return null;
  }
  going = new AbortController();
  const { signal } = going;
  for (const box of wall.querySelectorAll(".tile-pick :checked")) picked.add(box.value); // a page that came back
  const pages = paged(wall, dress);
  view = pages;
  pages.layout();
  const watcher = new ResizeObserver(() => { if (pages.resized()) view.layout(); });
  watcher.observe(wall);
  signal.addEventListener("abort", () => watcher.disconnect());
  scrub(wall, signal);
  if (bar) tell();
  if (!wall.dataset.shapes) {
    pages.watchEnd();
    return null;
  }
  const whole = takeOver(wall, dress, learn, signal);
  return whole.first.then(() => {
    if (signal.aborted) return null;
    view = whole;
    timeline(whole, signal);
    return whole;
  }, () => {
    if (!signal.aborted) pages.watchEnd();
    return null;
  });
}

/** Let go of the wall, whose place another takes. @returns {string[]} what was selected on it */
export function leave() {
  const chosen = [...picked];
  going?.abort();
  picked.clear();
  forget();
  [wall, view, going, stop, last, held] = [null, null, null, null, null, false];
  clearTimeout(timer);
  return chosen;
}

// --- keys ------------------------------------------------------------------------------------------------------------
const focused = () => document.activeElement?.closest(".tile");

function go(key, selecting = false) {
  const tile = focused();
  const next = tile && view.beside(view.placeOf(tile), key);
  if (next === undefined || next === null) return false;
  const here = view.placeOf(tile);
  view.show(next);
  if (selecting) set(view.between(Math.min(here, next), Math.max(here, next)), true);
  return true;
}

// From anywhere but a field or a button an arrow leads into the wall: to the picture that had the focus, or the first in sight.
document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !ARROWS.includes(key) || !view) return;
  if ((target !== document.body && target !== wall) || document.querySelector("dialog[open], .pswp")) return;
  const inSight = view.shown().filter((tile) => tile.getBoundingClientRect().top > 0).map((tile) => view.placeOf(tile));
  const place = looking()?.place ?? Math.min(...inSight);
  if (!Number.isFinite(place)) return;
  event.preventDefault();
  view.show(place);
});

function grow(step) {
  if (!resize(step)) return;
  view.layout();
  const tile = focused();
  if (tile) view.show(view.placeOf(tile));
}

const ARROWS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"];
register("grid", {
  ...Object.fromEntries(ARROWS.map((key) => [key, ({ shiftKey }) => go(key, shiftKey)])),
  " ": () => pick(focused()),
  "+": () => grow(1),
  "=": () => grow(1),
  "-": () => grow(-1),
  Delete: () => toBin(),
});

function toBin() {
  const button = bar?.querySelector("[data-bin]");
  if (!button || (picked.size === 0 && !pick(focused()))) return false;
  bar.requestSubmit(button);
  return true;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-grow]");
  if (button && view) grow(Number(button.dataset.grow));
});

// --- one large -------------------------------------------------------------------------------------------------------
const pictures = {
  count: () => view.count(),
  tile: (place) => view.tile(place),
  fetch: (place) => view.fetch(place),
  show: (place) => view.show(place),
};

document.addEventListener("focusin", (event) => {
  const tile = event.target.closest("#wall .tile");
  if (!tile?.dataset.id) return;
  if (stop && stop !== tile) tabbable(stop, false);
  stop = tile;
  tabbable(tile, true);
  look(tile.dataset.id, view.placeOf(tile), "grid");
});

document.addEventListener("click", (event) => {
  const tile = event.target.closest("#wall .tile-link")?.parentElement;
  if (held && tile) {
    event.preventDefault();
    return;
  }
  if (tile && event.pointerType === "touch" && picked.size > 0) { // a finger goes on selecting, as it began
    event.preventDefault();
    pick(tile);
    return;
  }
  if (!tile || event.ctrlKey || event.metaKey || event.shiftKey || !document.querySelector("#lightbox-words")) return;
  event.preventDefault();
  openLarge(pictures, view.placeOf(tile));
});

// --- choosing and comparing ------------------------------------------------------------------------------------------
cull({
  selected: () => [...picked],
  tiles: () => view?.shown() ?? [],
  goOn: (where) => { if (where === "grid") go("ArrowRight"); else leafTo(); },
  goTo(id, where) {
    const place = view?.find(id);
    if (place === undefined) return;
    if (where === "grid") view.show(place);
    if (where === "lightbox") leafTo(place);
  },
});

async function side(size, where) {
  const chosen = [...picked].map((id) => view.find(id)).filter((place) => place !== undefined).sort((a, b) => a - b);
  const here = where === "lightbox" ? await closeLarge() : view.placeOf(focused() ?? view.tile(looking()?.place ?? 0));
  const all = chosen.length > 1 ? chosen : [...Array(view.count()).keys()];
  compare(pictures, all, size, Math.max(all.indexOf(here), 0));
}

for (const where of ["grid", "lightbox"]) {
  register(where, { c: () => { side(2, where); }, n: () => { side(4, where); } });
}
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-compare]")) side(2, "grid");
});

// --- selection -------------------------------------------------------------------------------------------------------
let last = null;

function pick(tile, on = !picked.has(tile?.dataset.id)) {
  if (!tile?.querySelector(".tile-pick input")) return false;
  set([tile.dataset.id], on);
  last = view.placeOf(tile);
  return true;
}

function set(ids, on) {
  for (const id of ids) {
    if (on) picked.add(id);
    else picked.delete(id);
  }
  tell();
}

function tell() {
  for (const tile of view?.shown() ?? []) check(tile);
  wall?.classList.toggle("is-selecting", picked.size > 0);
  bar.classList.toggle("is-shown", picked.size > 0);
  const output = bar.querySelector("output");
  showBars();
  lacking([...picked]);
  output.textContent = picked.size === 1 ? output.dataset.one : output.dataset.many.replace("{n}", String(picked.size));
}

document.addEventListener("click", (event) => {
  const box = event.target.closest("#wall .tile-pick input");
  if (!box) return;
  const tile = box.closest(".tile");
  const from = last;
  const on = box.checked;
  pick(tile, on);
  if (event.shiftKey && from !== null) set(view.between(...[from, last].sort((a, b) => a - b)), on);
});

// A finger that stays selects; the click that ends it opens nothing.
let held = false;
let timer = 0;
document.addEventListener("pointerdown", (event) => {
  held = false;
  const tile = event.target.closest("#wall .tile-link")?.parentElement;
  if (event.pointerType !== "touch" || !tile) return;
  timer = setTimeout(() => { held = pick(tile); }, 450);
});
for (const kind of ["pointerup", "pointercancel", "pointermove"]) {
  document.addEventListener(kind, (event) => { if (kind !== "pointermove" || Math.hypot(event.movementX, event.movementY) > 6) clearTimeout(timer); });
}
document.addEventListener("contextmenu", (event) => { if (held && event.target.closest("#wall")) event.preventDefault(); });

bar?.addEventListener("formdata", ({ formData }) => {
  formData.delete("asset");
  for (const id of picked) formData.append("asset", id);
});
bar?.addEventListener("reset", () => setTimeout(() => set([...picked], false)));
document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() === "a" && (event.ctrlKey || event.metaKey) && !event.shiftKey && focused() && bar) {
    event.preventDefault();
    set(view.between(0, view.count() - 1), true);
  }
  if (event.key === "Escape" && picked.size > 0 && !document.querySelector(".pswp, dialog[open]")) set([...picked], false);
});
document.addEventListener("change", (event) => { if (event.target.matches("[data-submit]")) event.target.form.requestSubmit(); });
start();
