import assert from "node:assert/strict";
import { test } from "node:test";
import { Memory } from "../../kiosk/player/memory.js";
import { openState } from "../../kiosk/player/state.js";

// Opening only; what a real database does when its files are damaged is tried in tests/browser.
const answer = (how) => {
  const request = {};
  if (how !== "silence") setImmediate(() => (how instanceof Error ? ((request.error = how), request.onerror()) : ((request.result = how), request.onsuccess())));
  return request;
};
const database = { transaction: () => ({}), close() {} };
const tableless = { transaction: () => { throw new Error("no such table"); } };

async function opening(opens, deletes = [undefined]) {
  const noted = [];
  const factory = { open: () => answer(opens.shift()), deleteDatabase: () => answer(deletes.shift()) };
  const state = await openState({ factory, note: (code) => noted.push(code), limit: 20 });
  return [state.constructor.name, noted];
}

test("a database that opens is taken as it is", async () => {
  assert.deepEqual(await opening([database]), ["State", []]);
});

test("one that is damaged, never answers or lacks its tables is made anew", async () => {
  for (const how of [new Error("UnknownError"), "silence", tableless]) assert.deepEqual(await opening([how, database]), ["State", ["state-lost"]]);
});

test("where none can be had this run keeps everything in memory", async () => {
  assert.deepEqual(await opening([new Error("UnknownError")], [new Error("blocked")]), ["Memory", ["state-lost", "state-in-memory"]]);
  assert.deepEqual(await opening(["silence", "silence"]), ["Memory", ["state-lost", "state-in-memory"]]);
});

test("memory keeps the same promises as long as it lives", async () => {
  const memory = new Memory();
  await memory.flip({ revision: "r1" });
  await memory.flip({ revision: "r2" });
  assert.deepEqual([(await memory.get("active")).revision, (await memory.get("previous")).revision], ["r2", "r1"]);
  for (let i = 0; i < 3; i += 1) await memory.addPlay({ id: `p${i}` });
  await memory.dropPlays(["p0"]);
  assert.deepEqual(await memory.plays(1), [{ id: "p1" }]);
  await memory.wipe();
  assert.deepEqual([await memory.get("active"), await memory.plays(9)], [undefined, []]);
});
