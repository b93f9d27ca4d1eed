import assert from "node:assert/strict";
import { test } from "node:test";
import { Removals } from "../../kiosk/player/removals.js";
import { touches } from "../../kiosk/player/schedule.js";

const A = "a".repeat(64);
const B = "b".repeat(64);

function screen({ held = [], item = null, answers = [] } = {}) {
  const sent = [];
  const state = { held: new Set(held), item, now: Date.parse("2026-03-01T01:00:00Z") };
  const removals = new Removals({
    server: {
      async post(path, content) {
        sent.push([path, content.removed]);
        const answer = answers.shift();
        if (answer instanceof Error) throw answer;
        return answer ?? { status: 200, body: { accepted: content.removed.map((one) => one.sha256) } };
      },
    },
    store: { held: async () => state.held },
    clock: { now: () => state.now, steady: () => state.now },
    journal: { note: () => {} },
    shown: () => state.item,
    uses: touches,
  });
  return { removals, sent, state };
}

const photo = (sha256) => ({ key: "1-V1", sha256, bytes: 1, chunks: [sha256] });

test("nothing is said of what is still on the stage or in the store", async () => {
  const { removals, sent, state } = screen({ held: [A], item: photo(A) });
  removals.ask([A]);
  assert.equal(await removals.settle(), false);
  state.held = new Set();
  assert.equal(await removals.settle(), false);
  assert.deepEqual(sent, []);
  state.item = photo(B);
  assert.equal(await removals.settle(), true);
  assert.deepEqual(sent, [["removed", [{ sha256: A, at: "2026-03-01T01:00:00.000Z" }]]]);
});

test("the time is when it was gone, however late the server hears it", async () => {
  const { removals, sent, state } = screen({ answers: [new TypeError("no server"), { status: 500, body: null }] });
  removals.ask([A]);
  await assert.rejects(removals.settle());
  state.now += 60_000;
  assert.equal(await removals.settle(), false);
  state.now += 60_000;
  assert.equal(await removals.settle(), true);
  assert.equal(sent.at(-1)[1][0].at, "2026-03-01T01:00:00.000Z");
  assert.equal(await removals.settle(), true);
  assert.equal(sent.length, 3, "once heard, it is not said again");
});

test("what is no longer asked for is forgotten, and what came back is not confirmed", async () => {
  const { removals, sent, state } = screen({ held: [B], answers: [{ status: 503, body: null }] });
  removals.ask([A, B]);
  assert.equal(await removals.settle(), false);
  state.held = new Set([A, B]);
  assert.equal(await removals.settle(), false);
  removals.ask([]);
  assert.equal(await removals.settle(), true);
  assert.equal(sent.length, 1);
});
