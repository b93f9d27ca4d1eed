import assert from "node:assert/strict";
import { test } from "node:test";
import { LEAST_LEFT_MS, from, place as placeOf, sameEnd } from "../../kiosk/player/cycle.js";
import { timetable } from "../../kiosk/player/timetable.js";

const item = (key, duration_ms, more = {}) => ({ key, kind: "photo", duration_ms, ...more });
const place = (of, now) => placeOf(timetable({ items: of }), now);
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

const windowed = timetable({
  items,
  rounds: [["a", "b", "c"], ["c", "a", "c"], []],
  windows: [
    { from: null, until: "1970-01-01T00:00:11.000Z", round: 0, evergreen: 2 },
    { from: "1970-01-01T00:00:11.000Z", until: "1970-01-01T00:00:40.000Z", round: 1, evergreen: 2 },
    { from: "1970-01-01T00:00:40.000Z", until: null, round: 2, evergreen: 2 },
  ],
});

test("what began before a window plays to its end, for whoever comes late as well; then the round of the window has its place", () => {
  for (let now = 10_000; now < 14_000; now += 250) assert.deepEqual([placeOf(windowed, now).item.key, placeOf(windowed, now).ends], ["a", 15_000]);
  const after = placeOf(windowed, 15_000);
  assert.deepEqual([after.item.key, after.begins, after.round.length], ["a", 14_000, 3], "the second round began at 11 s, in the middle");
});

test("after a window without anything in it, and once the lease is over, there is no place", () => {
  assert.equal(placeOf(windowed, 45_000), null);
  assert.equal(placeOf(windowed, 5_000, true), null);
});
