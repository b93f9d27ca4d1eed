// A scene that time alone moves: words, pages, pictures that lie still. What changes in it while it is shown are animations
// with delays, which `at` collects, so that the pages of screens in step turn together and a late one can be taken ahead.

import { Held } from "./held.js";
import { lengthOf } from "./schedule.js";

const TURN_MS = 450;

export class TimedScene {
  held = new Held();
  #turns = [];

  constructor(item, revision, kind = item.kind) {
    this.item = item;
    this.revision = revision;
    this.root = document.createElement("figure");
    this.root.className = `scene ${kind}`;
    this.root.dataset.kind = kind;
    this.media = this.root;
  }

  /** Build it: `open` gives the verified blob of a file, `frame` is the panel's {width, height}. */
  async prepare() {}

  /** Let `element` come up `ms` after the scene's beginning, over what was there. */
  at(ms, element) {
    const turn = element.animate([{ opacity: 0 }, { opacity: 1 }], { delay: ms, duration: TURN_MS, easing: "ease-in-out", fill: "both" });
    turn.pause();
    this.#turns.push(turn);
  }

  async start() {
    for (const turn of this.#turns) turn.play();
  }

  async seek(ms) {
    for (const turn of this.#turns) turn.currentTime = ms;
  }

  progress() {
    return null;
  }

  left(elapsed) {
    return lengthOf(this.item) - elapsed;
  }

  release() {
    for (const turn of this.#turns) turn.cancel();
    this.root.remove();
    this.held.release();
  }
}
