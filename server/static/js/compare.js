// The comparison: two or four pictures side by side, over the grid. Keys act on the one with the focus; zoom and part are
// shared. What is picked stays, what is rejected goes, and the next candidate takes the place (compare-moves.js).
import { closer, dragged, FIT, laid, toggled } from "./compare-zoom.js";
import { begin, dropped, moved, picked, resized, turned } from "./compare-moves.js";
import { advancing, marksElement, marksOf, showBars, spoken } from "./culling.js";
import { look, register } from "./keys.js";
import { itemOf } from "./lightbox.js";

const dialog = document.querySelector("#compare");
const row = dialog?.querySelector(".compare-panes");
const figures = new Map(); // place -> its pane
const items = new Map(); // place -> what its tile tells
let pictures = null;
let state = null;
let before = []; // states that Ctrl+Z leads back to
let view = FIT;

/**
 * Compare pictures. @param of as for openLarge @param {number[]} places of the candidates, in order
 * @param {2 | 4} size @param {number} start place among them that has the focus
 */
export function compare(of, places, size, start = 0) {
  if (!dialog || places.length < 2) return false;
  pictures = of;
  state = begin(places, size, start);
  before = [];
  view = FIT;
  dialog.showModal();
  document.dispatchEvent(new CustomEvent("vitrine:compare"));
  draw();
  return true;
}

function go(next) {
  if (next === state) return;
  state = next;
  if (state.panes.length === 0) dialog.close();
  else draw();
}

// --- panes -----------------------------------------------------------------------------------------------------------
function draw() {
  const panes = state.panes.map((place) => figures.get(place) ?? made(place));
  row.dataset.panes = String(panes.length);
  const stale = [...row.children].filter((one) => !panes.includes(one));
  for (const one of stale) one.remove();
  panes.forEach((pane, at) => { if (row.children[at] !== pane) row.insertBefore(pane, row.children[at] ?? null); });
  panes.forEach((pane, at) => {
    pane.tabIndex = at === state.focus ? 0 : -1;
    if (at === state.focus) pane.setAttribute("aria-current", "true");
    else pane.removeAttribute("aria-current");
  });
  for (const button of dialog.querySelectorAll("[data-panes-of]")) button.setAttribute("aria-pressed", String(Number(button.dataset.panesOf) === state.size));
  const shown = Math.max(...state.panes.map((place) => state.all.indexOf(place))) + 1;
  dialog.querySelector("[data-count]").textContent = `${shown} / ${state.all.length}`;
  panes[state.focus].focus({ preventScroll: true });
  lay();
  for (const place of state.all.slice(shown, shown + 2)) ahead(place);
}

function made(place) {
  const pane = dialog.querySelector("#compare-pane").content.firstElementChild.cloneNode(true);
  pane.dataset.place = String(place);
  figures.set(place, pane);
  load(place).then((item) => fill(pane, item));
  return pane;
}

async function load(place) {
  if (!items.has(place)) {
    const tile = pictures.tile(place) ?? (await pictures.fetch(place));
    if (tile) items.set(place, itemOf(tile));
  }
  return items.get(place);
}

async function ahead(place) {
  const item = await load(place);
  if (item) new Image().src = item.src ?? item.poster ?? "";
}

function fill(pane, item) {
  if (!item) {
    figures.delete(Number(pane.dataset.place)); // asked for again when it comes by again
    return;
  }
  const image = pane.querySelector("img");
  Object.assign(pane.dataset, { id: item.id });
  Object.assign(image, { width: item.width, height: item.height, alt: "" });
  const large = item.src ?? item.poster;
  image.src = item.msrc ?? large ?? "";
  if (large) {
    const full = new Image();
    full.src = large;
    full.decode().then(() => { image.src = large; pane.dataset.ready = "yes"; }, () => {});
  }
  pane.querySelector(".compare-name").textContent = item.alt;
  pane.querySelector("[data-film]").hidden = item.type !== "film";
  name(pane, item);
  lay();
  if (pane === document.activeElement) tell(pane);
}

function name(pane, item) {
  const marks = marksOf(item.id);
  pane.setAttribute("aria-label", [item.alt, spoken(marks)].filter(Boolean).join(", "));
  pane.querySelector(".compare-marks").replaceChildren(marksElement(marks) ?? "");
  pane.dataset.flag = marks.flag ?? "";
}

function tell(pane) {
  if (pane.dataset.id) look(pane.dataset.id, Number(pane.dataset.place), "compare");
  showBars();
}

row?.addEventListener("focusin", (event) => {
  const pane = event.target.closest(".compare-pane");
  const at = state ? state.panes.indexOf(Number(pane?.dataset.place)) : -1;
  if (at < 0) return;
  if (at !== state.focus) go({ ...state, focus: at });
  tell(pane);
});

// --- what was chosen -------------------------------------------------------------------------------------------------
function namesAgain() {
  for (const [place, pane] of figures) if (items.has(place)) name(pane, items.get(place));
}

document.addEventListener("vitrine:chose", ({ detail: { step, field, value, where } }) => {
  if (!dialog?.open || where !== "compare") return;
  namesAgain();
  if (step.length) before.push(state);
  const isPick = (place) => items.has(place) && marksOf(items.get(place).id).flag === "pick";
  if (field === "flag" && value === "pick") go(picked(state, isPick));
  else if (field === "flag" && value === "reject") go(dropped(state));
  else if (advancing()) go(moved(state, 1));
});
document.addEventListener("vitrine:undone", () => {
  if (!dialog?.open) return;
  const last = before.pop();
  if (last) go({ ...last });
  namesAgain();
});
for (const kind of ["vitrine:redone", "vitrine:chosen"]) document.addEventListener(kind, () => { if (dialog?.open) namesAgain(); });

// --- zoom ------------------------------------------------------------------------------------------------------------
const boxOf = (pane) => pane.querySelector(".compare-view").getBoundingClientRect();
const sizeOf = (pane) => items.get(Number(pane.dataset.place)) ?? { width: 3, height: 2 };

function lay() {
  for (const pane of row.children) {
    const { left, top, scale } = laid(view, boxOf(pane), sizeOf(pane));
    pane.querySelector("img").style.transform = `translate(${left}px, ${top}px) scale(${scale})`;
  }
  row.classList.toggle("is-close", view.level > 1);
  dialog.querySelector("[data-zoom]").setAttribute("aria-pressed", String(view.level > 1));
}

function zoom(next) {
  view = next;
  lay();
}

const inFocus = () => row.children[state.focus];
const toggle = (pane = inFocus(), x = undefined, y = undefined) => zoom(toggled(view, boxOf(pane), sizeOf(pane), x, y));
const pan = (dx, dy, pane = inFocus()) => zoom(dragged(view, boxOf(pane), sizeOf(pane), dx, dy));

// The part of its picture that lies under a pointer.
function under(pane, { clientX, clientY }) {
  const box = boxOf(pane);
  const { left, top, scale } = laid(view, box, sizeOf(pane));
  const { width, height } = sizeOf(pane);
  return [(clientX - box.left - left) / scale / width, (clientY - box.top - top) / scale / height];
}

row?.addEventListener("dblclick", (event) => {
  const pane = event.target.closest(".compare-pane");
  if (pane) toggle(pane, ...under(pane, event));
});
row?.addEventListener("wheel", (event) => {
  event.preventDefault();
  zoom(closer(view, event.deltaY < 0 ? 1.2 : 1 / 1.2));
}, { passive: false });
row?.addEventListener("pointerdown", (event) => {
  const pane = event.target.closest(".compare-pane");
  if (!pane || view.level === 1) return;
  event.preventDefault();
  pane.focus({ preventScroll: true });
  row.setPointerCapture(event.pointerId);
  row.dataset.dragging = pane.dataset.place;
});
row?.addEventListener("pointermove", (event) => {
  const pane = figures.get(Number(row.dataset.dragging));
  if (pane && row.dataset.dragging) pan(event.movementX, event.movementY, pane);
});
for (const kind of ["pointerup", "pointercancel"]) row?.addEventListener(kind, () => { delete row.dataset.dragging; });
if (row) new ResizeObserver(() => { if (dialog.open) lay(); }).observe(row);

// --- keys and buttons ------------------------------------------------------------------------------------------------
const PAN = 80;
const side = (step) => (event) => (event.shiftKey ? pan(-step * PAN, 0) : go(moved(state, step)));
const upDown = (step) => (event) => (event.shiftKey ? pan(0, -step * PAN) : go(turned(state, step)));
if (dialog) {
  register("compare", {
    ArrowLeft: side(-1), ArrowRight: side(1), ArrowUp: upDown(-1), ArrowDown: upDown(1), z: () => toggle(),
    "+": () => zoom(closer(view, 1.5)), "=": () => zoom(closer(view, 1.5)), "-": () => zoom(closer(view, 1 / 1.5)),
    c: () => go(resized(state, 2)), n: () => go(resized(state, 4)), Delete: () => go(dropped(state)),
  });
  dialog.addEventListener("click", (event) => {
    const many = event.target.closest("[data-panes-of]");
    if (many) go(resized(state, Number(many.dataset.panesOf)));
    if (event.target.closest("[data-zoom]")) toggle();
    if (event.target.closest("[data-step]")) go(turned(state, Number(event.target.closest("[data-step]").dataset.step)));
  });
  dialog.addEventListener("close", () => {
    const last = state.panes[state.focus] ?? state.all.at(-1);
    document.dispatchEvent(new CustomEvent("vitrine:compare"));
    figures.clear();
    items.clear();
    row.replaceChildren();
    pictures.show(last);
  });
}
