// Culling: keys and buttons choose for the picture that is looked at, or for the selection. Marks show at once, choices-send.js
// brings them to the server, Ctrl+Z takes them back.
import { changes, FIELDS, KEYS_THAT_CHOOSE, meaning, NOTHING, ofTile, past, read } from "./choices-marks.js";
import { keep, waitingOf } from "./choices-send.js";
import { looking, register } from "./keys.js";

const words = document.querySelector("#choice-words")?.dataset;
const told = document.querySelector("#choice-told");
const seen = new Map(); // what the pages said
const stands = new Map(); // what the server has answered since
const steps = past();
let host = { selected: () => [], goOn: () => {}, goTo: () => {}, tiles: () => [] };

/** @returns what is chosen of a picture, as far as this page knows */
export const marksOf = (id) => ({ ...NOTHING, ...seen.get(id), ...stands.get(id), ...waitingOf(id) });

/**
 * Let keys choose on this page.
 * @param {{selected: () => string[], goOn: (where: string) => void, goTo: (id: string, where: string) => void,
 *   tiles: () => HTMLElement[]}} of
 */
export function cull(of) {
  host = of;
}

/**
 * Other pictures are asked for. @returns {() => void} to be called when they have come: what pages have said and the server has
 * answered before the asking holds no longer
 */
export function asking() {
  const before = new Map(stands);
  return () => {
    seen.clear();
    for (const [id, marks] of before) if (stands.get(id) === marks) stands.delete(id);
  };
}

/** Learn what is chosen of pictures whose tiles have not come yet: lists of numbers and short forms. */
export function learn({ ids, marks }) {
  ids.forEach((id, at) => { if (id && marks[at] && !seen.has(`V${id}`)) seen.set(`V${id}`, read(marks[at])); });
}

// --- marks -----------------------------------------------------------------------------------------------------------
/** Show on a tile what is chosen of it; ``fresh`` tiles tell first what the server knew. */
export function mark(tile, fresh = false) {
  const { id } = tile.dataset;
  if (!words || !id) return;
  if (fresh) seen.set(id, ofTile(tile.dataset));
  const marks = marksOf(id);
  if (FIELDS.every((field) => (tile.dataset[field] ?? "") === String(marks[field] ?? ""))) return;
  for (const field of FIELDS) {
    if (marks[field] === null) delete tile.dataset[field];
    else tile.dataset[field] = String(marks[field]);
  }
  const place = tile.querySelector(".tile-link");
  tile.querySelector(".choice-marks")?.remove();
  const made = marksElement(marks);
  if (made && place) place.append(made);
}

/** @returns {HTMLElement | null} the marks as macro ``choice_marks`` writes them */
export function marksElement(marks) {
  if (FIELDS.every((field) => marks[field] === null)) return null;
  const all = document.createElement("span");
  all.className = "choice-marks";
  if (marks.flag) {
    const flag = document.createElement("span");
    flag.className = `choice-flag choice-${marks.flag}`;
    flag.append(document.querySelector("#choice-icons").content.querySelector(`[data-icon=${marks.flag}] svg`).cloneNode(true));
    flag.append(hidden(words[marks.flag]));
    all.append(flag);
  }
  if (marks.rating) {
    const stars = Object.assign(document.createElement("span"), { className: "choice-stars" });
    const shown = Object.assign(document.createElement("span"), { textContent: "★".repeat(marks.rating) });
    shown.setAttribute("aria-hidden", "true");
    stars.append(shown, hidden(starsText(marks.rating)));
    all.append(stars);
  }
  if (marks.colour) {
    all.append(Object.assign(document.createElement("span"), { className: `choice-colour choice-${marks.colour}`, textContent: words[marks.colour] }));
  }
  return all;
}

const hidden = (text) => Object.assign(document.createElement("span"), { className: "hidden-text", textContent: text });
const starsText = (count) => (count === 1 ? words.star : words.stars.replace("{n}", String(count)));

function textOf(field, value) {
  if (value === null) return words[`no${field[0].toUpperCase()}${field.slice(1)}`];
  return field === "rating" ? starsText(value) : words[value];
}

/** @returns {string} what is chosen, to be read aloud */
export const spoken = (marks) => FIELDS.filter((field) => marks[field] !== null).map((field) => textOf(field, marks[field])).join(", ");

function showAgain(ids) {
  const changed = new Set(ids);
  for (const tile of host.tiles()) if (changed.has(tile.dataset.id)) mark(tile);
  for (const place of document.querySelectorAll("[data-marks-of]")) {
    const id = place.dataset.marksOf;
    if (changed.has(id)) place.replaceChildren(marksElement(marksOf(id)) ?? "");
  }
  showBars();
}

// --- choosing --------------------------------------------------------------------------------------------------------
function targets(where) {
  const selected = where === "grid" ? host.selected() : [];
  if (selected.length) return selected;
  const here = where === "grid" && !document.activeElement?.closest(".tile") ? null : looking();
  return here ? [here.id] : [];
}

function choose(ids, field, value, where, toggles) {
  if (ids.length === 0) return false;
  const step = changes(ids.map((id) => ({ id, marks: marksOf(id) })), field, value, toggles);
  keep(step);
  steps.keep(step);
  showAgain(step.map(({ id }) => id));
  const after = step[0]?.after ?? (step.length ? null : value);
  say(ids.length > 1 ? `${words.many.replace("{n}", String(ids.length))} ${textOf(field, after)}` : textOf(field, after));
  document.dispatchEvent(new CustomEvent("vitrine:chose", { detail: { step, field, value: after, where } }));
  if (advancing() && ids.length === 1 && (where === "lightbox" || (where === "grid" && host.selected().length === 0))) host.goOn(where);
  return true;
}

function say(text) {
  const place = document.querySelector("#compare[open] [data-told], .pswp [data-told]") ?? told; // what lies below is not read
  place.textContent = "";
  requestAnimationFrame(() => { place.textContent = text; });
}

if (words) {
  register("library", Object.fromEntries(KEYS_THAT_CHOOSE.map((key) => [key, (_event, { where }) => {
    const [field, value] = meaning(key);
    return choose(targets(where), field, value, where);
  }])));
  register("library", { a: () => setAdvancing(!advancing()) });
}

function turnBack(again) {
  const step = again ? steps.redo() : steps.undo();
  if (step.length === 0) return false;
  keep(step);
  showAgain(step.map(({ id }) => id));
  say(again ? words.redone : words.undone);
  document.dispatchEvent(new CustomEvent(again ? "vitrine:redone" : "vitrine:undone", { detail: step }));
  if (step.length === 1) host.goTo(step[0].id, looking()?.where);
  return true;
}

document.addEventListener("keydown", (event) => {
  const key = event.key.toLowerCase();
  if (!words || event.altKey || !(event.ctrlKey || event.metaKey) || (key !== "z" && key !== "y")) return;
  if (event.target.closest("input:not([type=checkbox]), textarea, select") || document.querySelector("dialog[open]:not(#compare)")) return;
  if (turnBack(key === "y" || event.shiftKey)) event.preventDefault();
});

document.addEventListener("vitrine:chosen", ({ detail: { standing, refused } }) => {
  for (const [id, [rating, flag, colour]] of Object.entries(standing)) stands.set(id, { rating, flag, colour });
  showAgain([...Object.keys(standing), ...refused.map(({ asset }) => asset)]);
  if (refused.length && words) toast(refused);
});

function toast(refused) {
  const ids = new Set(refused.map(({ asset }) => asset));
  const made = document.querySelector("#choice-toast").content.firstElementChild.cloneNode(true);
  const which = ids.size === 1 ? [...ids][0] : words.many.replace("{n}", String(ids.size));
  made.querySelector("[data-text]").textContent = `${words.refused.replace("{which}", which)} ${refused[0].reason}`;
  document.querySelector(".toasts").append(made);
}

// --- going on by itself ----------------------------------------------------------------------------------------------
const ADVANCE = "vitrine-advance";
let goesOn = false;
try {
  goesOn = localStorage.getItem(ADVANCE) === "on";
} catch {
  // off then
}

/** @returns {boolean} whether the next picture comes by itself once something was chosen */
export const advancing = () => goesOn;

function setAdvancing(on) {
  goesOn = on;
  try {
    localStorage.setItem(ADVANCE, on ? "on" : "off");
  } catch {
    // it holds for this page then
  }
  showBars();
  say(on ? words.advanceOn : words.advanceOff);
}

// --- bars of buttons -------------------------------------------------------------------------------------------------
/** @returns {HTMLElement} a bar of buttons that chooses for the picture that is looked at */
export function bar() {
  return document.querySelector("#choice-bar").content.firstElementChild.cloneNode(true);
}

function idsOf(place) {
  if (place.dataset.of) return [place.dataset.of];
  return place.closest("#selection") ? host.selected() : [looking()?.id].filter(Boolean);
}

export function showBars() {
  for (const button of document.querySelectorAll("[data-advance]")) button.setAttribute("aria-pressed", String(goesOn));
  for (const place of document.querySelectorAll(".choice-bar")) {
    const all = idsOf(place).map(marksOf);
    const shared = Object.fromEntries(FIELDS.map((field) => [field, all.length && all.every((one) => one[field] === all[0][field]) ? all[0][field] : null]));
    for (const button of place.querySelectorAll("[data-choose]")) {
      const [field, value] = button.dataset.choose.split(":");
      button.setAttribute("aria-pressed", String(String(shared[field]) === value));
      if (field === "rating") button.classList.toggle("is-lit", Number(value) <= (shared.rating ?? 0));
    }
  }
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-advance]")) setAdvancing(!goesOn);
  const button = event.target.closest("[data-choose]");
  if (!button) return;
  const [field, text] = button.dataset.choose.split(":");
  const where = button.closest(".pswp") ? "lightbox" : button.closest("#compare") ? "compare" : "grid";
  choose(idsOf(button.closest(".choice-bar")), field, field === "rating" ? Number(text) : text, where, true);
});
document.addEventListener("vitrine:current", showBars);
for (const place of document.querySelectorAll(".choice-bar[data-of]")) seen.set(place.dataset.of, ofTile(place.dataset));
document.addEventListener("vitrine:large", ({ detail: box }) => {
  if (!words) return;
  box.on("initialLayout", () => {
    box.element.append(bar());
    showBars();
  });
});
showBars();
