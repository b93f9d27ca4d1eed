// Words beside a picture, never over it: its title, its whole caption, as large as fits and in pages where it is long, and whose it is.

import { ems, pages, shorten, titleSize } from "./fit.js";
import { addCode } from "./qr.js";
import { lengthOf } from "./schedule.js";
import { byline } from "./text.js";
import { Turns, shares } from "./timed.js";
import { fitWords, make } from "./words.js";

const [PAGE_EMS, PAGE_EMS_CODE] = [84, 52]; // what always fits with letters of 40 px, and with a code below
const LEAST_SCALE = 0.56;
const [LEAST_SHARE, MOST_SHARE] = [0.4, 0.66];

/** The share of the frame's longer side that a picture beside words takes: what its own shape asks for, within limits. */
export function shareOf({ width, height }, frame, most = MOST_SHARE) {
  const wide = frame.width > frame.height;
  const wanted = wide ? (frame.height * width) / height / frame.width : (frame.width * height) / width / frame.height;
  return Math.min(Math.max(wanted || most, LEAST_SHARE), most);
}

export class Panel {
  #turns = new Turns();
  #text = make("div", "panel-text");

  constructor(item) {
    this.root = make("figcaption", "panel");
    const caption = item.caption && item.caption !== item.title ? item.caption : "";
    if (item.title) {
      const title = make("h1", "panel-title", shorten(item.title, 44));
      title.dataset.size = titleSize(item.title);
      this.root.append(title);
    }
    const texts = caption ? pages(caption, item.qr ? PAGE_EMS_CODE : PAGE_EMS) : [];
    const length = lengthOf(item) < Infinity ? lengthOf(item) : 0;
    const turns = shares(0, length || texts.length * 10_000, texts.map(ems));
    texts.forEach((text, index) => {
      const page = make("div", "panel-page");
      page.append(...text.split("\n").filter(Boolean).map((line) => make("p", "", line)));
      if (texts.length > 1) page.append(make("p", "panel-number", `${index + 1} / ${texts.length}`));
      if (index) this.#turns.at(turns[index], page);
      this.#text.append(page);
    });
    const foot = make("p", "panel-foot");
    foot.append(...byline(item).map((part) => make("span", "", part)));
    this.root.append(this.#text, foot);
    addCode(this.root, item);
    this.root.dataset.plain = String(!caption);
  }

  /** It lies on the screen: its words take the size that there is room for. */
  attached() {
    fitWords(this.#text, LEAST_SCALE);
  }

  start() {
    this.#turns.start();
  }

  seek(ms) {
    this.#turns.seek(ms);
  }

  release() {
    this.#turns.release();
  }
}
