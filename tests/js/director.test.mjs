import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { Director } from "../../kiosk/player/director.js";
import { Journal } from "../../kiosk/player/journal.js";
import { lengthOf } from "../../kiosk/player/schedule.js";
import { Missing } from "../../kiosk/player/store.js";
import { Strikes } from "../../kiosk/player/strikes.js";
import { Virtual } from "./virtual.mjs";

const START = Date.parse("2026-11-09T04:00:00Z");
const hash = (letter) => letter.repeat(64);
const item = (letter, more = {}) => ({ key: `1-${letter}`, kind: "photo", sha256: hash(letter), bytes: 1, chunks: [hash(letter)], duration_ms: 8_000, ...more });
const set = (revision, items, more = {}) => ({ revision, items, ...more });

let time;
beforeEach(() => (time = new Virtual().start()));
afterEach(() => time.stop());

/** A screen whose stage notes what happens on it. `ways` says by letter what a file does: "missing", "broken" or "stuck". */
function screen({ ways = {}, error = 0, slow = 0 } = {}) {
  const pace = { slow };
  const log = [];
  const plays = [];
  const clock = { now: () => START + time.now + error, steady: () => time.now };
  const letter = (one) => one.sha256[0];
  const stage = {
    shown: null,
    async load(one, revision) {
      await new Promise((resolve) => setTimeout(resolve, 20 + pace.slow));
      if (ways[letter(one)] === "missing") throw new Missing(one.sha256);
      if (ways[letter(one)] === "broken") throw new Error("cannot be decoded");
      const stuck = ways[letter(one)] === "stuck";
      const film = one.kind === "video" && { position: 1, frames: 1 };
      return {
        item: one,
        revision,
        sought: 0,
        release: () => log.push(`${time.now} release ${letter(one)}`),
        left: (elapsed) => (stuck ? 60_000 : lengthOf(one) - elapsed),
        progress: () => film && (stuck ? film : { position: time.now, frames: time.now }),
        async seek(ms) {
          this.sought = ms;
        },
      };
    },
    async attach(scene) {
      if (scene.attached) return;
      scene.attached = true;
      log.push(`${time.now} attach ${letter(scene.item)}`);
    },
    async show(scene, { cut }) {
      stage.shown = scene;
      log.push(`${time.now} ${cut ? "cut" : "show"} ${letter(scene.item)}`);
      await new Promise((resolve) => setTimeout(resolve, 600));
    },
    clear() {
      if (stage.shown) log.push(`${time.now} clear`);
      stage.shown = null;
    },
  };
  const journal = new Journal(() => 0);
  const strikes = new Strikes({ now: () => clock.now() });
  const missing = { asked: 0 };
  const director = new Director({ stage, clock, journal, strikes, told: { played: (play) => plays.push(play), missing: () => (missing.asked += 1), changed() {} } });
  director.run();
  const shown = () => log.filter((line) => /show|cut/.test(line)).map((line) => line.at(-1)).join("");
  return { director, log, plays, pace, journal, strikes, missing, shown, stage, clock, codes: () => journal.report().sent.map((row) => row.code) };
}

test("each item waits painted behind the one before it, and a play carries key, file, revision and length", async () => {
  const s = screen();
  s.director.apply(set("r1", [item("a"), item("b")]));
  await time.pass(20_000);
  const at = Object.fromEntries(s.log.map((line) => line.split(/ (.*)/).slice(0, 2).reverse()));
  assert.ok(Number(at["show b"]) - Number(at["attach b"]) >= 200 && at["attach b"] < at["show b"], s.log.join("; "));
  const [first] = s.plays;
  assert.deepEqual([first.key, first.sha256, first.revision, first.outcome], ["1-a", hash("a"), "r1", "completed"]);
  assert.ok(first.duration_ms >= 8_000 && first.duration_ms < 8_300);
});

test("a film that stands still is passed over after ten seconds, and from the third time on left out, new sets or not", async () => {
  const s = screen({ ways: { b: "stuck" } });
  const items = [item("a"), item("b", { kind: "video", duration_ms: 5_000 })];
  s.director.apply(set("r1", items));
  for (let i = 0; i < 8; i += 1) {
    await time.pass(20_000);
    s.director.apply(set(`r${i + 2}`, items));
  }
  assert.match(s.shown(), /^ababab(a+)$/);
  assert.deepEqual([s.strikes.list(), s.plays.filter((one) => one.outcome === "failed").length], [[hash("b")], 3]);
  assert.ok(s.codes().includes("quarantined"));
});

test("what cannot be decoded is struck in passing, without a gap", async () => {
  const s = screen({ ways: { b: "broken" } });
  s.director.apply(set("r1", [item("a"), item("b"), item("c")]));
  await time.pass(60_000);
  assert.match(s.shown(), /^acacac/);
  assert.equal(s.log.some((line) => line.endsWith("clear")), false);
  assert.deepEqual(s.strikes.list(), [hash("b")]);
});

test("where nothing of a set can be opened the set before it plays, as far as it may", async () => {
  const s = screen({ ways: { x: "missing", y: "broken" } });
  const reserve = set("r1", [item("a"), item("b"), item("c", { until: "2026-11-09T03:00:00Z" })]);
  s.director.ban(new Set([hash("b")]));
  s.director.apply(set("r2", [item("x"), item("y")], { reserve }));
  await time.pass(30_000);
  assert.match(s.shown(), /^aaa/);
  assert.equal(s.plays[0].revision, "r1");
  assert.ok(s.missing.asked > 0, "and the files are asked for again");
});

test("a set that is empty or over is empty: what was before it does not come back", async () => {
  for (const items of [[], [item("x", { until: "2026-11-09T03:00:00Z" })]]) {
    const s = screen();
    s.director.apply(set("r2", items, { reserve: set("r1", [item("a")]) }));
    await time.pass(20_000);
    assert.equal(s.shown(), "");
  }
  const s = screen();
  s.director.ban(new Set([hash("x")]));
  s.director.apply(set("r2", [item("x")], { reserve: set("r1", [item("a")]) }));
  await time.pass(20_000);
  assert.equal(s.shown(), "", "nor where the whole of it was withdrawn");
});

test("once the files of the set are there it plays again", async () => {
  const ways = { x: "missing" };
  const s = screen({ ways });
  s.director.apply(set("r2", [item("x")], { reserve: set("r1", [item("a")]) }));
  await time.pass(10_000);
  delete ways.x;
  await time.pass(30_000);
  assert.match(s.shown(), /^a{1,3}x+$/);
});

test("a device too busy to load anything puts all of it into quarantine, and out again once it can", async () => {
  const s = screen({ slow: 11_000 });
  s.director.apply(set("r1", [item("a"), item("b")]));
  await time.pass(90_000);
  assert.deepEqual([s.shown(), s.strikes.list().length], ["", 2]);
  s.pace.slow = 0;
  await time.pass(80_000);
  assert.match(s.shown(), /^[ab]{2,}/);
  assert.deepEqual(s.strikes.list(), []);
});

/** [[letter, time shown], ...] */
const turns = (s) => s.log.filter((line) => /show|cut/.test(line)).map((line) => [line.at(-1), Number(line.split(" ")[0]) + s.clock.now() - START - time.now]);

test("screens of one group change together, whenever they were switched on and whatever they were late with", async () => {
  const items = [item("a"), item("b", { kind: "video", duration_ms: 5_310 }), item("c", { duration_ms: 12_000 }), item("d")];
  const group = [screen({ error: -15 }), screen({ error: 20, slow: 300 }), screen({ slow: 1_500 })];
  for (const one of group) {
    one.director.apply(set("r1", items, { inStep: true }));
    await time.pass(4_700);
  }
  await time.pass(90_000);
  group[0].director.apply(set("r2", [...items, item("e")], { inStep: true }));
  await time.pass(4_000);
  for (const one of group.slice(1)) one.director.apply(set("r2", [...items, item("e")], { inStep: true }));
  await time.pass(120_000);
  const seen = group.map(turns).map((list) => list.filter(([, at]) => (at > 35_000 && at < 98_000) || at > 130_000));
  assert.ok(seen[0].length > 12);
  assert.deepEqual(seen.map((list) => list.map(([letter]) => letter).join("")), Array(3).fill(seen[0].map(([letter]) => letter).join("")));
  const skew = seen[0].map((_, i) => Math.max(...seen.map((list) => list[i][1])) - Math.min(...seen.map((list) => list[i][1])));
  assert.ok(Math.max(...skew) <= 100, `${skew}`);
});

test("a film begun late is taken to where the neighbours are", async () => {
  const s = screen();
  await time.pass(3_000 - (START % 20_000));
  s.director.apply(set("r1", [item("b", { kind: "video", duration_ms: 20_000 })], { inStep: true }));
  await time.pass(3_000);
  assert.ok(Math.abs(s.stage.shown.sought - (s.clock.now() % 20_000) + 3_000) < 1_100, `${s.stage.shown.sought}`);
});

test("a round is changed at an item's end; where nothing is on the ground shows, and a dark screen is told from an empty one", async () => {
  const s = screen();
  const at = (ms) => new Date(START + ms).toISOString();
  s.director.apply(set("r1", [item("a"), item("b"), item("c", { evergreen: true })], {
    rounds: [["1-a", "1-b", "1-a"], ["1-c"], []],
    windows: [
      { from: null, until: at(20_000), round: 0, evergreen: 1 },
      { from: at(20_000), until: at(40_000), round: 1, evergreen: 1 },
      { from: at(40_000), until: at(60_000), round: 2, evergreen: 2 },
      { from: at(60_000), until: null, round: 2, evergreen: 2, off: true },
    ],
  }));
  await time.pass(55_000);
  assert.match(s.shown(), /^abac+$/);
  assert.ok(s.plays.every((one) => one.outcome === "completed"), "nothing is cut off for a window");
  assert.deepEqual([s.stage.shown, s.director.off], [null, false]);
  await time.pass(10_000);
  assert.equal(s.director.off, true);
});

test("once the lease is over only what is evergreen plays, from the end of this item on, until the server is heard again", async () => {
  const s = screen();
  s.director.apply(set("r1", [item("a"), item("b", { evergreen: true })], {
    rounds: [["1-a", "1-b"], ["1-b"]],
    windows: [{ from: null, until: null, round: 0, evergreen: 1 }],
  }));
  await time.pass(4_000);
  s.director.lapse(true);
  await time.pass(24_000);
  s.director.lapse(false);
  await time.pass(24_000);
  assert.match(s.shown(), /^ab{3,4}ab/);
});

test("screens of one group change rounds together, weights and all", async () => {
  const items = [item("a"), item("b", { duration_ms: 5_000 }), item("c", { duration_ms: 7_000 })];
  const windows = [
    { from: null, until: new Date(START + 60_000).toISOString(), round: 0, evergreen: 0 },
    { from: new Date(START + 60_000).toISOString(), until: null, round: 1, evergreen: 1 },
  ];
  const group = [screen({ error: -15 }), screen({ error: 20, slow: 200 })];
  for (const one of group) {
    one.director.apply(set("r1", items, { inStep: true, windows, rounds: [["1-a", "1-b", "1-a", "1-c"], ["1-b", "1-c"]] }));
    await time.pass(3_100);
  }
  await time.pass(110_000);
  const seen = group.map(turns).map((list) => list.filter(([, at]) => at > 25_000 && at < 105_000));
  assert.deepEqual(seen[0].map(([letter]) => letter), seen[1].map(([letter]) => letter));
  assert.ok(seen[0].every(([, at], i) => Math.abs(at - seen[1][i][1]) <= 100));
  assert.match(seen[0].map(([letter]) => letter).join(""), /a.*(bc){2}/);
});
