import assert from "node:assert/strict";
import { test } from "node:test";
import { faultOf, playable } from "../../kiosk/player/check.js";
import { posterFit, share } from "../../kiosk/player/fit.js";
import { pageAt, turnsOf } from "../../kiosk/player/poster.js";
import { filesOf, lengthOf, touches } from "../../kiosk/player/schedule.js";

const hash = (letter) => letter.repeat(64);
const page = (letter, ms, more = {}) => ({ sha256: hash(letter), bytes: 9, media_type: "image/jpeg", chunks: [hash(letter)], width: 1810, height: 2560, ms, ...more });
const poster = (pages) => ({ ...pages[0], key: "1-V1", kind: "poster", title: "读书节", duration_ms: 30_000, pages });

test("each page has its time, and any moment its page", () => {
  const turns = turnsOf([page("a", 8_000), page("b", 12_000), page("c", 10_000)]);
  assert.deepEqual(turns, [0, 8_000, 20_000]);
  assert.deepEqual([0, 7_999, 8_000, 19_999, 20_000, 99_000].map((ms) => pageAt(turns, ms)), [0, 0, 1, 1, 2, 2]);
});

test("a page is never cut: its title stands beside it, below it, or nowhere", () => {
  const a4 = [595, 842];
  assert.equal(posterFit(...a4, 1920, 1080).side, "beside");
  assert.equal(posterFit(...a4, 1080, 1920).side, "below");
  assert.deepEqual(posterFit(1280, 720, 1920, 1080), { side: "whole", part: 1 });
  assert.deepEqual(posterFit(842, 595, 1920, 1080), { side: "beside", part: 0.76 }, "a little smaller, with its words");
  assert.equal(posterFit(1280, 720, 1080, 1920).side, "below");
  assert.equal(posterFit(4, 3, 1920, 1080).side, "beside");
  assert.equal(posterFit(2, 3, 1080, 1920).side, "below", "the shape of most pictures of a poster has its title and code too");
  for (const [width, height] of [a4, [842, 595], [1, 1], [1, 8], [8, 1]]) {
    for (const frame of [[1920, 1080], [1080, 1920], [3840, 2160]]) {
      const { side, part } = posterFit(width, height, ...frame);
      const box = { width: frame[0] * (side === "beside" ? part : 1), height: frame[1] * (side === "below" ? part : 1) };
      const size = share(width / height, box.width / box.height);
      assert.ok(Math.abs((size.width * box.width) / (size.height * box.height) - width / height) < 1e-6, `${width}:${height} in ${frame}`);
    }
  }
});

test("all pages are fetched, and one that is withdrawn takes the poster along", () => {
  const item = poster([page("a", 8_000), page("b", 22_000)]);
  assert.deepEqual([...new Set(filesOf(item).map(({ sha256 }) => sha256))], [hash("a"), hash("b")]);
  assert.ok(touches(item, new Set([hash("b")])));
  assert.equal(lengthOf(item), 30_000);
});

test("a poster without pages, or with one that makes no sense, is refused with its set", () => {
  const manifest = (pages) => ({ revision: "r", items: [{ ...poster([page("a", 8_000)]), pages }], rounds: [["1-V1"]], windows: [] });
  assert.equal(faultOf(manifest([page("a", 8_000)])), null);
  assert.equal(playable(manifest([page("a", 8_000)])).items.length, 1);
  for (const pages of [undefined, [], [page("a", 0)], [{ ms: 8_000 }], [page("a", 8_000, { width: 0 })]]) assert.notEqual(faultOf(manifest(pages)), null);
});
