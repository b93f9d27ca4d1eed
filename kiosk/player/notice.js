// A bulletin: a page of words in its turn among the pictures, and a band at the head of the screen while it is in force.

import { addMark, mark } from "./brand.js";
import { wordsAt } from "./countdown.js";
import { isLive } from "./schedule.js";
import { WORDS, speak } from "./text.js";
import { TimedScene } from "./timed.js";
import { bothOf, fitWords, make } from "./words.js";

const TURN_MS = 8_000;

/** The number in a title, larger than its words. */
function enlarge(title, number) {
  const [before, ...after] = title.textContent.split(number);
  if (after.length) title.replaceChildren(before, make("span", "count", number), after.join(number));
}

/** A page of words, which the stage treats like a picture's scene. It needs no file, and nothing in it moves. */
export class NoticeScene extends TimedScene {
  constructor(item, revision) {
    super(item, revision, "notice");
    const head = make("p", "notice-head pair");
    speak(head, WORDS.notice);
    this.root.append(head);
    this.#say(item);
  }

  /** A countdown says what is left as it is shown. */
  async prepare(_open, { clock, brand }) {
    addMark(this.root.firstChild, brand, "head");
    if (this.item.counts) this.#say(wordsAt(this.item, clock.now(), this.item.timezone));
  }

  #say(words) {
    this.box?.remove();
    this.box = bothOf(words);
    if (words.left) for (const title of this.box.querySelectorAll(".words-title")) enlarge(title, words.left.count);
    this.root.append(this.box);
  }

  /** The page lies on the screen: its words take the size that it has. */
  attached() {
    fitWords(this.box);
  }
}

/** The bulletins among `items` that are in force at `now`, each once. */
export function inForce(items, now) {
  const found = items.filter((item) => item.kind === "notice" && isLive(item, now) && isLive({ from: item.starts, until: item.until }, now));
  return [...new Map(found.map((item) => [item.sha256, item])).values()];
}

/** The band: one bulletin in force, or each in its turn; away while a page of bulletins is shown. */
export class NoticeBand {
  #key = null;
  #worn = null;
  #dressed = true; // whether what is shown wears the present one
  #all = ""; // the bulletins in force
  #room = 0;

  constructor(root) {
    this.root = root;
  }

  /** Wear a campus's logo and name (brand.js), from the next change on. */
  wear(worn) {
    this.#worn = worn;
    this.#dressed = false; // not the key: a band that goes in the same moment would be taken for one that is away already
  }

  /** Show `items` in their turn; `away`: they are in force, but what lies on the stage now says them, or there is nothing on it. */
  show(items, now, { away = false } = {}) {
    const item = items[Math.floor(now / TURN_MS) % items.length] ?? null;
    const key = item && item.sha256;
    const all = items.map(({ sha256 }) => sha256).join();
    const same = key === this.#key && all === this.#all && this.#dressed;
    if (!same) {
      if (all !== this.#all) this.#room = 0;
      this.root.dataset.id = item?.key ?? "";
      [this.#key, this.#all, this.#dressed] = [key, all, true];
      if (item) this.#paint(item);
      this.#measure();
    }
    this.root.hidden = !item || away;
  }

  /** The screen has another size. */
  resized() {
    this.#room = 0;
    this.#measure();
  }

  /** Tell the sheet how much the band takes at the head of the screen, px: as much as its tallest, so that nothing jumps at each turn. */
  #measure() {
    const { hidden } = this.root;
    this.root.hidden = false;
    this.#room = this.#key ? Math.max(this.#room, this.root.offsetHeight) : 0;
    this.root.hidden = hidden;
    this.root.parentElement.style.setProperty("--band", `${this.#room}px`);
  }

  #paint(item) {
    const rows = [["zh-CN", item.counts?.title ?? item.title, item.line], ["en", item.counts?.title_en ?? item.title_en, item.line_en]].filter(([, title]) => title);
    const words = make("div", "band-words");
    words.append(
      ...rows.map(([lang, title, line]) => {
        const row = make("p", "band-row");
        row.lang = lang;
        row.append(make("b", "", title), make("span", "", line ?? ""));
        return row;
      }),
    );
    this.root.replaceChildren(...[words, mark(this.#worn, "band")].filter(Boolean));
  }
}
