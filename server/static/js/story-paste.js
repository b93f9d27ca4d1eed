// Makes plain structure of what Word, WPS, WeChat and web pages put on the clipboard: headings, paragraphs, lists, quotes, bold,
// emphasis, strikes and links stay; fonts, colours, boxes, comments, hidden text and pictures go. Styles are read from their
// text: the page's security policy keeps a browser from working them out, and from meeting one without complaint.
import { pastedAddress } from "./story-address.js";
import { listOf, nested } from "./story-paste-lists.js";
import { paragraphs, written } from "./story-paste-runs.js";

const BLOCKS = new Set(("address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure footer "
  + "form h1 h2 h3 h4 h5 h6 header hgroup hr li main nav ol p pre section summary table ul").split(" "));
const DROPPED = new Set("button head link meta noscript object rp rt script select style svg template textarea title xml input".split(" "));
const FILMS = new Set(["video", "iframe", "audio"]);
const RAISED = { sup: "⁰¹²³⁴⁵⁶⁷⁸⁹", sub: "₀₁₂₃₄₅₆₇₈₉" };
const ASIDE = /^(?:comment|comment-list|header|footer)$/u;
const PLAIN = { strong: false, em: false, strike: false, href: null };

/**
 * The HTML of a clipboard as the body of a story may have it.
 * @param {string} html
 * @param {DOMParser} parser
 * @returns {{html: string, pictures: number}} pictures: how many pictures and films were left out
 */
export function tidy(html, parser = new DOMParser()) {
  const { body } = parser.parseFromString(unstyled(html), "text/html");
  const top = body.querySelector("h1") ? 1 : 2; // the story's own title is the page's h1
  const sink = makeSink({ top, quoted: false, listed: false, count: { pictures: 0 } });
  children(body, sink, PLAIN);
  return { html: written(sink.blocks()), pictures: sink.at.count.pictures };
}

/** Gathers runs of text into blocks: {tag, runs, list?, marker?} for text, {tag, blocks} or {tag, items} for what holds others. */
function makeSink(at) {
  const done = [];
  let open = null;
  const close = () => {
    if (open) done.push(...paragraphs(open));
    open = null;
  };
  const begin = (facts = {}) => {
    close();
    open = { tag: "p", runs: [], ...facts };
  };
  return {
    at, close, begin,
    run: (run) => { (open ??= { tag: "p", runs: [] }).runs.push(run); },
    mark: (text) => { if (open) open.marker = (open.marker ?? "") + text; },
    kind: () => open?.tag,
    push: (block) => { close(); done.push(block); },
    blocks: () => { close(); return nested(done); },
  };
}

function children(node, sink, marks) {
  let skipping = false;
  for (const child of node.childNodes) {
    if (child.nodeType === 8) {
      const said = child.data.trim();
      if (said === "[if !supportLists]") skipping = true;
      else if (said === "[endif]") skipping = false;
    } else if (skipping) {
      sink.mark(child.textContent);
    } else if (child.nodeType === 3) {
      sink.run({ text: child.data, ...marks });
    } else if (child.nodeType === 1) {
      element(child, sink, marks);
    }
  }
}

function element(el, sink, outer) {
  const tag = el.localName;
  const style = styleOf(el);
  if (DROPPED.has(tag) || el.hidden || style.display === "none" || style["mso-hide"] === "all" || ASIDE.test(style["mso-element"] ?? "")) return;
  if (tag === "img" || FILMS.has(tag)) return picture(el, sink, outer);
  if (tag === "br") return sink.run({ text: "", line: true });
  if (style["mso-list"] === "ignore") return sink.mark(el.textContent);
  if (tag in RAISED && /^\d{1,3}$/u.test(el.textContent)) {
    const text = el.textContent.replace(/\d/gu, (digit) => RAISED[tag][digit]);
    return sink.run({ text, ...outer });
  }
  const marks = marksOf(el, tag, style, outer);
  if (BLOCKS.has(tag) || style.display === "block") block(el, tag, style, sink, marks);
  else children(el, sink, marks);
}

function block(el, tag, style, sink, marks) {
  if (tag === "table") return table(el, sink, marks);
  if (tag === "ul" || tag === "ol") return list(el, tag, sink, marks);
  if (tag === "blockquote" && !sink.at.quoted && !sink.at.listed) {
    const blocks = inside(el, { ...sink.at, quoted: true }, marks);
    if (blocks.length) sink.push({ tag, blocks });
    return;
  }
  if (tag === "pre") return lines(el, sink, marks);
  const heading = /^h[1-6]$/u.test(tag) && !sink.at.quoted && !sink.at.listed;
  const kind = heading ? (Number(tag[1]) <= sink.at.top ? "h2" : "h3") : sink.kind();
  sink.begin({ tag: /^h[23]$/u.test(kind) ? kind : "p", list: listOf(style["mso-list"]) });
  children(el, sink, marks);
  sink.close();
}

function inside(el, at, marks) {
  const sink = makeSink(at);
  children(el, sink, marks);
  return sink.blocks();
}

function list(el, tag, sink, marks) {
  const at = { ...sink.at, listed: true };
  const items = [];
  for (const child of el.children) {
    const blocks = child.localName === "li" ? inside(child, at, marks) : inside({ childNodes: [child] }, at, marks);
    if (blocks.length === 0) continue;
    // Some write an inner list beside its item instead of in it.
    if (child.localName !== "li" && items.length) items.at(-1).push(...blocks);
    else items.push(blocks);
  }
  if (items.length) sink.push({ tag, items });
}

/** A table that holds columns of short words becomes a line for each row; one that only lays out a page is taken apart. */
function table(el, sink, marks) {
  const rows = [...el.rows].map((row) => [...row.cells].map((cell) => inside(cell, sink.at, marks)));
  const layout = rows.every((row) => row.length === 1) || rows.flat().some((cell) => cell.length > 1 || cell.some((one) => !one.runs));
  sink.close();
  if (el.caption) block(el.caption, "caption", {}, sink, marks);
  for (const row of rows) {
    if (layout) {
      for (const one of row.flat()) sink.push(one);
      continue;
    }
    sink.begin();
    row.filter((cell) => cell.length).forEach(([cell], place) => {
      if (place) sink.run({ text: "\u3000", ...PLAIN });
      cell.runs.forEach(sink.run);
    });
    sink.close();
  }
}

function lines(el, sink, marks) {
  sink.begin();
  el.textContent.replace(/\n$/u, "").split("\n").forEach((text, place) => {
    if (place) sink.run({ text: "", line: true });
    sink.run({ text, ...marks });
  });
  sink.close();
}

function picture(el, sink, marks) {
  const alt = el.getAttribute("alt") ?? "";
  const size = ["width", "height"].map((name) => Number.parseFloat(el.getAttribute(name) ?? styleOf(el)[name] ?? "99"));
  if (/^\p{Extended_Pictographic}/u.test(alt)) sink.run({ text: alt, ...marks });
  else if (!size.some((one) => one <= 1)) sink.at.count.pictures += 1; // else it only counts readers
}

/** The same without sheets, each tag's style under a name that a browser leaves alone. What this may miss is only complained of. */
const unstyled = (html) => html.replace(/<style\b[^]*?<\/style>/giu, "")
  .replace(/<[a-z](?:"[^"]*"|'[^']*'|[^>"'])*>/giu, (tag) => tag.replace(/([\s"'/])style(?=\s*=)/giu, "$1data-style"));

function styleOf(el) {
  const parts = (el.getAttribute("data-style") ?? "").toLowerCase().split(";").map((one) => one.split(":"));
  return Object.fromEntries(parts.map(([name, ...value]) => [name.trim(), value.join(":").trim()]));
}

function marksOf(el, tag, style, outer) {
  const marks = { ...outer };
  if (tag === "b" || tag === "strong") marks.strong = true;
  if (tag === "i" || tag === "em") marks.em = true;
  if (tag === "s" || tag === "del" || tag === "strike") marks.strike = true;
  const weight = style["font-weight"];
  if (weight) marks.strong = /^bold/u.test(weight) || Number.parseInt(weight, 10) >= 600;
  if (style["font-style"]) marks.em = /^(?:italic|oblique)/u.test(style["font-style"]);
  if (/line-through/u.test(`${style["text-decoration"]} ${style["text-decoration-line"]}`)) marks.strike = true;
  if (tag === "a" && el.hasAttribute("href")) marks.href = pastedAddress(el.getAttribute("href"));
  return marks;
}
