// A notice board: stories and photos as sheets of paper, pinned side by side, or one below the other on an upright screen.

import { addMark } from "./brand.js";
import { Composite } from "./composite.js";
import { shorten } from "./fit.js";
import { addCode } from "./qr.js";
import { byline } from "./text.js";
import { make } from "./words.js";

const TITLE_EMS = 36;

function sheet({ item, picture }) {
  const paper = make("article", "pinned");
  paper.dataset.kind = item.kind;
  paper.dataset.plain = String(!picture);
  if (picture) paper.append(picture);
  const words = make("div", "pinned-words");
  if (item.title) words.append(make("h1", "pinned-title", shorten(item.title, TITLE_EMS)));
  const text = item.kind === "story" ? [item.caption, item.text].filter(Boolean).join("\n") : item.caption;
  const body = make("div", "pinned-body");
  body.append(make("p", "pinned-text", text && text !== item.title ? text : ""));
  addCode(body, item, null); // a sheet has no room for a word on it
  words.append(body, make("p", "pinned-foot", byline({ ...item, date: null }).join("　")));
  paper.append(words);
  return paper;
}

export class SheetsScene extends Composite {
  lay(parts, frame) {
    this.root.dataset.side = frame.width > frame.height ? "left" : "top";
    this.root.style.setProperty("--count", String(parts.length));
    const wall = make("div", "pinned-wall");
    wall.append(...parts.map(sheet));
    this.root.append(wall);
    addMark(this.root, frame.brand, "strip", { first: true });
  }

  /** They lie on the screen: each shows so many whole lines as there is room for. */
  attached() {
    for (const text of this.root.querySelectorAll(".pinned-text")) {
      const line = parseFloat(getComputedStyle(text).lineHeight);
      text.style.webkitLineClamp = String(Math.max(1, Math.floor((text.parentElement.clientHeight + 1) / line)));
    }
  }
}
