import assert from "node:assert/strict";
import { test } from "node:test";
import { faultOf } from "../../kiosk/player/check.js";
import { inForce } from "../../kiosk/player/notice.js";
import { filesOf, touches } from "../../kiosk/player/schedule.js";

const NOW = Date.parse("2026-11-09T04:00:00Z");
const A = "a".repeat(64);
const notice = (key, more = {}) => ({ key, kind: "notice", sha256: A, bytes: 0, media_type: "text/plain", chunks: [], duration_ms: 10_000, title: "停水", title_en: "", body: "", body_en: "", line: "", line_en: "", from: "2026-11-09T03:00:00Z", starts: "2026-11-09T04:00:00Z", until: "2026-11-09T05:00:00Z", poster: null, ...more });

test("a bulletin is words alone: it needs no file, and is taken away by the hash of its words", () => {
  assert.deepEqual(filesOf(notice("N1")), []);
  assert.equal(touches(notice("N1"), new Set([A])), true);
  assert.equal(touches(notice("N1"), new Set(["b".repeat(64)])), false);
});

test("a manifest with bulletins is sound, and one whose words make no sense is refused", () => {
  const manifest = (more) => ({ revision: "r", items: [notice("N1", more)], rounds: [["N1"]], windows: [] });
  assert.equal(faultOf(manifest({})), null);
  for (const more of [{ sha256: "x" }, { body: 7 }, { line: [] }, { starts: "soon" }, { until: "soon" }]) assert.notEqual(faultOf(manifest(more)), null, JSON.stringify(more));
});

test("the band has what is in force: announced it is not yet there, over it is no more, and each is there once", () => {
  const items = [notice("N1"), notice("N1"), notice("N2", { sha256: "b".repeat(64), starts: "2026-11-09T04:30:00Z" }), notice("N3", { sha256: "c".repeat(64), until: "2026-11-09T04:00:00Z" }), { key: "1-V1", kind: "photo" }];
  assert.deepEqual(inForce(items, NOW).map(({ key }) => key), ["N1"]);
  assert.deepEqual(inForce(items, NOW + 1_800_000).map(({ key }) => key), ["N1", "N2"]);
  assert.deepEqual(inForce(items, NOW + 3_600_000), []);
});
