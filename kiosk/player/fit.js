// How a picture sits on a screen, and how large its words are. Pure arithmetic.

const CROP_MOST = 0.16; // what most cameras take, 3:2, loses 15.6 per cent on 16:9 and fills

/** The share of a picture that is cut away when it fills the frame, 0 to 1. */
export function cropLoss(width, height, frameWidth, frameHeight) {
  const picture = width / height;
  const frame = frameWidth / frameHeight;
  return 1 - Math.min(picture, frame) / Math.max(picture, frame);
}

/** "fill" when little is lost, "side" for a tall picture on a wide screen (words beside it), else "inset". */
export function fitOf(width, height, frameWidth, frameHeight) {
  if (!(width > 0 && height > 0 && frameWidth > 0 && frameHeight > 0)) return "inset";
  if (cropLoss(width, height, frameWidth, frameHeight) < CROP_MOST) return "fill";
  return frameWidth > frameHeight && width <= height ? "side" : "inset";
}

const ROOM_BESIDE = 0.24; // of the width: a title stands in it in more than a column of single characters
const ROOM_BESIDE_LEAST = 0.18; // an A4 page that lies gives up a little of its size for its words and its code
const ROOM_BELOW = 0.15; // a picture of 2:3 on 9:16 leaves a line of title and its code
const PANEL_MOST = 0.32;

/**
 * Where a page lies that must not be cut or covered: "beside" its title, with `part` of the width for the page, or above it
 * ("below"), with `part` of the height; "whole" where there is no room for words.
 */
export function posterFit(width, height, frameWidth, frameHeight) {
  if (!(width > 0 && height > 0 && frameWidth > 0 && frameHeight > 0)) return { side: "whole", part: 1 };
  const wide = (frameHeight * width) / height / frameWidth;
  if (1 - wide >= ROOM_BESIDE_LEAST) return { side: "beside", part: Math.min(wide, 1 - ROOM_BESIDE) };
  const high = (frameWidth * height) / width / frameHeight;
  if (1 - high >= ROOM_BELOW) return { side: "below", part: Math.max(high, 1 - PANEL_MOST) };
  return { side: "whole", part: 1 };
}

/** The shares of a box that something of one shape (width by height) takes when it lies in it whole. */
export function share(shape, box) {
  return { width: Math.min(1, shape / box), height: Math.min(1, box / shape) };
}

/** Width of a text in ems: a Chinese character is one, others a little over half. */
export function ems(text) {
  let total = 0;
  for (const char of text) total += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}]/u.test(char) ? 1 : 0.56;
  return total;
}

/** Short titles are set large: "l", "m" or "s". */
export function titleSize(title) {
  const width = ems(title);
  if (width <= 12) return "l";
  return width <= 22 ? "m" : "s";
}

const graphemes = (text) => Array.from(new Intl.Segmenter("zh", { granularity: "grapheme" }).segment(text), (s) => s.segment);

/** At most `most` ems of a text, cut between graphemes, with an ellipsis if anything was cut. */
export function shorten(text, most) {
  if (ems(text) <= most) return text;
  let kept = "";
  for (const one of graphemes(text)) {
    if (ems(kept + one) > most - 1) break;
    kept += one;
  }
  return `${kept.replace(/[\s，。、；：,.;:]+$/u, "")}…`;
}

// Better after a sentence than after a clause, better there than at a space.
const BREAKS = [["。", "！", "？", "\n"], ["；", "，", "、", ".", ";", ","], [" "]];
const lastOf = (page, marks) => Math.max(...marks.map((mark) => page.lastIndexOf(mark)));

/** A text in pages of at most `most` ems, broken after a sentence or clause where one ends in the second half. */
export function pages(text, most) {
  const result = [];
  let page = [];
  for (const one of graphemes(text.trim())) {
    page.push(one);
    if (ems(page.join("")) < most) continue;
    const half = Math.floor(page.length / 2);
    const at = BREAKS.map((marks) => lastOf(page, marks) + 1).find((end) => end > half) ?? page.length;
    result.push(page.slice(0, at).join("").trim());
    page = page.slice(at);
  }
  if (page.join("").trim()) result.push(page.join("").trim());
  return result.length ? result : [""];
}

/** Reading time of a page, ms: six Chinese characters a second, never under four seconds. */
export function readingMs(page) {
  return Math.max(4_000, (ems(page) / 6) * 1_000);
}
