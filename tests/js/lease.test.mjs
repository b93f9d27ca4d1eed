import assert from "node:assert/strict";
import { test } from "node:test";
import { Lease } from "../../kiosk/player/lease.js";

const DAY = 86_400_000;

/** A device: its server time and the time that has passed since it was switched on; `kept` is what it stored. */
function device(now, kept = undefined) {
  const it = { time: now, passed: 0, kept: [] };
  it.lease = new Lease({ clock: { now: () => it.time, steady: () => it.passed }, keep: async (value) => it.kept.push(value) });
  it.lease.recall(kept);
  it.pass = (ms) => ((it.time += ms), (it.passed += ms));
  return it;
}

test("a lease is over after its days without the server, and begins anew with a word from it", async () => {
  const one = device(100 * DAY);
  await one.lease.heard();
  one.pass(7 * DAY - 1);
  assert.equal(one.lease.isOver(7), false);
  one.pass(1);
  assert.deepEqual([one.lease.isOver(7), one.lease.isOver(8), one.lease.isOver(0), one.lease.isOver(null)], [true, false, false, false]);
  await one.lease.heard();
  assert.equal(one.lease.isOver(7), false);
});

test("it goes on over restarts, with a clock and without one", async () => {
  const first = device(100 * DAY);
  await first.lease.heard();
  first.pass(5 * DAY);
  await first.lease.note();
  const kept = first.kept.at(-1);
  assert.equal(device(108 * DAY, kept).lease.isOver(7), true, "switched off for three days, by the clock");
  const poor = device(100 * DAY, kept); // no battery: it wakes up at the last moment that the server told
  assert.equal(poor.lease.isOver(7), false);
  poor.pass(2 * DAY);
  assert.equal(poor.lease.isOver(7), true, "but seven days have passed while it was on");
});

test("it is stored every ten minutes, and nonsense in the store counts as nothing", async () => {
  const one = device(100 * DAY);
  for (let i = 0; i < 100; i += 1) {
    one.pass(60_000);
    await one.lease.note();
  }
  assert.equal(one.kept.length, 10);
  for (const kept of [null, "x", { at: "soon", alone: NaN }, { alone: -5 }]) assert.equal(device(100 * DAY, kept).lease.isOver(1), false);
});
