import assert from "node:assert/strict";
import { test } from "node:test";
import { LEAST_LEFT_MS, from, place, sameEnd } from "../../kiosk/player/cycle.js";

const item = (key, duration_ms, more = {}) => ({ key, kind: "photo", duration_ms, ...more });
const items = [item("a", 5_000), item("b", 2_000), item("c", 3_000)];

test("the round is laid over time from 1970 on", () => {
  const seen = [0, 4_000, 5_000, 6_999 - LEAST_LEFT_MS, 7_000, 10_000, 10_000_000_005_000].map((now) => place(items, now).item.key);
  assert.deepEqual(seen, ["a", "a", "b", "b", "c", "a", "b"]);
  const { begins, ends } = place(items, 10_000_000_000_500);
  assert.deepEqual([begins, ends], [10_000_000_000_000, 10_000_000_005_000]);
});

test("each moment has one place, and the end of one is the beginning of the next", () => {
  for (let now = 0; now < 30_000; now += 137) {
    const here = place(items, now);
    assert.ok(here.ends - now >= LEAST_LEFT_MS);
    assert.ok(sameEnd(place(items, here.ends).begins, here.ends));
  }
});

test("what is not on now takes no part, and without a length or an item there is no round", () => {
  assert.equal(place([item("x", 9_000, { until: "1970-01-01T00:00:00Z" }), ...items], 0).item.key, "a");
  assert.equal(place([...items, item("film", 0, { kind: "video" })], 0), null);
  assert.equal(place([], 0), null);
});

test("a round can be read from any of its items", () => {
  assert.deepEqual(from(items, "b").map(({ key }) => key), ["b", "c", "a"]);
  assert.deepEqual(from(items, "z").map(({ key }) => key), ["a", "b", "c"]);
});
