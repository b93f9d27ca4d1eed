// A story: its picture with the headline, then its text in pages at reading speed, a picture beside each while there are any.

import { addMark } from "./brand.js";
import { ems, pages, shorten, titleSize } from "./fit.js";
import { addCode } from "./qr.js";
import { TimedScene, shares } from "./timed.js";
import { WORDS, byline, speak } from "./text.js";
import { make } from "./words.js";

const PAGE_EMS = 66;
const LEAST_PAGE_MS = 4_000;

/** When each page of a text begins, ms after the story: the headline first, then by the share that each page has of the text. */
export function turnsOf({ head_ms: head, duration_ms: all }, texts) {
  return shares(head, Math.max(all - head, LEAST_PAGE_MS), texts.map(ems));
}

export class StoryScene extends TimedScene {
  async prepare(open, frame) {
    const pictures = (await Promise.all(this.item.pictures.map((one) => this.#picture(open, one)))).filter(Boolean);
    this.root.dataset.side = frame.width > frame.height ? "left" : "top";
    const texts = this.item.text ? pages(this.item.text, PAGE_EMS) : [];
    const head = this.#head(pictures[0]);
    addMark(head, frame.brand, "corner");
    this.root.append(head);
    const turns = turnsOf(this.item, texts);
    texts.forEach((text, index) => {
      const page = this.#page(text, index, texts.length, pictures[index % (pictures.length || 1)]);
      addMark(page.querySelector(".story-line"), frame.brand, "paper");
      this.root.append(page);
      this.at(turns[index], page);
    });
  }

  /** A picture that cannot be had or decoded is left out: the words are the story. */
  async #picture(open, one) {
    try {
      const url = this.held.url(await open(one));
      await this.held.image(url, "", ""); // decoded before it is wanted
      return { url, alt: one.alt };
    } catch {
      return null;
    }
  }

  #head(picture) {
    const { item } = this;
    const head = make("div", picture ? "story-head" : "story-head story-plain");
    if (picture) head.append(this.#image(picture, "picture"));
    const words = make("figcaption", "words");
    const title = make("h1", "title", shorten(item.title, 60));
    title.dataset.size = titleSize(item.title);
    words.append(title);
    if (item.caption) words.append(make("p", "caption", shorten(item.caption, 80)));
    words.append(this.#byline());
    addCode(words, item);
    head.append(words);
    return head;
  }

  #page(text, index, count, picture) {
    const page = make("div", picture ? "story-page" : "story-page story-alone");
    if (picture) page.append(this.#image(picture, "story-picture"));
    const sheet = make("div", "story-sheet");
    const body = make("div", "story-body");
    body.append(...text.split("\n").filter(Boolean).map((line) => make("p", "", line)));
    const foot = make("div", "story-foot");
    const isCut = this.item.more && index === count - 1;
    if (isCut) addCode(foot, this.item, WORDS.readOn);
    if (isCut && !foot.children.length) {
      const last = make("p", "pair");
      speak(last, WORDS.more);
      foot.append(last);
    }
    foot.append(make("span", "story-number", count > 1 ? `${index + 1} / ${count}` : ""));
    const line = make("div", "story-line");
    line.append(make("p", "story-title", shorten(this.item.title, 34)));
    sheet.append(line, body, foot);
    page.append(sheet);
    return page;
  }

  #image({ url, alt }, className) {
    const image = make("img", className);
    Object.assign(image, { alt: alt || "", decoding: "sync", src: url });
    return image;
  }

  #byline() {
    const line = make("p", "byline");
    line.append(...byline(this.item).map((part) => make("span", "", part)));
    return line;
  }
}
