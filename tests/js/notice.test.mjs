import assert from "node:assert/strict";
import { test } from "node:test";
import { faultOf } from "../../kiosk/player/check.js";
import { leftUntil, wordsAt } from "../../kiosk/player/countdown.js";
import { inForce, NoticeBand } from "../../kiosk/player/notice.js";
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

test("a countdown counts the campus's days, on the day itself hours, and names what has begun", () => {
  const zone = "Asia/Shanghai";
  const starts = "2026-11-12T01:00:00Z"; // nine in the morning there
  const item = notice("N1", { starts, title: "距运动会还有{left}", title_en: "{left} to the games", counts: { title: "运动会", title_en: "The games" } });
  const at = (moment) => leftUntil(Date.parse(starts), Date.parse(moment), zone);
  assert.deepEqual(at("2026-11-09T04:00:00Z"), { count: "3", zh: "天", en: "days" });
  assert.deepEqual(at("2026-11-11T15:59:00Z"), { count: "1", zh: "天", en: "day" });
  assert.deepEqual(at("2026-11-11T16:01:00Z"), { count: "9", zh: "小时", en: "hours" });
  assert.equal(at(starts), null);
  const words = wordsAt(item, NOW, zone);
  assert.deepEqual([words.title, words.title_en], ["距运动会还有 3 天", "3 days to the games"]);
  assert.equal(wordsAt(item, Date.parse(starts), zone).title, "运动会");
  assert.equal(faultOf({ revision: "r", items: [item] }), null);
});

test("the band goes with its bulletin, also where the campus's logo and name come anew in the same moment", (context) => {
  const element = () => ({ dataset: {}, append() {}, replaceChildren() { this.painted = (this.painted ?? 0) + 1; } });
  context.after(() => { delete globalThis.document; });
  globalThis.document = { createElement: element };
  const root = Object.assign(element(), { parentElement: { style: { setProperty() {} } } });
  const band = new NoticeBand(root);
  band.show([notice("N1")], NOW);
  assert.deepEqual([root.hidden, root.painted], [false, 1]);
  band.show([notice("N1")], NOW);
  band.wear({ name: "东校区" });
  band.show([notice("N1")], NOW);
  assert.deepEqual([root.hidden, root.painted], [false, 2], "once for what is shown, once for what it wears");
  band.wear({ name: "西校区" });
  band.show([], NOW);
  assert.equal(root.hidden, true);
});

test("the band tells how much of the screen it takes: as much as its tallest, and nothing once it is over", (context) => {
  const element = () => ({ dataset: {}, append() {}, replaceChildren() {} });
  context.after(() => { delete globalThis.document; });
  globalThis.document = { createElement: element };
  const told = [];
  const heights = [90, 140, 90, 60];
  const root = Object.assign(element(), { parentElement: { style: { setProperty: (_, value) => told.push(value) } } });
  Object.defineProperty(root, "offsetHeight", { get: () => (root.hidden ? 0 : heights.shift()) });
  const band = new NoticeBand(root);
  const both = [notice("N1"), { ...notice("N2"), sha256: "2" }];
  band.show(both, 0, { away: true });
  assert.equal(root.hidden, true, "a bulletin's own page is on");
  band.show(both, 8_000);
  band.show(both, 16_000);
  assert.equal(root.hidden, false);
  band.show([both[1]], 16_000);
  band.show([], 16_000);
  assert.deepEqual(told, ["90px", "140px", "140px", "60px", "0px"]);
});
