// A poster: each of its pages whole and uncovered, one after the other, its title beside or below where there is room, all of
// it below the band of a bulletin while one is in force. Two pages ahead are decoded and no more: twenty at once would take a
// small computer's memory.

import { addMark } from "./brand.js";
import { posterFit, share } from "./fit.js";
import { groundOf, words } from "./scene.js";
import { TimedScene } from "./timed.js";
import { make } from "./words.js";

const DOTS_MOST = 10;

/** When each page begins, ms after the poster. */
export function turnsOf(pages) {
  let begin = 0;
  return pages.map(({ ms }) => {
    const begins = begin;
    begin += ms;
    return begins;
  });
}

/** Which page lies open `ms` after the beginning, given when each begins. */
export function pageAt(turns, ms) {
  return Math.max(0, turns.findLastIndex((begins) => begins <= ms));
}

export class PosterScene extends TimedScene {
  #blobs = [];
  #layers = [];
  #turns = [];
  #from = 0;
  #timer;
  #resized;

  async prepare(open, frame) {
    const { pages } = this.item;
    this.#turns = turnsOf(pages);
    this.#blobs = await Promise.all(pages.map((page) => open(page))); // each is proven whole before the first is shown
    const sheet = make("div", "poster-pages");
    this.#layers = pages.map(() => make("div", "poster-page"));
    sheet.append(...this.#layers);
    this.#lay(frame.width, frame.height);
    await this.#keep(0);
    this.root.append(groundOf(this.#layers[0].firstChild, frame), sheet);
    const panel = words(this.item) ?? make("figcaption", "words");
    if (pages.length > 1) panel.append(this.#dots(pages.length));
    addMark(panel, frame.brand, "poster");
    this.root.append(panel);
    for (const [index, begins] of this.#turns.entries()) {
      if (index === 0) continue;
      this.at(begins, this.#layers[index]);
      this.away(begins, this.#layers[index - 1]);
    }
  }

  /** It lies on the screen: from now on it follows the room that the band leaves it. */
  attached() {
    this.#resized = new ResizeObserver(() => this.#lay(this.root.clientWidth, this.root.clientHeight));
    this.#resized.observe(this.root);
    this.#lay(this.root.clientWidth, this.root.clientHeight);
  }

  #lay(width, height) {
    const { pages } = this.item;
    const fit = posterFit(pages[0].width, pages[0].height, width, height);
    this.root.dataset.poster = fit.side;
    this.root.style.setProperty("--page", `${fit.part * 100}%`);
    const ratio = (width * (fit.side === "beside" ? fit.part : 1)) / (height * (fit.side === "below" ? fit.part : 1));
    for (const [index, layer] of this.#layers.entries()) {
      const size = share(pages[index].width / pages[index].height, ratio);
      layer.style.setProperty("--wide", `${size.width * 100}%`);
      layer.style.setProperty("--high", `${size.height * 100}%`);
    }
  }

  #dots(count) {
    const row = make("p", "poster-dots");
    row.ariaHidden = "true";
    const few = count <= DOTS_MOST;
    row.classList.toggle("poster-numbers", !few);
    for (const [index, begins] of this.#turns.entries()) {
      const dot = make("span", few ? "poster-dot" : "poster-number");
      const lit = make("b", "", few ? "" : `${index + 1} / ${count}`);
      dot.append(lit);
      row.append(dot);
      if (index > 0) this.at(begins, lit);
      if (index < count - 1) this.away(this.#turns[index + 1], lit);
    }
    return row;
  }

  async start() {
    await super.start();
    this.#follow(this.#from);
  }

  async seek(ms) {
    this.#from = ms;
    await this.#keep(pageAt(this.#turns, ms));
    await super.seek(ms);
  }

  #follow(ms) {
    // What cannot be decoded leaves the page before it: the bytes were proven, so it is the device that is short of something.
    this.#keep(pageAt(this.#turns, ms)).catch(() => {});
    const next = this.#turns.find((begins) => begins > ms);
    if (next !== undefined) this.#timer = setTimeout(() => this.#follow(next), next - ms);
  }

  /** The page at `index`, the one before it and the one after are there; the others are given back. */
  async #keep(index) {
    await Promise.all(this.#layers.map(async (layer, at) => {
      if (Math.abs(at - index) > 1) return layer.replaceChildren();
      if (layer.firstChild) return undefined;
      const name = [this.item.alt || this.item.title, this.#layers.length > 1 ? `${at + 1} / ${this.#layers.length}` : ""];
      const image = await this.held.image(this.held.url(this.#blobs[at]), "", name.filter(Boolean).join(" · "));
      return layer.replaceChildren(image);
    }));
  }

  release() {
    clearTimeout(this.#timer);
    this.#resized?.disconnect();
    super.release();
  }
}
