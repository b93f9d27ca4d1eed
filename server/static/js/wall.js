// The wall at any length: every place is known ahead by its shape, but the page holds only the tiles that are near.
import { boxesOf } from "./rows.js";
import { painted } from "./soon.js";

const AHEAD = 1.2; // windows above and below that are held
const KEPT = 2400; // tiles remembered out of sight

/**
 * Take over ``wall``, whose data-shapes is the address of shapes.py, until ``signal`` says that it goes; ``dress`` readies a tile
 * that is put in, ``learn`` is told each answer.
 */
export function takeOver(wall, dress, learn, signal) {
  const part = Number(wall.dataset.part); // tiles in one answer of the server
  const here = location.href; // another search may have another by the time that more is asked for
  const items = [];
  const places = new Map(); // id -> place
  const sections = [];
  const tiles = new Map(); // place -> element with its picture
  const shown = new Map(); // place -> element in the page
  const asked = new Set();
  let total = Infinity;
  let waiting = [];

  let begun;
  const first = new Promise((done) => { begun = done; });

  async function load() {
    await painted(); // the rows that came with the page go before what is behind them
    signal.throwIfAborted();
    while (items.length < total) {
      const address = new URL(wall.dataset.shapes, location.href);
      address.searchParams.set("offset", String(items.length));
      const answer = await fetch(address, { signal });
      if (!answer.ok || answer.redirected) throw new Error(`shapes: ${answer.status}`);
      const chunk = await answer.json();
      signal.throwIfAborted();
      total = chunk.total;
      if (chunk.ids.length === 0) break;
      const sent = items.length === 0 ? adopt() : null;
      learn(chunk);
      add(chunk);
      if (sent) keep(sent);
      layout();
      begun();
    }
    total = items.length;
    settle();
  }

  // What the server sent with the page is in place already; its sections go on.
  function adopt() {
    for (const el of wall.querySelectorAll("section.month")) {
      sections.push({ key: el.dataset.month ?? null, el, grid: el.querySelector(".grid"), items: [], boxes: [], top: 0 });
    }
    wall.querySelector(".more")?.remove();
    return new Map([...wall.querySelectorAll(".tile")].map((tile) => [tile.dataset.id, tile]));
  }

  function keep(sent) {
    for (const item of items.slice(0, part)) {
      const tile = sent.get(item.id);
      if (!tile) continue;
      tile.dataset.place = String(item.place);
      tiles.set(item.place, tile);
      shown.set(item.place, tile);
    }
  }

  function add({ ids, ratios, colors, months }) {
    let at = 0;
    for (const [key, name, count] of months) {
      const section = sectionFor(key, name);
      for (let n = 0; n < count; n++, at++) {
        const item = { place: items.length, id: ids[at] ? `V${ids[at]}` : null, ratio: ratios[at] / 1000, color: colors[at], section };
        items.push(item);
        places.set(item.id, item.place);
        if (item.id) section.items.push(item);
      }
    }
  }

  function sectionFor(key, name) {
    const last = items.at(-1)?.section;
    const index = last ? sections.indexOf(last) : -1;
    if (last && last.key === key) return last;
    if (sections[index + 1]?.key === key) return sections[index + 1];
    const el = document.createElement("section");
    el.className = "month";
    if (key) {
      el.dataset.month = key;
      el.append(Object.assign(document.createElement("h2"), { textContent: name }));
    }
    const grid = Object.assign(document.createElement("ul"), { className: "grid is-placed" });
    el.append(grid);
    wall.append(el);
    sections.push({ key, el, grid, items: [], boxes: [], top: 0 });
    return sections.at(-1);
  }

  function layout() {
    for (const section of sections) {
      const { boxes, height } = boxesOf(section.items.map((item) => item.ratio), wall.clientWidth);
      section.boxes = boxes;
      section.height = height;
      section.grid.classList.add("is-placed");
      section.grid.style.height = `${height}px`;
      section.items.forEach((item, n) => { item.box = boxes[n]; item.n = n; });
    }
    for (const section of sections) section.top = section.grid.getBoundingClientRect().top + scrollY;
    for (const [place, el] of shown) put(items[place], el);
    draw();
    for (const one of waiting) one();
  }

  function put(item, el) {
    if (!item?.box) return;
    const { style } = el;
    style.left = `${item.box.left}px`;
    style.top = `${item.box.top}px`;
    style.width = `${item.box.width}px`;
    style.height = `${item.box.height}px`;
    el.setAttribute("aria-setsize", String(item.section.items.length));
    el.setAttribute("aria-posinset", String(item.n + 1));
    dress(el, item);
  }

  function near() {
    const from = scrollY - innerHeight * AHEAD;
    const to = scrollY + innerHeight * (1 + AHEAD);
    const found = [];
    for (const section of sections) {
      if (section.top + section.height < from || section.top > to) continue;
      let low = 0;
      let high = section.items.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        const { box } = section.items[middle];
        if (section.top + box.top + box.height < from) low = middle + 1;
        else high = middle;
      }
      for (let n = low; n < section.items.length && section.top + section.items[n].box.top <= to; n++) found.push(section.items[n]);
    }
    return found;
  }

  function draw() {
    const wanted = near();
    const places = new Set(wanted.map((item) => item.place));
    for (const [place, el] of shown) {
      if (places.has(place) || el.contains(document.activeElement)) continue;
      el.remove();
      shown.delete(place);
    }
    for (const item of wanted) if (!shown.has(item.place)) attach(item);
    fill(wanted);
  }

  // In the order of the list, so that Tab and readers go on from tile to tile.
  function attach(item) {
    const el = tiles.get(item.place) ?? blank(item);
    let after = null;
    for (let n = item.n + 1; n < Math.min(item.n + 400, item.section.items.length) && !after; n++) {
      after = shown.get(item.section.items[n].place) ?? null;
    }
    item.section.grid.insertBefore(el, after);
    shown.set(item.place, el);
    put(item, el);
  }

  function blank(item) {
    const el = Object.assign(document.createElement("li"), { className: "tile tile-blank" });
    const link = Object.assign(document.createElement("a"), { className: "tile-link", href: `${new URL(here).pathname}/${item.id}` });
    link.append(Object.assign(document.createElement("span"), { className: "hidden-text", textContent: item.id }));
    if (item.color) el.style.backgroundColor = `#${item.color}`;
    Object.assign(el.dataset, { id: item.id, place: item.place, width: item.ratio * 400, height: 400 });
    el.append(link);
    return el;
  }

  let pause = 0;
  function fill(wanted) {
    clearTimeout(pause);
    pause = setTimeout(() => {
      if (signal.aborted) return;
      const pages = new Set(wanted.filter((item) => !tiles.has(item.place)).map((item) => Math.floor(item.place / part)));
      for (const page of pages) fetchPage(page);
    }, 60); // whoever flies by asks for nothing
  }

  async function fetchPage(page) {
    if (asked.has(page)) return;
    asked.add(page);
    const address = new URL(here);
    address.searchParams.set("page", String(page + 1));
    address.searchParams.set("part", "groups");
    try {
      const answer = await fetch(address, { signal });
      if (!answer.ok || answer.redirected) return;
      const text = await answer.text();
      if (!signal.aborted) take(new DOMParser().parseFromString(text, "text/html"), page);
    } catch {
      // without a connection the blank tiles stay; coming by again asks again
    } finally {
      asked.delete(page);
      for (const one of waiting) one();
    }
  }

  function take(found, page) {
    const come = new Map([...found.querySelectorAll(".tile")].map((tile) => [tile.dataset.id, tile]));
    for (const item of items.slice(page * part, (page + 1) * part)) {
      const tile = come.get(item.id);
      if (!tile || tiles.has(item.place)) continue;
      tile.dataset.place = String(item.place);
      tiles.set(item.place, tile);
      const old = shown.get(item.place);
      if (!old) continue;
      const focused = old.contains(document.activeElement);
      old.replaceWith(tile);
      shown.set(item.place, tile);
      put(item, tile);
      if (focused) tile.querySelector(".tile-link").focus({ preventScroll: true });
    }
    for (const place of tiles.keys()) {
      if (tiles.size <= KEPT) break;
      if (!shown.has(place)) tiles.delete(place);
    }
  }

  const until = (ready) => new Promise((done) => {
    const look = () => { if (ready()) { waiting = waiting.filter((one) => one !== look); done(); } };
    waiting.push(look);
    look();
  });
  const settle = () => { for (const one of waiting) one(); };
  const topOf = (item) => item.section.top + item.box.top;

  function show(place) {
    const item = items[place];
    if (!item?.id) return;
    const top = topOf(item);
    const head = wall.getBoundingClientRect().top + scrollY > 200 ? 200 : 120; // bars that stick
    if (top < scrollY + head) scrollTo({ top: top - head, behavior: "instant" });
    else if (top + item.box.height > scrollY + innerHeight) scrollTo({ top: top + item.box.height - innerHeight + 8, behavior: "instant" });
    draw();
    shown.get(place)?.querySelector(".tile-link").focus({ preventScroll: true });
  }

  function beside(place, key) {
    if (key === "ArrowLeft" || key === "ArrowRight") {
      const way = key === "ArrowLeft" ? -1 : 1;
      let next = place + way;
      while (items[next] && !items[next].id) next += way;
      return items[next]?.place;
    }
    const here = items[place];
    const down = key === "ArrowDown";
    const middle = here.box.left + here.box.width / 2;
    let best;
    let row;
    for (let n = place + (down ? 1 : -1); items[n]; n += down ? 1 : -1) {
      if (!items[n].id) continue;
      const top = topOf(items[n]);
      if (Math.abs(top - topOf(here)) < 2) continue;
      row ??= top;
      if (Math.abs(top - row) > 2) break;
      const { left, width } = items[n].box;
      const away = Math.abs(left + width / 2 - middle);
      if (!best || away < best.away) best = { place: n, away };
    }
    return best?.place;
  }

  let drawing = false;
  addEventListener("scroll", () => {
    if (drawing) return;
    drawing = true;
    requestAnimationFrame(() => { drawing = false; if (!signal.aborted) draw(); });
  }, { passive: true, signal });

  const failed = load();
  return {
    first: Promise.race([first, failed.then(() => first)]),
    count: () => items.length,
    tile: (place) => tiles.get(place),
    fetch: async (place) => {
      fetchPage(Math.floor(place / part));
      await until(() => tiles.has(place) || !asked.has(Math.floor(place / part)));
      return tiles.get(place);
    },
    show,
    beside,
    placeOf: (el) => Number(el.dataset.place),
    find: (id) => places.get(id),
    between: (from, to) => items.slice(from, to + 1).filter((item) => item.id).map((item) => item.id),
    shown: () => [...shown.values()],
    layout() {
      const first = near().find((item) => topOf(item) + item.box.height > scrollY + 120);
      const before = first && topOf(first);
      layout();
      if (first && scrollY > 0) scrollBy({ top: topOf(first) - before, behavior: "instant" });
    },
    async jump(month, focus) {
      await until(() => sections.some((one) => one.key === month && one.items.length) || items.length >= total);
      const section = sections.find((one) => one.key === month);
      if (!section) return;
      scrollTo({ top: section.top - 110, behavior: "instant" });
      draw();
      if (focus) show(section.items[0].place);
    },
    /** Resolves once the page is so long that it can be scrolled to ``y``, or is whole. */
    reaching: (y) => until(() => items.length >= total || document.documentElement.scrollHeight >= y + innerHeight),
    monthAt: () => sections.findLast((one) => one.top <= scrollY + 180)?.key ?? sections[0]?.key,
  };
}
