// A notice board: stories and photos as sheets of paper, pinned side by side, or one below the other on an upright screen.

import { addMark } from "./brand.js";
import { Composite } from "./composite.js";
import { ems, shorten } from "./fit.js";
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
  addCode(body, item, null); // a sheet has no room for a word on it
  body.append(make("p", "pinned-text", text && text !== item.title ? text : ""));
  const foot = make("p", "pinned-foot");
  foot.append(...byline({ ...item, date: null }).map((part) => make("span", "", part)));
  words.append(body, foot);
  paper.append(words);
  return paper;
}

/** Leave of a text what its box holds. */
function cut(text, box) {
  const whole = text.textContent;
  let [least, most] = [0, Math.ceil(ems(whole))];
  for (let wanted = most; least < most; wanted = Math.ceil((least + most) / 2)) {
    text.textContent = shorten(whole, wanted);
    if (box.scrollHeight <= box.clientHeight + 1) least = wanted;
    else most = wanted - 1;
  }
  text.textContent = shorten(whole, least);
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

  /** They lie on the screen: each says as much as there is room for around its code. */
  attached() {
    for (const text of this.root.querySelectorAll(".pinned-text")) cut(text, text.parentElement);
  }
}
