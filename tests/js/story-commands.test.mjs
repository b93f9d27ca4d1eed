// What the toolbar and the keys do to a story, as its text comes out.
import assert from "node:assert/strict";
import { test } from "node:test";
import { JSDOM } from "jsdom";

import { COMMANDS, KEYS } from "../../server/static/js/story-commands.js";
import { counted, read, write } from "../../server/static/js/story-schema.js";
import { EditorState, TextSelection, history } from "../../server/static/vendor/prosemirror-1.44.0/prosemirror.js";

const { document } = new JSDOM("").window;

/** A text with its cursor at the | or what stands between two of them selected; returns what lets commands work on it. */
function at(text) {
  const doc = read(text, document);
  const marks = [];
  doc.descendants((node, pos) => { if (node.isText) for (const { index } of node.text.matchAll(/\|/gu)) marks.push(pos + index); });
  let tr = EditorState.create({ doc }).tr;
  for (const pos of [...marks].reverse()) tr = tr.delete(pos, pos + 1);
  const [from, to = from] = marks.map((pos, place) => pos - place);
  let state = EditorState.create({ doc: tr.doc, selection: TextSelection.create(tr.doc, from, to), plugins: [history()] });
  const through = (command) => {
    const can = command(state);
    assert.equal(command(state, (made) => { state = state.apply(made); }), can, "a command says beforehand whether it applies");
    return write(state.doc, document);
  };
  return { press: (key) => through(KEYS[key]), do: (name) => through(COMMANDS[name].run), on: (name) => COMMANDS[name].on(state) };
}

test("headings come and go, and one heading turns into the other", (t) => {
  const now = Date.now();
  t.mock.method(Date, "now", () => now); // one breath, however busy the machine is
  const text = at("<p>a|b</p>");
  assert.equal(text.do("heading"), "<h2>ab</h2>");
  assert.equal(text.on("heading"), true);
  assert.equal(text.do("subheading"), "<h3>ab</h3>");
  assert.equal(text.do("subheading"), "<p>ab</p>");
  assert.equal(at("<h3>a|b</h3>").do("heading"), "<h2>ab</h2>");
  assert.equal(text.do("bullets"), "<ul><li><p>ab</p></li></ul>");
  assert.equal(text.do("undo"), "<p>ab</p>", "what was done in one breath is undone in one");
  assert.equal(text.do("redo"), "<ul><li><p>ab</p></li></ul>");
});

test("lists are made of what is selected, headings too, change their kind, and are taken away again", () => {
  const text = at("<h2>o|ne</h2><p>tw|o</p>");
  assert.equal(text.do("bullets"), "<ul><li><p>one</p></li><li><p>two</p></li></ul>");
  assert.equal(text.do("numbers"), "<ol><li><p>one</p></li><li><p>two</p></li></ol>");
  assert.equal(text.do("numbers"), "<p>one</p><p>two</p>");
});

test("a quote holds paragraphs and lists, and lets them go", () => {
  const text = at("<ul><li>a|b</li></ul>");
  assert.equal(at("<h3>a|b</h3>").do("quote"), "<blockquote><p>ab</p></blockquote>");
  assert.equal(at("<blockquote><p>a|b</p><p>c</p></blockquote>").do("quote"), "<p>ab</p><blockquote><p>c</p></blockquote>");
  assert.equal(text.do("heading"), "<ul><li><p>ab</p></li></ul>", "no heading in a list");
});

test("clearing leaves the words, and says when there is nothing to clear", () => {
  assert.equal(at('<h2><em>a|b</em> <a href="https://a.cn/">c</a></h2>').do("clear"), "<p>ab c</p>");
  assert.equal(at("<p><strong>|ab| c</strong></p>").do("clear"), "<p>ab<strong> c</strong></p>");
  assert.equal(COMMANDS.clear.run(EditorState.create({ doc: read("<p>ab</p>", document) })), false);
});

test("Enter, Backspace and brackets in lists", () => {
  assert.equal(at("<ul><li>ab|</li></ul>").press("Enter"), "<ul><li><p>ab</p></li><li><p></p></li></ul>");
  assert.equal(at("<ul><li>a</li><li>|b</li></ul>").press("Backspace"), "<ul><li><p>a</p></li></ul><p>b</p>");
  assert.equal(at("<p>a</p><h2>|b</h2>").press("Backspace"), "<p>a</p><p>b</p>");
  assert.equal(at("<ul><li>a</li><li>|b</li></ul>").press("Mod-]"), "<ul><li><p>a</p><ul><li><p>b</p></li></ul></li></ul>");
  assert.equal(at("<p>a|b</p>").press("Shift-Enter"), "<p>a<br>b</p>");
  assert.equal("Tab" in KEYS, false, "Tab leads out of the editor");
});

test("characters are counted without blanks, and each as one", () => {
  assert.equal(counted("开放日 Open day　👏\n"), 11);
});
