import assert from "node:assert/strict";
import { test } from "node:test";
import { pair } from "../../kiosk/player/pairing.js";
import { Plays } from "../../kiosk/player/plays.js";

function desk(answers) {
  const kept = new Map();
  const log = [];
  const waits = [];
  return {
    log,
    waits,
    kept,
    server: {
      async post(path, content) {
        log.push([path, content?.secret]);
        const answer = answers.shift();
        if (answer instanceof Error) throw answer;
        return { body: null, retryAfter: 0, ...answer };
      },
    },
    state: { get: async (key) => kept.get(key), put: async (key, value) => void kept.set(key, value) },
    wait: async (ms) => void waits.push(ms),
  };
}

const offer = (code) => ({ status: 201, body: { code, secret: `s-${code}`, expires: "2026-11-09T04:10:00Z" } });
const shown = [];
const show = (what) => shown.push(what.code);

test("a code is shown until it is bound, and its secret is forgotten then", async () => {
  const d = desk([offer("ABCD2345"), { status: 202 }, { status: 202 }, { status: 204 }]);
  await pair({ ...d, show });
  assert.deepEqual(d.log.map(([path]) => path), ["pair", "pair/claim", "pair/claim", "pair/claim"]);
  assert.equal(shown.at(-1), "ABCD2345");
  assert.equal(d.kept.get("pairing"), null);
});

test("an expired, used or unknown code gives way to a new one", async () => {
  for (const status of [410, 409, 404]) {
    const d = desk([offer("AAAA2222"), { status }, offer("BBBB3333"), { status: 204 }]);
    await pair({ ...d, show });
    assert.deepEqual(d.log.at(-1), ["pair/claim", "s-BBBB3333"]);
  }
});

test("a server that is gone or busy is waited for, with the same code afterwards", async () => {
  const d = desk([offer("ABCD2345"), new TypeError("no network"), { status: 503 }, { status: 429, retryAfter: 40 }, { status: 204 }]);
  await pair({ ...d, show });
  assert.equal(d.log.filter(([path]) => path === "pair").length, 1);
  assert.ok(d.waits.includes(40_000));
});

test("a restart goes on with the code that is on the wall", async () => {
  const d = desk([{ status: 204 }]);
  d.kept.set("pairing", { code: "ABCD2345", secret: "s-1" });
  await pair({ ...d, show });
  assert.deepEqual(d.log, [["pair/claim", "s-1"]]);
});

function ledger(rows, answers) {
  const state = {
    addPlay: async (play) => void rows.push(play),
    plays: async (limit) => rows.slice(0, limit),
    dropPlays: async (ids) => void rows.splice(0, rows.length, ...rows.filter((row) => !ids.includes(row.id))),
  };
  return new Plays({ state, server: { post: async (path, { plays }) => answers(plays) }, journal: { note() {} }, makeId: () => `id-${rows.length}` });
}

test("plays are kept until the server has named them, and sent in batches until none is left", async () => {
  const rows = [];
  const sizes = [];
  const plays = ledger(rows, (sent) => {
    sizes.push(sent.length);
    return { status: 200, body: { accepted: sent.map((play) => play.id) } };
  });
  for (let i = 0; i < 450; i += 1) await plays.add({ key: "a" });
  assert.equal(await plays.send(), 450);
  assert.deepEqual([sizes, rows.length], [[200, 200, 50], 0]);
});

test("a refusal or a half answer loses nothing and does not hammer", async () => {
  const rows = [{ id: "1" }, { id: "2" }];
  assert.equal(await ledger(rows, () => ({ status: 500, body: null })).send(), 0);
  assert.equal(await ledger(rows, () => ({ status: 200, body: { accepted: ["1"] } })).send(), 1);
  assert.deepEqual(rows, [{ id: "2" }]);
});
