import assert from "node:assert/strict";
import { test } from "node:test";
import { JSDOM } from "jsdom";
import { addCode } from "../../kiosk/player/qr.js";

const { document } = new JSDOM("").window;
globalThis.document = document;
const QR = { size: 33, path: "M0 0h7v1h-7zM8 0h1v1h-1z" };
const wordsOf = (item) => {
  const words = document.createElement("figcaption");
  addCode(words, item);
  return words;
};

test("an item's code is drawn with its quiet zone, and says in both languages what it is for", () => {
  const words = wordsOf({ page: "https://vitrine.example.edu/s/x", qr: QR });
  const drawn = words.querySelector(".code > svg");
  assert.equal(drawn.getAttribute("viewBox"), "-4 -4 41 41");
  assert.equal(drawn.querySelector("path").getAttribute("d"), QR.path);
  assert.deepEqual([...words.querySelectorAll(".code > p > span")].map(({ lang }) => lang), ["zh-CN", "en"]);
});

test("a sheet's code stands without words", () => {
  const body = document.createElement("div");
  addCode(body, { page: "https://vitrine.example.edu/s/x", qr: QR }, null);
  assert.deepEqual([...body.querySelector(".code").children].map(({ tagName }) => tagName), ["svg"]);
});

test("without a page, or with what is no code, nothing is there", () => {
  const odd = [{}, { page: null, qr: null }, { page: "https://a", qr: null }, { page: "https://a", qr: { size: "9", path: "M0 0" } }, { page: "https://a", qr: { size: 9, path: "url(x)" } }];
  for (const item of odd) assert.equal(wordsOf(item).childElementCount, 0, JSON.stringify(item));
});
