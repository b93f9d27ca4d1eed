import assert from "node:assert/strict";
import { test } from "node:test";
import * as schedule from "../../kiosk/player/schedule.js";
import { roundOf, timetable, turnAfter, windowAt } from "../../kiosk/player/timetable.js";

const NOON = Date.parse("2026-11-09T04:00:00Z"); // noon in Shanghai
const hash = (letter) => letter.repeat(64);
const item = (key, more = {}) => ({ key, kind: "photo", sha256: hash(key[0]), bytes: 1, chunks: [hash(key[0])], from: null, until: null, duration_ms: 8_000, ...more });
const keys = (items, start, count, now = NOON, refused = () => false) => {
  const seen = [];
  let last = start && { key: start, index: items.findIndex(({ key }) => key === start) };
  while (seen.length < count) {
    const turn = turnAfter(items, last, (one) => schedule.isLive(one, now) && !refused(one));
    last = turn && { key: turn.item.key, index: turn.index };
    seen.push(last?.key ?? null);
  }
  return seen;
};

test("what is shown at once needs the files of all its parts and leaves with any of them, words as well", () => {
  const words = { ...item("w"), kind: "story", bytes: 0, pictures: [{ sha256: hash("p"), bytes: 1, media_type: "image/jpeg", chunks: [hash("p")] }] };
  const both = { ...item("m"), kind: "sheets", bytes: 0, chunks: [], parts: [item("a"), words] };
  assert.deepEqual(schedule.filesOf(both).map(({ sha256 }) => sha256), [hash("a"), hash("p")]);
  for (const one of ["a", "w", "p", "m"]) assert.ok(schedule.touches(both, new Set([hash(one)])), one);
  assert.ok(!schedule.touches(both, new Set([hash("x")])));
});

test("items come in their order and begin again", () => {
  assert.deepEqual(keys([item("a"), item("b"), item("c")], null, 5), ["a", "b", "c", "a", "b"]);
});

test("an item alone follows itself", () => {
  assert.deepEqual(keys([item("a")], "a", 1), ["a"]);
});

test("a set without the last item begins at its start", () => {
  assert.deepEqual(keys([item("x"), item("y")], "gone", 1), ["x"]);
});

test("an item that weighs more comes again within the round, and all others as well", () => {
  const [a, b, c] = [item("a"), item("b"), item("c")];
  assert.deepEqual(keys([a, b, a, c], null, 8), ["a", "b", "a", "c", "a", "b", "a", "c"]);
});

test("a window names its rounds; what it names and nobody told is left out, and outside of all windows nothing plays", () => {
  const table = timetable({
    items: [item("a"), item("b", { evergreen: true })],
    rounds: [["a", "b", "a", "gone"], ["b"], []],
    windows: [
      { from: "2026-11-09T04:00:00Z", until: "2026-11-09T05:00:00Z", round: 0, evergreen: 1, off: false },
      { from: "2026-11-09T05:00:00Z", until: "2026-11-09T06:00:00Z", round: 2, evergreen: 2, off: true },
    ],
  });
  const at = (ms, alone) => roundOf(windowAt(table, NOON + ms), alone).map(({ key }) => key).join("");
  assert.deepEqual([at(-1), at(0), at(3_599_999), at(3_600_000), at(0, true)], ["", "aba", "aba", "", "b"]);
  assert.deepEqual([windowAt(table, NOON).off, windowAt(table, NOON + 3_600_000).off], [false, true]);
  assert.equal(roundOf(windowAt(timetable({ items: [item("a")] }), NOON))[0].key, "a", "without windows all of it plays");
});

test("from belongs to a window, until does not", () => {
  const thing = { from: "2026-11-09T04:00:00Z", until: "2026-11-09T05:00:00Z" };
  assert.deepEqual([-1, 0, 3_599_999, 3_600_000].map((ms) => schedule.isLive(thing, NOON + ms)), [false, true, true, false]);
});

test("a window that makes no sense is never open", () => {
  assert.equal(schedule.isLive({ from: "soon", until: null }, NOON), false);
});

test("items outside their window and refused ones are left out; none left is null", () => {
  const items = [item("a", { until: "2026-11-09T04:00:00Z" }), item("b"), item("c", { from: "2026-11-10T00:00:00Z" })];
  assert.deepEqual(keys(items, null, 2), ["b", "b"]);
  assert.deepEqual(keys(items, null, 1, NOON, (one) => one.key === "b"), [null]);
  assert.deepEqual(keys([], "a", 1), [null]);
});

test("a prepared item holds only while it is in the set, unchanged and in its window", () => {
  const items = [item("a", { title: "旧" }), item("b", { until: "2026-11-09T04:00:10Z" })];
  assert.equal(schedule.stillHolds(items, item("a", { title: "旧" }), NOON), true);
  assert.equal(schedule.stillHolds(items, item("a", { title: "新" }), NOON), false);
  assert.equal(schedule.stillHolds(items, items[1], NOON + 10_000), false);
  assert.equal(schedule.stillHolds(items, item("z"), NOON), false);
});

test("a film needs its poster too, and each file is fetched once", () => {
  const poster = { sha256: hash("d"), bytes: 2, media_type: "image/webp", chunks: [hash("d")] };
  const files = schedule.filesOfSet([item("a"), item("c", { poster }), item("a2")]);
  assert.deepEqual(files.map((file) => file.sha256[0]), ["a", "c", "d"]);
  assert.equal(schedule.touches(item("c", { poster }), new Set([hash("d")])), true);
});

test("withdrawals come from the tiny resource and from the newest manifest", () => {
  assert.deepEqual([...schedule.bannedBy({ withdrawn: ["x"] }, { withdrawn: ["y", "x"] })], ["x", "y"]);
  assert.equal(schedule.bannedBy(null, null).size, 0);
});

test("the newest alert of a level that is on comes first, and none stays past its end", () => {
  const alert = (id, from, until) => ({ id, level: "emergency", from, until });
  const all = [alert(1, "2026-11-09T03:00:00Z", null), alert(2, "2026-11-09T03:30:00Z", null), alert(3, "2026-11-09T03:59:00Z", "2026-11-09T04:00:00Z")];
  assert.deepEqual(schedule.alertsAt(all, "emergency", NOON).map((one) => one.id), [2, 1]);
  assert.deepEqual(schedule.alertsAt(all, "notice", NOON), []);
});

test("photos last as told, never a blink; films to their end", () => {
  assert.equal(schedule.lengthOf(item("a")), 8_000);
  assert.equal(schedule.lengthOf(item("a", { duration_ms: 5 })), 2_000);
  assert.equal(schedule.lengthOf(item("a", { duration_ms: null })), 10_000);
  assert.equal(schedule.lengthOf(item("a", { kind: "video", duration_ms: 0 })), Infinity);
});

test("night is from ten to six where the campus is", () => {
  const at = (iso) => schedule.themeAt(Date.parse(iso), "Asia/Shanghai");
  assert.deepEqual(["2026-11-09T13:59:59Z", "2026-11-09T14:00:00Z", "2026-11-09T21:59:59Z", "2026-11-09T22:00:00Z"].map(at), ["day", "night", "night", "day"]);
});

test("what stands still walks, and stays within reach", () => {
  const places = Array.from({ length: 64 }, (_, step) => schedule.drift(step));
  assert.ok(places.every(({ x, y }) => Math.abs(x) <= 6 && Math.abs(y) <= 6));
  assert.ok(new Set(places.map(({ x, y }) => `${x},${y}`)).size >= 8);
});
