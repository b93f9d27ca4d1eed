import assert from "node:assert/strict";
import { test } from "node:test";
import { faultOf, faultOfAlerts, playable, refusal } from "../../kiosk/player/check.js";

const hash = (letter) => letter.repeat(64);
const file = (letter) => ({ sha256: hash(letter), bytes: 9, media_type: "image/jpeg", chunks: [hash(letter)] });
const item = (letter, more = {}) => ({ key: `1-${letter}`, kind: "photo", ...file(letter), from: null, until: null, duration_ms: 8_000, title: "银杏", poster: null, ...more });
const manifest = (more = {}) => ({ revision: "r1", items: [item("a"), item("b")], withdrawn: [], poll_s: 3, manifest_poll_s: 15, timezone: "Asia/Shanghai", screen: { id: 1 }, campus: {}, fallback: {}, ...more });

test("what the server makes is sound, an emptied board too, and so is what a newer server adds", () => {
  assert.equal(faultOf(manifest()), null);
  assert.equal(faultOf(manifest({ items: [] })), null);
  assert.equal(faultOf(manifest({ lease_days: 30, items: [item("a", { windows: [], weight: 2 })] })), null);
  assert.equal(faultOf(manifest({ items: [item("c", { kind: "video", poster: file("d"), duration_ms: 0 })] })), null);
});

test("what proxies, portals and half-done deployments answer is not", () => {
  for (const nonsense of [null, undefined, 1, "<html>", [], {}, { items: [] }, { items: null, revision: "r" }, { error: "login required" }]) {
    assert.notEqual(faultOf(nonsense), null, JSON.stringify(nonsense));
    assert.notEqual(faultOfAlerts(nonsense), null, JSON.stringify(nonsense));
  }
});

test("one part that makes no sense refuses the whole manifest, and the reason names it", () => {
  const bad = (more) => faultOf(manifest({ items: [item("a"), item("b", more)] }));
  const odd = [{ key: "" }, { key: 7 }, { sha256: "xyz" }, { sha256: hash("A") }, { bytes: 0 }, { bytes: "9" }, { bytes: 5_000_000 }, { chunks: [] }, { chunks: null }, { chunks: [hash("c")] }, { from: "soon" }, { until: 17 }, { duration_ms: -1 }, { duration_ms: "8" }, { title: 5 }, { poster: {} }, { poster: "x" }];
  for (const more of odd) assert.match(bad(more) ?? "taken", /^item /, JSON.stringify(more));
  assert.equal(faultOf(manifest({ items: [item("a"), item("b", { key: "1-a" })] })), "two items with one key");
  assert.equal(faultOf(manifest({ items: [null] })), "items");
  for (const withdrawn of ["all", [7], ["*"], {}]) assert.equal(faultOf(manifest({ withdrawn })), "withdrawn");
  for (const poll_s of [0, -3, 1e9, "soon", null]) assert.equal(faultOf(manifest({ poll_s })), "poll");
  assert.equal(faultOf(manifest({ timezone: "Asia/Nowhere" })), "timezone");
  assert.equal(faultOf(manifest({ campus: "x" })), "campus");
  assert.equal(faultOf(manifest({ revision: "" })), "revision");
  const times = (rounds, windows) => faultOf(manifest({ rounds, windows }));
  assert.equal(times([["1-a", "1-b", "1-a"], []], [{ from: null, until: "2026-11-09T04:00:00Z", round: 0, evergreen: 1, off: false }]), null);
  for (const window of [null, {}, { round: 1, evergreen: 0 }, { round: 0, evergreen: -1 }, { round: 0, evergreen: 0, from: "soon" }]) {
    assert.equal(times([["1-a"]], [window]), "windows", JSON.stringify(window));
  }
  for (const rounds of [undefined, "x", [7], [[7]]]) assert.equal(times(rounds, []), "windows");
  assert.equal(faultOf(manifest({ lease_days: "long" })), "lease");
});

test("kinds that this player does not know are left out, whatever their shape", () => {
  const newer = manifest({ items: [{ kind: "page", key: "p" }, item("a")] });
  assert.equal(faultOf(newer), null);
  assert.deepEqual(playable(newer).items.map(({ key }) => key), ["1-a"]);
});

test("the tiny resource is sound with its hashes and alerts, and refused with anything else in their places", () => {
  const small = { revision: "r", withdrawn: [hash("a")], confirm: [], alerts: [{ id: 1, level: "emergency", title: "停电", body: "", from: null, until: "2026-11-09T04:00:00Z" }], manifest: "r1" };
  assert.equal(faultOfAlerts(small), null);
  assert.equal(faultOfAlerts({ withdrawn: [], alerts: [] }), null);
  for (const more of [{ withdrawn: null }, { withdrawn: ["x"] }, { confirm: "a" }, { alerts: [null] }, { alerts: [{ level: "emergency", title: 7 }] }, { alerts: [{ level: "emergency", until: "later" }] }, { manifest: 7 }]) {
    assert.notEqual(faultOfAlerts({ ...small, ...more }), null, JSON.stringify(more));
  }
});

test("only our own server sends a screen away: a proxy's 401 is nothing, another installation's is strange", () => {
  const word = { reason: { code: "not-a-screen" } };
  assert.equal(refusal({ status: 401, body: word, home: "h" }, "h"), "ours");
  assert.equal(refusal({ status: 401, body: word, home: "h" }, null), "ours");
  assert.equal(refusal({ status: 401, body: word, home: "other" }, "h"), "strange");
  assert.equal(refusal({ status: 401, body: word, home: null }, "h"), "strange");
  for (const body of [null, {}, "login", { reason: { code: "sign-in" } }]) assert.equal(refusal({ status: 401, body, home: "h" }, "h"), null);
  for (const status of [200, 403, 404, 407, 502]) assert.equal(refusal({ status, body: word, home: "h" }, "h"), null);
});
