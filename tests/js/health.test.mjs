import assert from "node:assert/strict";
import { test } from "node:test";
import { wantsNewPage } from "../../kiosk/player/health.js";

test("a loop that stands still for a minute gets a new page; one that turns, or where none runs, does not", () => {
  assert.deepEqual([59_999, 60_000].map((steady) => wantsNewPage(0, steady, false)), [false, true]);
  assert.equal(wantsNewPage(9_990_000, 10_000_000, false), false);
  assert.equal(wantsNewPage(Infinity, 10_000_000, false), false);
});

test("the new page is left alone for five minutes of its own, whatever anybody does to the clock", () => {
  assert.deepEqual([60_000, 299_999, 300_000].map((steady) => wantsNewPage(0, steady, true)), [false, false, true]);
});
