import assert from "node:assert/strict";
import { test } from "node:test";
import { faultOf } from "../../kiosk/player/check.js";
import { filesOf } from "../../kiosk/player/schedule.js";
import { turnsOf } from "../../kiosk/player/story.js";

const hash = (letter) => letter.repeat(64);
const file = (letter) => ({ sha256: hash(letter), bytes: 9, media_type: "image/jpeg", chunks: [hash(letter)] });
const story = (more = {}) => ({ key: "1-S1", kind: "story", sha256: hash("a"), bytes: 0, media_type: "text/plain", chunks: [], title: "新窗口", text: "第一段", head_ms: 10_000, duration_ms: 30_000, pictures: [{ ...file("b"), width: 3, height: 2, alt: "" }], ...more });

test("the pages of a text share its time by their length, after the headline", () => {
  assert.deepEqual(turnsOf(story(), ["一二三四", "五六七八", "九十"]), [10_000, 18_000, 26_000]);
  assert.deepEqual(turnsOf(story(), []), []);
});

test("a story's files are its pictures', and one whose words or pictures make no sense is refused", () => {
  assert.deepEqual(filesOf(story()), [file("b")]);
  const manifest = (more) => ({ revision: "r", items: [story(more)], rounds: [["1-S1"]], windows: [] });
  assert.equal(faultOf(manifest({})), null);
  for (const more of [{ text: 7 }, { pictures: null }, { pictures: [{ sha256: "x" }] }, { sha256: "x" }]) assert.notEqual(faultOf(manifest(more)), null, JSON.stringify(more));
});
