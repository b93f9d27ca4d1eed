import assert from "node:assert/strict";
import { createHash, webcrypto } from "node:crypto";
import { test } from "node:test";
import { Journal } from "../../kiosk/player/journal.js";
import { Staging } from "../../kiosk/player/staging.js";
import { Store } from "../../kiosk/player/store.js";
import { Shelf } from "./shelf.mjs";

const sha = (text) => createHash("sha256").update(text).digest("hex");
const file = (text) => ({ sha256: sha(text), bytes: Buffer.byteLength(text), media_type: "image/jpeg", chunks: [sha(text)] });
const item = (text) => ({ key: text, kind: "photo", ...file(text) });
async function* bytes(text) {
  yield new TextEncoder().encode(text);
}

function house(answers, { quota = 1e9, usage = 0 } = {}) {
  const shelf = new Shelf();
  const store = new Store(shelf, webcrypto.subtle);
  const journal = new Journal(() => 0);
  const asked = [];
  const server = {
    media(hash) {
      asked.push(hash);
      return bytes(answers[hash] ?? "");
    },
  };
  const estimate = async () => ({ quota, usage: usage + [...shelf.rows.values()].reduce((sum, blob) => sum + blob.size, 0) });
  return { shelf, store, journal, asked, staging: new Staging({ store, server, journal, estimate }) };
}

const codes = (journal) => journal.report().sent.map((row) => row.code);

test("what was taken in can be opened; what was not is missing", async () => {
  const { store } = house({});
  await store.take(file("银杏"), bytes("银杏"));
  assert.equal(await (await store.open(file("银杏"))).text(), "银杏");
  await assert.rejects(store.open(file("食堂")), { name: "Missing", sha256: sha("食堂") });
});

test("wrong bytes leave nothing behind", async () => {
  const { store, shelf } = house({});
  await assert.rejects(store.take(file("abcd"), bytes("abce")), { code: "hash" });
  assert.equal(shelf.rows.size, 0);
});

test("a file that went bad on the disk is thrown away when it is opened", async () => {
  const { store, shelf } = house({});
  shelf.rows.set(sha("abcd"), new Blob(["abce"]));
  await assert.rejects(store.open(file("abcd")), { code: "hash" });
  assert.deepEqual(await store.lacking([file("abcd")]), [file("abcd")]);
});

test("a set is whole only when every file is verified, and only what lacks is fetched", async () => {
  const { staging, store, asked } = house({ [sha("b")]: "b", [sha("c")]: "c" });
  await store.take(file("a"), bytes("a"));
  assert.equal(await staging.fill([item("a"), item("b"), item("c")], []), true);
  assert.deepEqual(asked.sort(), [sha("b"), sha("c")].sort());
});

test("one damaged file leaves the set undone, is told, and the others are kept for the next try", async () => {
  const answers = { [sha("a")]: "a", [sha("b")]: "x", [sha("c")]: "c" };
  const { staging, shelf, journal, asked } = house(answers);
  assert.equal(await staging.fill([item("a"), item("b"), item("c")], []), false);
  assert.deepEqual(codes(journal), ["damaged"]);
  assert.deepEqual([...shelf.rows.keys()].sort(), [sha("a"), sha("c")].sort());
  answers[sha("b")] = "b";
  asked.length = 0;
  assert.equal(await staging.fill([item("a"), item("b"), item("c")], []), true);
  assert.deepEqual(asked, [sha("b")]);
});

test("room is made from what no set names; where that is not enough nothing is fetched", async () => {
  const text = "x".repeat(50);
  const { staging, store, shelf, asked, journal } = house({ [sha(text)]: text }, { quota: 100 });
  await store.take(file("k".repeat(20)), bytes("k".repeat(20)));
  await store.take(file("o".repeat(30)), bytes("o".repeat(30)));
  const keep = [file("k".repeat(20))];
  assert.equal(await staging.fill([item(text)], keep), true);
  assert.deepEqual([...shelf.rows.keys()].sort(), [sha("k".repeat(20)), sha(text)].sort());
  asked.length = 0;
  assert.equal(await staging.fill([item(text), item("y".repeat(40))], keep), false);
  assert.deepEqual([asked, codes(journal)], [[], ["quota"]]);
});

test("the journal counts repeats, keeps twenty, and forgets only what was acknowledged", () => {
  const journal = new Journal(() => 0);
  for (let i = 0; i < 25; i += 1) journal.note("fetch", String(i));
  journal.note("fetch", "24");
  const { sent, acknowledged } = journal.report();
  assert.equal(sent.length, 20);
  assert.equal(sent.at(-1).count, 2);
  journal.note("fetch", "24");
  acknowledged();
  assert.deepEqual(journal.report().sent.map((row) => [row.what, row.count]), [["24", 3]]);
});
