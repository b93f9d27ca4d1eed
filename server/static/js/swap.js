// Another search on the same page: what it finds takes the place of what stands there, and all scripts and sheets stay. Whatever
// does not fit, or fails, becomes the plain navigation that it would be without scripts.
import { asking } from "./culling.js";
import { leave, start } from "./grid.js";

const HERE = location.pathname;
const box = document.querySelector("#search");
const told = document.querySelector("#library-told");
const kept = new Map(); // entry of the history -> where it was scrolled to and what was selected, while this page lives
let shown = location.href;
let entry = entryHere();
let under = null; // the search that is on its way
let scrolls = true; // whether scrolling is the reader's own

function newEntry() {
  return crypto.getRandomValues(new Uint32Array(2)).join("-");
}

function entryHere() {
  if (!history.state?.entry) history.replaceState({ ...history.state, entry: newEntry() }, "");
  return history.state.entry;
}

const plain = (address) => { const { pathname, search } = new URL(address); return pathname + search; };

// --- asking ----------------------------------------------------------------------------------------------------------
/** @returns {Promise<Document>} the part of another search; throws where there is none, or where the page around it would be another */
async function fetchPart(address, signal) {
  const answer = await fetch(address, { headers: { "X-Part": "library", Accept: "text/html" }, signal });
  if (!answer.ok || answer.redirected || !answer.headers.get("Content-Type")?.startsWith("text/html")) throw new Error(`${answer.status}`);
  const part = new DOMParser().parseFromString(await answer.text(), "text/html");
  const { dataset: { script, person }, lang } = part.documentElement;
  const same = script && new URL(script, location).href === import.meta.url && lang === document.documentElement.lang
    && person === document.querySelector("meta[name=person]").content;
  if (!same || !part.querySelector(".library")) throw new Error("another page");
  return part;
}

/** Show another search: ``turn`` makes its entry of the history the present one, ``plainly`` goes there without this script. */
async function go(address, turn, plainly) {
  under?.abort();
  under = new AbortController();
  const { signal } = under;
  const asked = box.value;
  const forget = asking();
  document.querySelector(".library").setAttribute("aria-busy", "true");
  try {
    const part = await fetchPart(address, signal);
    signal.throwIfAborted();
    forget();
    kept.set(entry, { ...kept.get(entry), chosen: leave() });
    turn();
    put(part, address, asked);
    const { chosen, top = 0 } = kept.get(entry) ?? {};
    scrollOn(start(chosen), top, signal);
  } catch {
    if (signal.aborted) return;
    document.querySelector(".library").removeAttribute("aria-busy");
    plainly();
  }
}

// --- putting it in its place -----------------------------------------------------------------------------------------
function put(part, address, asked) {
  const before = plain(shown);
  const sorting = document.activeElement?.id === "sort";
  const typing = document.activeElement === box && box.value !== asked;
  const elsewhere = document.activeElement?.matches("body *") && !document.activeElement.closest(".library, #search-form, #filters");
  for (const one of part.querySelectorAll("noscript")) one.remove();
  const library = document.adoptNode(part.querySelector(".library"));
  document.querySelector("#filters[open]")?.close();
  document.querySelector(".library").replaceWith(library);
  document.title = part.title;
  shown = address;
  for (const field of document.querySelectorAll("input[name=next]")) if (field.value === before) field.value = plain(address);
  if (box.value === asked) box.value = library.dataset.asked;
  const aim = (sorting && library.querySelector("#sort")) || library.querySelector("#wall") || document.querySelector("#main");
  if (!typing && !elsewhere) aim.focus({ preventScroll: true });
  const words = [...library.querySelectorAll("h1, [role=status], .empty h2")].map((one) => one.textContent.trim().replace(/\s+/g, " "));
  told.textContent = "";
  requestAnimationFrame(() => { told.textContent = words.join(" · "); });
}

/** Scroll to where an entry was: far down only once the wall is so long, and only if nobody scrolls meanwhile. */
async function scrollOn(whole, top, signal) {
  scrollTo({ top, behavior: "instant" });
  scrolls = true;
  const from = scrollY;
  if (from >= top) return;
  await (await whole)?.reaching(top);
  if (!signal.aborted && scrollY === from) scrollTo({ top, behavior: "instant" });
}

addEventListener("scroll", () => { if (scrolls) kept.set(entry, { ...kept.get(entry), top: scrollY }); }, { passive: true });

// --- what asks -------------------------------------------------------------------------------------------------------
function goOn(address) {
  go(address, () => {
    entry = newEntry();
    history.pushState({ entry }, "", address);
  }, () => location.assign(address));
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "get") return;
  const address = new URL(form.action);
  if (address.origin !== location.origin || address.pathname !== HERE) return;
  event.preventDefault();
  address.search = new URLSearchParams(new FormData(form, event.submitter)).toString();
  goOn(address.href);
});

document.addEventListener("click", (event) => {
  const link = event.target.closest(".library a[href], #filters a[href]");
  if (!link || event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  if (link.target || link.origin !== location.origin || link.pathname !== HERE || link.hash) return;
  event.preventDefault();
  goOn(link.href);
});

addEventListener("popstate", () => {
  if (plain(location.href) === plain(shown)) { // a fragment of the same page, or back before another search had come
    under?.abort();
    document.querySelector(".library").removeAttribute("aria-busy");
    entry = entryHere();
    scrolls = true;
    return;
  }
  if (document.querySelector(".pswp, dialog[open]:not(#filters)")) {
    location.reload(); // what is open belongs to the wall that goes
    return;
  }
  scrolls = false; // the browser scrolls the old results to where the entry was
  go(location.href, () => { entry = entryHere(); }, () => location.reload());
});

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-open-dialog=filters]")) return;
  const facets = document.querySelector(".library .facets").cloneNode(true);
  document.querySelector("#filters [data-facets]").replaceChildren(...facets.childNodes);
});
