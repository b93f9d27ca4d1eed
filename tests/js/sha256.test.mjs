import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { test } from "node:test";
import { Sha256 } from "../../server/static/js/sha256.js";

const wanted = (bytes) => createHash("sha256").update(bytes).digest("hex");

test("every length around the blocks", () => {
  for (let length = 0; length < 200; length += 1) {
    const bytes = randomBytes(length);
    assert.equal(new Sha256().update(bytes).hex(), wanted(bytes));
  }
});

test("pieces of any size make the same hash", () => {
  const bytes = randomBytes(300_000);
  for (const size of [1, 63, 64, 65, 4096, 99_999]) {
    const running = new Sha256();
    for (let from = 0; from < bytes.length; from += size) running.update(bytes.subarray(from, from + size));
    assert.equal(running.hex(), wanted(bytes));
  }
});
