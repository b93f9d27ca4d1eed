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

/** A clock that has known the time for a minute: the server's is `ahead` of the steady one. */
function firm(d, ahead = 9_000_000) {
  const clock = new Clock(d);
  const hear = (off = 0, rtt = 4) => clock.sample(d.time.steady + ahead + off + rtt / 2, d.time.steady, d.time.steady + rtt);
  for (let i = 0; i < 20; i += 1) {
    hear();
    d.pass(3_000);
  }
  return { clock, hear, truth: () => d.time.steady + ahead };
}
const DAY = 86_400_000;

test("one lying answer among honest ones moves nothing, by however much it lies", () => {
  for (const lie of [DAY, -DAY, 365 * DAY, -50 * 365 * DAY, 3_000, -400]) {
    const d = device();
    const { clock, hear, truth } = firm(d);
    for (let i = 0; i < 50; i += 1) {
      hear(i % 3 === 1 ? lie : 0, i % 3 === 1 ? 0 : 4);
      assert.equal(clock.now(), truth(), `${lie}`);
      d.pass(3_000);
    }
  }
});

test("liars that do not agree with each other convince nobody, however many there are", () => {
  const d = device();
  const { clock, hear, truth } = firm(d);
  for (let i = 0; i < 300; i += 1) {
    hear((i + 1) * 60_000);
    d.pass(3_000);
  }
  assert.equal(clock.now(), truth());
});

test("a server whose clock was set for good is followed after two minutes, not before", () => {
  const d = device();
  const { clock, hear, truth } = firm(d);
  for (let passed = 0; passed < 120_000; passed += 3_000) {
    hear(900_000);
    assert.equal(clock.now(), truth());
    d.pass(3_000);
  }
  hear(900_000);
  assert.equal(clock.now(), truth() + 900_000);
});

test("a device that slept is right with the first answer: its own clock bears the server out", () => {
  const d = device();
  const { clock, hear, truth } = firm(d);
  d.time.wall += 3_600_000; // the steady clock stood still meanwhile
  hear(3_600_000);
  assert.equal(clock.now(), truth() + 3_600_000);
});

test("a first answer that lies is outvoted in seconds by the honest ones after it", () => {
  const d = device();
  const clock = new Clock(d);
  clock.sample(DAY * 400, 0, 4);
  const honest = () => clock.sample(d.time.steady + 9_000_000, d.time.steady, d.time.steady);
  for (let i = 0; i < 3; i += 1) {
    d.pass(3_000);
    honest();
  }
  assert.equal(clock.now(), d.time.steady + 9_000_000);
});

test("after a restart a lie does not move what an earlier run knew", () => {
  const d = device({ wall: 10_000_000_000 });
  const clock = new Clock(d);
  clock.recall({ drift: 500, floor: 9_999_000_000 });
  clock.sample(10_000_000_000 + DAY, 0, 4);
  assert.equal(clock.now(), 9_999_999_500);
  clock.sample(9_999_999_700, 0, 0);
  assert.equal(clock.now(), 9_999_999_700);
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
  clock.sample(6_401_000, 0, 0);
  clock.recall({ drift: 0, floor: 0 });
  assert.equal(clock.now(), 6_401_000);
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
