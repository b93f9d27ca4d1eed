import assert from "node:assert/strict";
import { test } from "node:test";
import { Painted, urgentAt } from "../../kiosk/player/alert.js";

const NOW = Date.parse("2026-11-09T04:00:00Z");
const alert = (id, more = {}) => ({ id, level: "emergency", title: id, from: null, until: "2026-11-09T04:30:00Z", drill: false, ...more });

globalThis.requestAnimationFrame = (call) => setTimeout(call, 0);

function screen(answers = []) {
  const [sent, ends, rows] = [[], [], new Map()];
  const layer = { shown: null, isSeen: true };
  const clock = { at: NOW, now: () => clock.at, steady: () => clock.at };
  const server = {
    async post(path, { painted }) {
      sent.push(painted.map(({ id, at, cleared }) => `${id} ${at.slice(14, 19)} ${cleared?.slice(14, 19) ?? "-"}`));
      ends.push(...painted.map(({ until }) => until.slice(11, 16)));
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return answer ?? { status: 200, body: { accepted: painted.map(({ id }) => id) } };
    },
  };
  const state = { put: async (key, value) => rows.set(key, structuredClone(value)) };
  const painted = new Painted({ layer, server, state, clock, journal: { note() {} } });
  const show = async (...alerts) => {
    painted.list(alerts);
    layer.shown = urgentAt(alerts, clock.at);
    await painted.watch();
  };
  return { painted, sent, ends, rows, layer, clock, show };
}

test("no drill covers what is real, the newest comes first, and none stays past its end", () => {
  const [old, fresh, drill] = [alert("E1"), alert("E2"), alert("E3", { drill: true })];
  assert.equal(urgentAt([fresh, old, drill], NOW).id, "E2");
  assert.equal(urgentAt([drill, old], NOW).id, "E1");
  assert.equal(urgentAt([drill], NOW).id, "E3");
  assert.equal(urgentAt([old], Date.parse(old.until)), null);
});

test("what was painted is said once, with the time of the painting, however late the server hears it", async () => {
  const s = screen([new TypeError("no server"), { status: 502, body: null }]);
  await s.show(alert("E1"));
  s.clock.at += 60_000;
  await s.show(alert("E1"));
  await assert.rejects(s.painted.settle());
  assert.equal(await s.painted.settle(), false);
  assert.equal(await s.painted.settle(), true);
  assert.deepEqual(s.sent.at(-1), ["E1 00:00 -"]);
  assert.equal(await s.painted.settle(), true);
  assert.equal(s.sent.length, 3);
});

test("received is not painted: in a hidden window, or under something else, nothing is said", async () => {
  const s = screen();
  s.layer.isSeen = false;
  await s.show(alert("E1"));
  assert.equal(await s.painted.settle(), true);
  assert.deepEqual(s.sent, []);
  s.layer.isSeen = true;
  await s.show(alert("E1"));
  await s.painted.settle();
  assert.deepEqual(s.sent, [["E1 00:00 -"]]);
});

test("gone is said when it left: taken back, or ended by its own time; not when another covers it", async () => {
  const s = screen();
  await s.show(alert("E1"));
  s.clock.at += 5_000;
  await s.show(alert("E2"), alert("E1"));
  await s.painted.settle();
  assert.deepEqual(s.sent.at(-1), ["E1 00:00 -", "E2 00:05 -"]);
  s.clock.at += 5_000;
  await s.show(alert("E1"));
  await s.painted.settle();
  assert.deepEqual(s.sent.at(-1), ["E2 00:05 00:10"]);
  s.clock.at = Date.parse("2026-11-09T04:30:00Z");
  await s.show(alert("E1"));
  await s.painted.settle();
  assert.deepEqual(s.sent.at(-1), ["E1 00:00 30:00"]);
});

test("prolonged, the later end is said, and what was gone at the former one is there again", async () => {
  const s = screen();
  await s.show(alert("E1"));
  await s.painted.settle();
  await s.show(alert("E1", { until: "2026-11-09T05:00:00Z" }));
  await s.painted.settle();
  s.clock.at = Date.parse("2026-11-09T05:00:00Z");
  await s.show(alert("E1", { until: "2026-11-09T05:00:00Z" }));
  await s.painted.settle();
  await s.show(alert("E1", { until: "2026-11-09T05:30:00Z" }));
  await s.painted.settle();
  assert.deepEqual(s.sent, [["E1 00:00 -"], ["E1 00:00 -"], ["E1 00:00 00:00"], ["E1 00:00 -"]]);
  assert.deepEqual(s.ends, ["04:30", "05:00", "05:00", "05:30"]);
});

test("after a restart the first word stays, and is said if nobody heard it", async () => {
  const s = screen();
  await s.show(alert("E1"));
  const after = screen();
  after.painted.recall(s.rows.get("painted"));
  after.clock.at += 90_000;
  await after.show(alert("E1"));
  await after.painted.settle();
  assert.deepEqual(after.sent, [["E1 00:00 -"]]);
  after.painted.recall("nonsense");
});
