// What the body of a story consists of: the same short list of elements that the server lets through, and no attribute but
// a link's address.
import { DOMParser as Reader, DOMSerializer, Schema } from "../vendor/prosemirror-1.44.0/prosemirror.js";
import { address } from "./story-address.js";

const heading = (level) => ({ tag: `h${level}`, attrs: { level } });
const mark = (tag, ...others) => ({ parseDOM: [tag, ...others].map((one) => ({ tag: one })), toDOM: () => [tag, 0] });

export const schema = new Schema({
  nodes: {
    doc: { content: "block+" },
    paragraph: { group: "block", content: "inline*", parseDOM: [{ tag: "p" }], toDOM: () => ["p", 0] },
    heading: {
      group: "block", content: "inline*", marks: "em strike link", defining: true, attrs: { level: { default: 2 } },
      parseDOM: [heading(2), heading(3)], toDOM: (node) => [`h${node.attrs.level}`, 0],
    },
    blockquote: {
      group: "block", content: "(paragraph | bullets | numbers)+", defining: true,
      parseDOM: [{ tag: "blockquote" }], toDOM: () => ["blockquote", 0],
    },
    bullets: { group: "block", content: "item+", parseDOM: [{ tag: "ul" }], toDOM: () => ["ul", 0] },
    numbers: { group: "block", content: "item+", parseDOM: [{ tag: "ol" }], toDOM: () => ["ol", 0] },
    item: {
      content: "paragraph (paragraph | bullets | numbers)*", defining: true, parseDOM: [{ tag: "li" }], toDOM: () => ["li", 0],
    },
    line: {
      group: "inline", inline: true, selectable: false, parseDOM: [{ tag: "br" }], toDOM: () => ["br"],
    },
    text: { group: "inline" },
  },
  marks: {
    link: {
      attrs: { href: { validate: "string" } }, inclusive: false,
      parseDOM: [{ tag: "a[href]", getAttrs: (a) => { const href = address(a.getAttribute("href")); return href ? { href } : false; } }],
      toDOM: (link) => ["a", { href: link.attrs.href }, 0],
    },
    strong: mark("strong", "b"),
    em: mark("em", "i"),
    strike: mark("s", "del", "strike"),
  },
});

/** The body of a story as the editor's document. A text without any element, as typed without this script, is cut into lines. */
export function read(value, page = document) {
  const holder = page.implementation.createHTMLDocument("").body;
  if (/<[a-z]/iu.test(value)) holder.innerHTML = value;
  else for (const line of value.split(/\n+/u)) holder.append(Object.assign(holder.ownerDocument.createElement("p"), { textContent: line }));
  return Reader.fromSchema(schema).parse(holder);
}

/** The editor's document as the body of a story; a document that says nothing is the empty text. @returns {string} */
export function write(doc, page = document) {
  if (doc.textContent.trim() === "") return "";
  const holder = page.createElement("div");
  holder.append(DOMSerializer.fromSchema(schema).serializeFragment(doc.content, { document: page }));
  return holder.innerHTML;
}

/** How many characters a text has, as editors count them: spaces and line ends do not. @returns {number} */
export const counted = (text) => [...text.replace(/\s/gu, "")].length;
