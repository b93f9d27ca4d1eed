// The wall page by page: tiles as the server sent them, and the next page when its end comes near. So it is where nobody
// knows the shapes ahead, and until they are known.
import { boxesOf } from "./rows.js";
import { holdBack } from "./soon.js";

const HEAD = 40; // a month's heading with the gap above it, in pixels, about

/** @returns the same view of a wall as wall.js; ``dress`` readies tiles that have come */
export function paged(wall, dress) {
  const all = () => [...wall.querySelectorAll(".tile")];
  let seen = wall.clientWidth;

  /** Put the tiles of a month in rows. @returns {number} how high they stand */
  function place(grid, above) {
    const tiles = [...grid.children];
    const width = grid.clientWidth;
    if (!width || tiles.length === 0) return 0;
    const { boxes, height } = boxesOf(tiles.map((tile) => Number(tile.dataset.width) / Number(tile.dataset.height)), width);
    grid.classList.add("is-placed");
    grid.style.height = `${height}px`;
    if (!wall.classList.contains("is-placed")) holdBack(tiles.filter((_, index) => above + boxes[index].top > innerHeight));
    boxes.forEach((box, index) => {
      const { style } = tiles[index];
      style.left = `${box.left}px`;
      style.top = `${box.top}px`;
      style.width = `${box.width}px`;
      style.height = `${box.height}px`;
      dress(tiles[index], { box });
    });
    return height;
  }

  function layout() {
    let above = 0;
    for (const grid of wall.querySelectorAll(".grid")) above += HEAD + place(grid, above + HEAD);
    wall.classList.add("is-placed");
  }

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
    layout();
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

  function nearest(from, down) {
    const here = from.getBoundingClientRect();
    const middle = here.left + here.width / 2;
    let best = -1;
    let least = Infinity;
    all().forEach((tile, place) => {
      const box = tile.getBoundingClientRect();
      const away = down ? box.top - here.bottom : here.top - box.bottom;
      if (away < -2) return;
      const distance = away * 4 + Math.abs(box.left + box.width / 2 - middle);
      if (distance < least) [best, least] = [place, distance];
    });
    return best < 0 ? undefined : best;
  }

  return {
    layout,
    watchEnd,
    resized: () => seen !== (seen = wall.clientWidth),
    count: () => all().length,
    tile: (place) => all()[place],
    fetch: async (place) => all()[place],
    show(place) {
      const link = all()[place]?.querySelector(".tile-link");
      link?.focus();
      link?.scrollIntoView({ block: "nearest" });
    },
    beside(place, key) {
      if (key === "ArrowLeft") return place > 0 ? place - 1 : undefined;
      if (key === "ArrowRight") return place + 1 < all().length ? place + 1 : undefined;
      return nearest(all()[place], key === "ArrowDown");
    },
    placeOf: (tile) => all().indexOf(tile),
    find(id) {
      const place = all().findIndex((tile) => tile.dataset.id === id);
      return place < 0 ? undefined : place;
    },
    between: (from, to) => all().slice(from, to + 1).map((tile) => tile.dataset.id),
    shown: all,
  };
}
