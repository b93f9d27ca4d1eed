// One item as elements, ready to be shown: pictures decoded, films paused on their first frame. Every byte comes
// from the store as a blob; nothing here knows an address of the server.

import { addMark } from "./brand.js";
import { CalendarPanel, ahead, dayOf } from "./calendar.js";
import { fitOf, shorten, titleSize } from "./fit.js";
import { Held } from "./held.js";
import { Panel, shareOf } from "./panel.js";
import { addCode } from "./qr.js";
import { lengthOf } from "./schedule.js";
import { byline } from "./text.js";
import { make } from "./words.js";

const GROUND_PX = 128;
const MOTION = "(prefers-reduced-motion: reduce)";

/** The words of an item, or null where it has none. */
export function words(item) {
  const block = make("figcaption", "words");
  if (item.title) {
    const title = make("h1", "title", shorten(item.title, 44));
    title.dataset.size = titleSize(item.title);
    block.append(title);
  }
  if (item.caption && item.caption !== item.title) block.append(make("p", "caption", shorten(item.caption, 72)));
  const quiet = byline(item);
  if (quiet.length) {
    const line = make("p", "byline");
    line.append(...quiet.map((part) => make("span", "", part)));
    block.append(line);
  }
  addCode(block, item);
  return block.children.length ? block : null;
}

// The picture's own colours, blurred and dark. Blurred while it is tiny: a filter over a whole 4K screen takes a
// small computer seconds, and this looks the same.
export function groundOf(image, frame) {
  const canvas = make("canvas", "ground");
  canvas.ariaHidden = "true";
  canvas.width = Math.round((GROUND_PX * frame.width) / Math.max(frame.width, frame.height));
  canvas.height = Math.round((GROUND_PX * frame.height) / Math.max(frame.width, frame.height));
  const scale = Math.max(canvas.width / image.naturalWidth, canvas.height / image.naturalHeight) * 1.12;
  const [width, height] = [image.naturalWidth * scale, image.naturalHeight * scale];
  const pen = canvas.getContext("2d");
  pen.filter = "blur(4px) brightness(0.44) saturate(1.15)";
  pen.imageSmoothingQuality = "high";
  pen.drawImage(image, (canvas.width - width) / 2, (canvas.height - height) / 2, width, height);
  return canvas;
}

function once(target, good, bad) {
  return new Promise((resolve, reject) => {
    target.addEventListener(good, resolve, { once: true });
    target.addEventListener(bad, () => reject(new Error(target.error?.message || bad)), { once: true });
  });
}

export class Scene {
  #held = new Held();
  #motion = null;
  #panel = null;

  constructor(item, revision) {
    this.item = item;
    this.revision = revision;
    this.root = make("figure", "scene");
    this.root.style.backgroundColor = /^#[0-9a-f]{6}$/i.test(item.color ?? "") ? item.color : "";
  }

  /** Build it from what `open` gives; resolves when the first frame can be painted. Rejects if it cannot be decoded. */
  async prepare(open, frame) {
    const { item } = this;
    const blob = await open(item);
    const posterBlob = item.poster ? await open(item.poster).catch(() => null) : null;
    this.root.dataset.kind = item.kind;
    const { box, area } = this.#place(frame);
    const fit = fitOf(item.width, item.height, area.width, area.height);
    box.dataset.fit = fit;
    const url = this.#held.url(blob);
    const ground = item.kind === "photo" ? url : posterBlob && this.#held.url(posterBlob);
    if (fit !== "fill" && ground) box.append(groundOf(await this.#held.image(ground, "", ""), area));
    this.media = item.kind === "photo" ? await this.#held.image(url, "picture", item.alt || item.title || "") : await this.#film(url);
    box.append(this.media);
    const block = this.#panel ? this.#panel.root : words(item);
    if (block) this.root.append(block);
    if (this.#panel) addMark(block, frame.brand, "paper", { first: true });
    else addMark(this.root, frame.brand, "corner");
  }

  /** Where the picture lies, and how large that is: the whole frame, or beside a panel with its words. */
  #place(frame) {
    this.#panel = this.#beside(frame.clock);
    if (!this.#panel) return { box: this.root, area: frame };
    const wide = frame.width > frame.height;
    const share = shareOf(this.item, frame, this.#panel.most);
    Object.assign(this.root.dataset, { layout: "panel", side: wide ? "left" : "top" });
    this.root.style.setProperty("--share", `${(share * 100).toFixed(2)}%`);
    const box = make("div", "panel-picture");
    this.root.append(box);
    return { box, area: wide ? { ...frame, width: frame.width * share } : { ...frame, height: frame.height * share } };
  }

  /** What its layout puts beside it; nothing where it is shown in full, as it is while nothing is ahead. */
  #beside(clock) {
    const { layout, calendar, timezone } = this.item;
    if (layout === "panel") return new Panel(this.item);
    const events = layout === "calendar" ? ahead(calendar ?? [], dayOf(clock.now(), timezone)) : [];
    return events.length ? new CalendarPanel(this.item, events, dayOf(clock.now(), timezone)) : null;
  }

  attached() {
    this.#panel?.attached();
  }

  async #film(url) {
    const film = make("video", "picture");
    Object.assign(film, { muted: !this.item.sound, playsInline: true, preload: "auto", disablePictureInPicture: true });
    film.setAttribute("aria-label", this.item.alt || this.item.title || "");
    this.media = film; // so that release() reaches it even when decoding fails
    const ready = once(film, "loadeddata", "error");
    film.src = url;
    await ready;
    return film;
  }

  /** Begin: the film runs, the picture moves by at most four per cent. */
  async start() {
    const { media, item } = this;
    this.#panel?.start();
    if (item.kind === "video") {
      // A browser may refuse sound without a gesture; the picture matters more.
      await media.play().catch(async () => {
        media.muted = true;
        await media.play();
      });
    } else if (!matchMedia(MOTION).matches) {
      this.#motion = media.animate([{ transform: "scale(1)" }, { transform: "scale(1.04)" }], {
        duration: lengthOf(item) + 1_200,
        easing: "linear",
        fill: "both",
      });
    }
  }

  /** Where a film is: seconds, and frames decoded so far. Null for a photo, which time alone moves. */
  progress() {
    if (this.item.kind !== "video") return null;
    return { position: this.media.currentTime, frames: this.media.getVideoPlaybackQuality().totalVideoFrames };
  }

  /** How much it has still to show `elapsed` ms after its start, ms. */
  left(elapsed) {
    const length = lengthOf(this.item);
    if (this.item.kind !== "video") return length - elapsed;
    const { ended, currentTime, duration } = this.media;
    return ended ? 0 : (length < Infinity ? length : duration * 1_000) - currentTime * 1_000;
  }

  /** Take a film to `ms` after its beginning, before it starts; resolves when that frame is there. */
  async seek(ms) {
    const { media } = this;
    this.#panel?.seek(ms);
    if (this.item.kind !== "video" || !(ms / 1_000 < media.duration)) return;
    const there = once(media, "seeked", "error");
    media.currentTime = ms / 1_000;
    await there;
  }

  /** Give everything back; a film keeps its decoder until its source is taken away. */
  release() {
    this.#motion?.cancel();
    this.#panel?.release();
    if (this.media instanceof HTMLVideoElement) {
      this.media.pause();
      this.media.removeAttribute("src");
      this.media.load();
    }
    this.root.remove();
    this.#held.release();
  }
}
