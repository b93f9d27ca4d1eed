import assert from "node:assert/strict";
import { test } from "node:test";
import { Clock, backoff, jittered } from "../../kiosk/player/clock.js";

function device({ wall = 1_000_000, steady = 0 } = {}) {
  const time = { wall, steady };
  return { time, wall: () => time.wall, steady: () => time.steady, pass: (ms) => ((time.wall += ms), (time.steady += ms)) };
}

test("the sample with the shortest round trip decides", () => {
  const d = device();
  const clock = new Clock(d);
  clock.sample(5_000_100, 0, 200); // exact: the middle of the trip
  d.pass(1_000);
  clock.sample(5_001_005, 1_000, 1_010);
  clock.sample(5_001_300, 1_000, 1_400); // slow, and off by 100
  assert.equal(clock.now(), 5_001_000);
});

test("somebody setting the device's clock moves nothing", () => {
  const d = device();
  const clock = new Clock(d);
  clock.sample(9_000_000, 0, 0);
  d.pass(500);
  d.time.wall += 86_400_000;
  assert.equal(clock.now(), 9_000_500);
  assert.equal(clock.drift(), 1_000_500 + 86_400_000 - 9_000_500);
});

test("after the server's clock was set, older samples are worth nothing", () => {
  const d = device();
  const clock = new Clock(d);
  clock.sample(9_000_000, 0, 2);
  d.pass(10_000);
  clock.sample(9_910_000, 10_000, 10_040);
  assert.equal(clock.now(), 9_910_000 - 20);
});

test("a board without a battery clock never boots before a time that is known to have passed", () => {
  const clock = new Clock(device({ wall: 0 }));
  clock.recall({ drift: 0, floor: 7_000_000 });
  assert.equal(clock.now(), 7_000_000);
});

test("what an earlier run learned corrects a device that is an hour ahead, until there is a sample", () => {
  const clock = new Clock(device({ wall: 10_000_000 }));
  clock.recall({ drift: 3_600_000, floor: 0 });
  assert.equal(clock.now(), 6_400_000);
  clock.sample(6_000_000, 0, 0);
  clock.recall({ drift: 0, floor: 0 });
  assert.equal(clock.now(), 6_000_000);
});

test("a sample that is no number or ends before it began is left out", () => {
  const clock = new Clock(device());
  clock.sample(Number.NaN, 0, 1);
  clock.sample(5, 2, 1);
  assert.equal(clock.known, false);
});

test("waits are spread by a fifth to either side and double up to a limit", () => {
  assert.deepEqual([jittered(3_000, 0), jittered(3_000, 0.5), jittered(3_000, 0.999_999)], [2_400, 3_000, 3_600]);
  assert.deepEqual([0, 1, 2, 9].map((failures) => backoff(failures, 1_000, 60_000)), [1_000, 2_000, 4_000, 60_000]);
});
