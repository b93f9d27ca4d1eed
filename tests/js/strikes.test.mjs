import assert from "node:assert/strict";
import { test } from "node:test";
import { Strikes } from "../../kiosk/player/strikes.js";

const HOUR = 3_600_000;
function desk(kept = null) {
  const time = { now: 1_000_000 };
  const rows = { kept };
  const strikes = new Strikes({ now: () => time.now, keep: (all) => (rows.kept = structuredClone(all)) });
  strikes.recall(kept);
  return { strikes, time, rows };
}

test("the third failure puts a file into quarantine for an hour, the next time for two, never for more than a day", () => {
  const { strikes, time } = desk();
  assert.deepEqual([strikes.add("a"), strikes.add("a"), strikes.has("a"), strikes.add("a"), strikes.has("a")], [false, false, false, true, true]);
  for (const hours of [1, 2, 4, 8, 16, 24, 24]) {
    time.now += hours * HOUR - 1;
    assert.equal(strikes.has("a"), true, `${hours}`);
    time.now += 1;
    assert.equal(strikes.has("a"), false, `${hours}`);
    for (let i = 0; i < 3; i += 1) strikes.add("a");
  }
});

test("it lasts over restarts", () => {
  const first = desk();
  for (let i = 0; i < 3; i += 1) first.strikes.add("a");
  first.strikes.add("b");
  const second = desk(first.rows.kept);
  assert.deepEqual([second.strikes.list(), second.strikes.has("b")], [["a"], false]);
  second.strikes.add("b");
  assert.equal(second.strikes.add("b"), true, "failures before the restart count");
});

test("a play to its end forgives everything", () => {
  const { strikes, rows } = desk();
  strikes.add("a");
  strikes.clear("a");
  assert.deepEqual([rows.kept, strikes.add("a"), strikes.add("a")], [[], false, false]);
});

test("what was kept and makes no sense is left out", () => {
  assert.deepEqual(desk([["a", null], ["b", { count: "3" }]]).strikes.list(), []);
  assert.deepEqual(desk("nonsense").strikes.list(), []);
});
