// The one place where keys of the library are registered. A map belongs to a place: "grid" while a picture of the wall has
// the focus, "lightbox" while a picture is open large, "compare" in the comparison, "library" for all. Their words stand in the dialog #keys ("?").
import { keysOn } from "./keys-on.js";

const maps = [];
const TYPING = "input:not([type=checkbox]), textarea, select, [contenteditable]";
let current = null;

/**
 * @param {"grid" | "lightbox" | "compare" | "library"} where
 * @param {Record<string, (event: KeyboardEvent, current: {id: string, place: number}) => void | false>} map by event.key,
 *   letters in lower case; a handler that returns false leaves the key to others
 */
export function register(where, map) {
  maps.push({ where, map });
}

/** @returns {{id: string, place: number, where: string} | null} the picture that is being looked at */
export const looking = () => current;

/** Say which picture is being looked at: `vitrine:current` on the document, once for each change. */
export function look(id, place, where) {
  if (current && current.id === id && current.where === where) return;
  current = { id, place, where };
  document.dispatchEvent(new CustomEvent("vitrine:current", { detail: current }));
}

/** The pictures are others now: none is looked at. */
export function forget() {
  current = null;
}

function here(event) {
  if (document.querySelector("#compare[open]")) return "compare";
  if (document.querySelector(".pswp")) return "lightbox";
  if (event.target === document.body && document.querySelector("#wall")) return "grid"; // the focus got lost with what had it
  return event.target.closest("#wall, #selection") ? "grid" : null;
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest(TYPING) || document.querySelector("dialog[open]:not(#compare)")) return;
  const where = here(event);
  if (!where || !current) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (/^[a-z0-9]$/.test(key) && !keysOn()) return;
  for (const one of maps) {
    if (one.where !== where && one.where !== "library") continue;
    if (Object.hasOwn(one.map, key) && one.map[key](event, current) !== false) {
      event.preventDefault();
      return;
    }
  }
});
