// A scene that time alone moves: words, pages, pictures that lie still. What changes in it while it is shown are animations
// with delays, which `at` collects, so that the pages of screens in step turn together and a late one can be taken ahead.

import { Held } from "./held.js";
import { lengthOf } from "./schedule.js";

const TURN_MS = 450;

/** When each of some texts begins, ms: from `begin` on for `length` in all, each by its share of the `sizes`. */
export function shares(begin, length, sizes) {
  const whole = sizes.reduce((sum, size) => sum + Math.max(size, 1), 0);
  let next = begin;
  return sizes.map((size) => {
    const begins = next;
    next += (Math.max(size, 1) / whole) * length;
    return Math.round(begins);
  });
}

/** What comes up in its time over what was there: animations with delays. */
export class Turns {
  #all = [];

  /** Let `element` come up `ms` after the beginning. */
  at(ms, element) {
    this.#keep(element.animate([{ opacity: 0 }, { opacity: 1 }], { delay: ms, duration: TURN_MS, easing: "ease-in-out", fill: "both" }));
  }

  /** Let `element` go `ms` after the beginning, once what comes up over it stands. */
  away(ms, element) {
    this.#keep(element.animate([{ opacity: 1 }, { opacity: 0 }], { delay: ms + TURN_MS, duration: 1, fill: "forwards" }));
  }

  #keep(turn) {
    turn.pause();
    this.#all.push(turn);
  }

  /** Begin, from where `seek` took it: playing what is over by then would begin it anew. */
  start() {
    for (const turn of this.#all) {
      const { currentTime } = turn;
      turn.play();
      turn.currentTime = currentTime;
    }
  }

  seek(ms) {
    for (const turn of this.#all) turn.currentTime = ms;
  }

  release() {
    for (const turn of this.#all) turn.cancel();
  }
}

export class TimedScene {
  held = new Held();
  #turns = new Turns();

  constructor(item, revision, kind = item.kind) {
    this.item = item;
    this.revision = revision;
    this.root = document.createElement("figure");
    this.root.className = `scene ${kind}`;
    this.root.dataset.kind = kind;
    this.media = this.root;
  }

  /** Build it: `open` gives the verified blob of a file, `frame` is the panel's {width, height} and its clock. */
  async prepare() {}

  /** Let `element` come up `ms` after the scene's beginning, over what was there. */
  at(ms, element) {
    this.#turns.at(ms, element);
  }

  /** Let `element` go `ms` after the scene's beginning, once what comes up over it stands. */
  away(ms, element) {
    this.#turns.away(ms, element);
  }

  async start() {
    this.#turns.start();
  }

  async seek(ms) {
    this.#turns.seek(ms);
  }

  progress() {
    return null;
  }

  left(elapsed) {
    return lengthOf(this.item) - elapsed;
  }

  release() {
    this.#turns.release();
    this.root.remove();
    this.held.release();
  }
}
