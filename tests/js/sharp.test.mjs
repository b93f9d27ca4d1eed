import assert from "node:assert/strict";
import { test } from "node:test";
import { faultOf } from "../../kiosk/player/check.js";
import { filesOf } from "../../kiosk/player/schedule.js";
import { longerSide, sharpened } from "../../kiosk/player/sharp.js";

const hash = (letter) => letter.repeat(64);
const file = (letter, more = {}) => ({ sha256: hash(letter), bytes: 9, media_type: "image/jpeg", chunks: [hash(letter)], width: 1920, height: 1280, ...more });
const large = (letter) => file(letter, { width: 2560, height: 1707 });
const photo = (key, letter, more) => ({ ...file(letter), key, kind: "photo", duration_ms: 8_000, ...more });
const manifest = {
  revision: "r",
  items: [
    photo("1-V1", "a", { large: large("b") }),
    photo("1-V2", "c"),
    { ...photo("1-V3", "a", { large: large("b") }), kind: "poster", pages: [file("a", { ms: 8_000, large: large("b") })] },
    { key: "1-m", kind: "mosaic", sha256: hash("f"), bytes: 0, media_type: "text/plain", chunks: [], parts: [photo("1-V1", "a", { large: large("b") }), photo("1-V2", "c")] },
    { key: "1-S1", kind: "story", sha256: hash("e"), bytes: 0, media_type: "text/plain", chunks: [], text: "一", head_ms: 1, pictures: [file("a", { large: large("b") })] },
  ],
};

test("a panel of 3,840 pixels fetches the large picture in place of the usual one, others never hear of it", () => {
  const files = (pixels) => sharpened(manifest, pixels).items.map((item) => [...new Set(filesOf(item).map(({ sha256 }) => sha256[0]))].join(""));
  assert.deepEqual(files(1920), ["a", "c", "a", "ac", "a"]);
  assert.deepEqual(files(longerSide({ innerWidth: 2160, innerHeight: 3840, devicePixelRatio: 1 })), ["b", "c", "b", "bc", "b"]);
  assert.deepEqual(files(longerSide({ innerWidth: 1280, innerHeight: 720, devicePixelRatio: 3 })), ["b", "c", "b", "bc", "b"]);
  const [{ width, ...more }] = sharpened(manifest, 3840).items;
  assert.deepEqual([width, more.large, more.key], [2560, undefined, "1-V1"]);
});

test("a large picture that makes no sense refuses its set", () => {
  assert.equal(faultOf(manifest), null);
  const odd = (one) => faultOf({ ...manifest, items: [photo("1-V1", "a", { large: one })] });
  for (const one of [{}, file("x", { chunks: [] }), { ...large("b"), width: 0 }]) assert.notEqual(odd(one), null);
});
