import assert from "node:assert/strict";
import { createHash, randomBytes, webcrypto } from "node:crypto";
import { test } from "node:test";
import { CHUNK, checkShape, recheck, recut, verified } from "../../kiosk/player/verify.js";

const { subtle } = webcrypto;
const sha = (bytes) => createHash("sha256").update(bytes).digest("hex");
const big = randomBytes(CHUNK * 2 + 12_345);

function fileOf(bytes) {
  const chunks = [];
  for (let from = 0; from < bytes.length; from += CHUNK) chunks.push(sha(bytes.subarray(from, from + CHUNK)));
  return { sha256: sha(bytes), bytes: bytes.length, media_type: "image/jpeg", chunks };
}

async function* parts(bytes, size = 65_536) {
  for (let from = 0; from < bytes.length; from += size) yield new Uint8Array(bytes.subarray(from, from + size));
}

async function pass(source, file) {
  const kept = [];
  for await (const chunk of verified(source, file, subtle)) kept.push(chunk);
  return Buffer.concat(kept);
}

const flipped = (bytes, at) => {
  const copy = Buffer.from(bytes);
  copy[at] ^= 1;
  return copy;
};

test("whole bytes pass unchanged, however the network cut them", async () => {
  for (const size of [4_093, CHUNK, CHUNK * 3]) assert.equal(sha(await pass(parts(big, size), fileOf(big))), sha(big));
});

test("pieces are of one size and the last is the rest", async () => {
  const lengths = [];
  for await (const piece of recut(parts(Buffer.alloc(25), 7), 10)) lengths.push(piece.length);
  assert.deepEqual(lengths, [10, 10, 5]);
});

test("one flipped bit stops at its chunk, so that no later byte counts", async () => {
  const kept = [];
  const source = verified(parts(flipped(big, CHUNK + 5)), fileOf(big), subtle);
  await assert.rejects(async () => {
    for await (const chunk of source) kept.push(chunk.length);
  }, { name: "Damaged", code: "hash", sha256: fileOf(big).sha256 });
  assert.deepEqual(kept, [CHUNK]);
});

test("a cut at 60 per cent, at a chunk's edge, or before the first byte is short", async () => {
  for (const length of [Math.floor(big.length * 0.6), CHUNK, 0]) {
    await assert.rejects(pass(parts(big.subarray(0, length)), fileOf(big)), { code: "short" });
  }
});

test("one byte too many is long", async () => {
  await assert.rejects(pass(parts(Buffer.concat([big, Buffer.of(0)])), fileOf(big)), { code: "long" });
});

test("an entry that could not be verified is refused before a byte is fetched", () => {
  const good = fileOf(big);
  const small = fileOf(Buffer.from("x"));
  for (const bad of [
    { ...good, chunks: good.chunks.slice(1) },
    { ...good, chunks: undefined },
    { ...good, sha256: "../../etc" },
    { ...good, bytes: 0 },
    { ...small, chunks: [sha("y")] },
  ]) assert.throws(() => checkShape(bad), { code: "shape" });
  checkShape(good);
  checkShape(small);
});

test("a stored file is hashed again before it is shown", async () => {
  const file = fileOf(big);
  const shown = await recheck(new Blob([big]), file, subtle);
  assert.equal(sha(Buffer.from(await shown.arrayBuffer())), file.sha256);
  assert.equal(shown.type, "image/jpeg");
  await assert.rejects(recheck(new Blob([flipped(big, 9)]), file, subtle), { code: "hash" });
  await assert.rejects(recheck(new Blob([big.subarray(1)]), file, subtle), { code: "short" });
});

test("a film too large for memory is hashed chunk by chunk", async () => {
  const film = Buffer.alloc(CHUNK * 9 + 1, 7);
  const file = { ...fileOf(film), media_type: "video/mp4" };
  assert.equal((await recheck(new Blob([film]), file, subtle)).size, film.length);
  await assert.rejects(recheck(new Blob([flipped(film, film.length - 1)]), file, subtle), { code: "hash" });
});
