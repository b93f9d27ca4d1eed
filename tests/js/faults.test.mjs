import assert from "node:assert/strict";
import { createHash, webcrypto } from "node:crypto";
import { test } from "node:test";
import { Journal } from "../../kiosk/player/journal.js";
import { Staging } from "../../kiosk/player/staging.js";
import { Store } from "../../kiosk/player/store.js";
import { CHUNK } from "../../kiosk/player/verify.js";
import { Shelf } from "./shelf.mjs";

// A thousand faults on the way and on the disk, the same in every run.
let seed = 20_261_109;
const chance = (most) => ((seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648), seed % most);
const sha = (bytes) => createHash("sha256").update(bytes).digest("hex");

function made(number, size) {
  const bytes = new Uint8Array(size);
  for (let i = 0; i < size; i += size > 9_999 ? 997 : 1) bytes[i] = chance(256);
  bytes[0] = number % 256;
  const chunks = Array.from({ length: Math.ceil(size / CHUNK) }, (_, i) => sha(bytes.subarray(i * CHUNK, (i + 1) * CHUNK)));
  return { bytes, file: { sha256: sha(bytes), bytes: size, media_type: "image/jpeg", chunks } };
}

const FAULTS = [
  (bytes) => bytes.subarray(0, chance(bytes.length)),
  (bytes) => bytes.map((byte, i) => (i === 7 % bytes.length ? byte ^ (1 << chance(8)) : byte)),
  (bytes) => Uint8Array.from([...bytes.subarray(0, 4_000), 0]),
  (bytes) => bytes.slice().reverse(),
  () => new TextEncoder().encode("<!doctype html><title>login</title>"),
  () => new Uint8Array(0),
  (bytes) => new Uint8Array(bytes.length),
];

/** Bytes in pieces of odd sizes, as a network brings them; `breaks` at some place. */
async function* brought(bytes, breaks) {
  const stop = breaks ? chance(bytes.length) : Infinity;
  for (let from = 0; from < bytes.length; ) {
    const to = Math.min(bytes.length, from + 1 + chance(Math.max(2, bytes.length)));
    if (to > stop) throw new TypeError("network error");
    yield bytes.subarray(from, to);
    from = to;
  }
}

test("of a thousand faults, on the way in and on the disk, not one false byte is given out", async () => {
  const shelf = new Shelf();
  const store = new Store(shelf, webcrypto.subtle);
  let given = 0;
  for (let number = 0; number < 1_000; number += 1) {
    const { bytes, file } = made(number, number % 250 === 0 ? CHUNK + 1_000 : 1 + chance(3_000));
    const spoilt = FAULTS[number % FAULTS.length](bytes);
    const same = sha(spoilt) === file.sha256; // a byte alone reversed is itself
    const breaks = number % 11 === 0;
    const onDisk = number % 2 === 1;
    if (onDisk) shelf.rows.set(file.sha256, new Blob([spoilt]));
    else await store.take(file, brought(spoilt, breaks)).catch(() => {});
    const blob = await store.open(file).catch(() => null);
    if (blob) {
      given += 1;
      assert.equal(sha(new Uint8Array(await blob.arrayBuffer())), file.sha256, `fault ${number}`);
    }
    assert.equal(blob !== null && !same, false, `fault ${number} was given out`);
    assert.equal(shelf.rows.has(file.sha256) && !same, false, `fault ${number} was kept`);
  }
  assert.ok(given < 10);
});

test("a set whose files come spoilt nine times of ten is whole in the end, and only then", async () => {
  const files = Array.from({ length: 12 }, (_, number) => made(number, 2_000 + number));
  const of = new Map(files.map(({ bytes, file }) => [file.sha256, bytes]));
  const server = { media: (sha256) => (chance(10) ? brought(FAULTS[chance(FAULTS.length)](of.get(sha256)), chance(2)) : brought(of.get(sha256))) };
  const store = new Store(new Shelf(), webcrypto.subtle);
  const staging = new Staging({ store, server, journal: new Journal(() => 0), estimate: async () => ({}) });
  const items = files.map(({ file }) => ({ key: file.sha256, ...file }));
  let whole = false;
  for (let tries = 0; tries < 500 && !whole; tries += 1) {
    whole = await staging.fill(items, []);
    assert.equal(whole, (await store.lacking(items)).length === 0);
  }
  assert.equal(whole, true);
  for (const { file } of files) await store.open(file);
});
