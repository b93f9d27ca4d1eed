// The wall of pictures: rows laid out from widths and heights, keys, selection, and the next page when its end comes near.
import justifiedLayout from "../vendor/justified-layout-4.1.0/justified-layout.js";
import { look, register } from "./keys.js";
import { openLarge } from "./lightbox.js";

const wall = document.querySelector("#wall");
const bar = document.querySelector("#selection");
const GAP = 4;

export function rowHeight(width) {
  if (width < 480) return 118;
  if (width < 900) return 180;
  return width < 1500 ? 220 : 250;
}

function place(grid) {
  const tiles = [...grid.children];
  const width = grid.clientWidth;
  if (!width || tiles.length === 0) return;
  const shapes = tiles.map((tile) => {
    const ratio = Number(tile.dataset.width) / Number(tile.dataset.height);
    return Math.min(Math.max(ratio || 1.5, 0.5), 3);
  });
  const layout = justifiedLayout(shapes, {
    containerWidth: width, containerPadding: 0, boxSpacing: GAP, targetRowHeight: rowHeight(width), targetRowHeightTolerance: 0.3,
  });
  grid.classList.add("is-placed");
  grid.style.height = `${layout.containerHeight}px`;
  layout.boxes.forEach((box, index) => {
    const { style } = tiles[index];
    style.left = `${box.left}px`;
    style.top = `${box.top}px`;
    style.width = `${box.width}px`;
    style.height = `${box.height}px`;
    sharpen(tiles[index], box.width);
  });
}

// The small rendition is 400 px on its long edge; where it would be stretched, the screen's takes its place.
function sharpen(tile, width) {
  const image = tile.querySelector("img[data-sharp]");
  if (image && width * Math.min(devicePixelRatio, 2) > Number(tile.dataset.width) * 1.05) {
    image.srcset = image.dataset.sharp;
    delete image.dataset.sharp;
  }
}

function colour(root) {
  for (const tile of root.querySelectorAll(".tile[data-color]")) {
    if (/^#[0-9a-f]{6}$/i.test(tile.dataset.color)) tile.style.backgroundColor = tile.dataset.color;
    const image = tile.querySelector("img");
    if (image && !image.complete) {
      image.classList.add("is-loading");
      image.addEventListener("load", () => image.classList.remove("is-loading"), { once: true });
    }
  }
}

const placeAll = () => wall?.querySelectorAll(".grid").forEach(place);

let seen = 0;
if (wall) {
  new ResizeObserver(() => {
    if (wall.clientWidth === seen) return;
    seen = wall.clientWidth;
    placeAll();
  }).observe(wall);
  colour(wall);
  watchEnd();
}

// --- the next page ---------------------------------------------------------------------------------------------------
function watchEnd() {
  const more = wall.querySelector(".more a");
  if (!more) return;
  const watcher = new IntersectionObserver(async (entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    watcher.disconnect();
    await fetchMore(more);
  }, { rootMargin: "1200px" });
  watcher.observe(more);
}

async function fetchMore(more) {
  const address = new URL(more.href);
  address.searchParams.set("part", "groups");
  let answer;
  try {
    answer = await fetch(address);
  } catch {
    return; // the button stays; a click tries again
  }
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  more.closest(".more").remove();
  for (const section of page.querySelectorAll("section.month")) join(section);
  const next = page.querySelector(".more");
  if (next) wall.append(next);
  colour(wall);
  placeAll();
  watchEnd();
}

// A month that was cut by the end of a page goes on under the heading that is already there.
function join(section) {
  const last = wall.querySelector("section.month:last-of-type");
  if (last && last.dataset.month === section.dataset.month) {
    last.querySelector(".grid").append(...section.querySelectorAll(".tile"));
  } else {
    wall.append(section);
  }
}

// --- keys ------------------------------------------------------------------------------------------------------------
const links = () => [...(wall?.querySelectorAll(".tile-link") ?? [])];

function nearest(from, down) {
  const here = from.getBoundingClientRect();
  const middle = here.left + here.width / 2;
  let best = null;
  let least = Infinity;
  for (const link of links()) {
    const box = link.getBoundingClientRect();
    const away = down ? box.top - here.bottom : here.top - box.bottom;
    if (away < -2) continue;
    const distance = away * 4 + Math.abs(box.left + box.width / 2 - middle);
    if (distance < least) [best, least] = [link, distance];
  }
  return best;
}

const STEPS = {
  ArrowRight: (link) => links()[links().indexOf(link) + 1],
  ArrowLeft: (link) => links()[links().indexOf(link) - 1],
  ArrowDown: (link) => nearest(link, true),
  ArrowUp: (link) => nearest(link, false),
};

const focused = () => document.activeElement?.closest(".tile-link");

function pick() {
  const box = focused()?.parentElement.querySelector(".tile-pick input");
  if (!box) return false;
  box.checked = !box.checked;
  count();
  return true;
}

function go(key) {
  const link = focused();
  const next = link && STEPS[key](link);
  if (!next) return false;
  next.focus();
  next.scrollIntoView({ block: "nearest" });
  return true;
}

register("grid", { " ": pick, x: pick, ...Object.fromEntries(Object.keys(STEPS).map((key) => [key, () => go(key)])) });

// --- one large -------------------------------------------------------------------------------------------------------
const pictures = {
  count: () => links().length,
  tile: (place) => links()[place]?.parentElement,
  fetch: async (place) => links()[place]?.parentElement,
  show(place) {
    const link = links()[place];
    link?.focus();
    link?.scrollIntoView({ block: "nearest" });
  },
};

wall?.addEventListener("focusin", (event) => {
  const link = event.target.closest(".tile-link");
  if (link?.parentElement.dataset.id) look(link.parentElement.dataset.id, links().indexOf(link), "grid");
});
wall?.addEventListener("click", (event) => {
  const link = event.target.closest(".tile-link");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !document.querySelector("#lightbox-words")) return;
  event.preventDefault();
  openLarge(pictures, links().indexOf(link));
});

// --- selection -------------------------------------------------------------------------------------------------------
let lastPicked = null;

wall?.addEventListener("click", (event) => {
  const box = event.target.closest(".tile-pick input");
  if (!box) return;
  const boxes = [...wall.querySelectorAll(".tile-pick input")];
  if (event.shiftKey && lastPicked) {
    const [from, to] = [boxes.indexOf(lastPicked), boxes.indexOf(box)].sort((a, b) => a - b);
    for (const one of boxes.slice(from, to + 1)) one.checked = box.checked;
  }
  lastPicked = box;
  count();
});

function count() {
  const number = wall.querySelectorAll(".tile-pick :checked").length;
  wall.classList.toggle("is-selecting", number > 0);
  const output = bar.querySelector("output");
  output.textContent = number === 1 ? output.dataset.one : output.dataset.many.replace("{n}", String(number));
}

bar?.addEventListener("reset", () => setTimeout(count));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && wall?.classList.contains("is-selecting")) bar.reset();
});
document.querySelector("[data-submit]")?.addEventListener("change", (event) => event.target.form.submit());
if (wall && bar) count();
