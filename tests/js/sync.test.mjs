import assert from "node:assert/strict";
import { test } from "node:test";
import { Journal } from "../../kiosk/player/journal.js";
import { Sync } from "../../kiosk/player/sync.js";

const hash = (letter) => letter.repeat(64);
const item = (letter) => ({ key: `1-${letter}`, kind: "photo", sha256: hash(letter), bytes: 9, media_type: "image/jpeg", chunks: [hash(letter)], duration_ms: 8_000 });
const manifest = (revision, letters, more = {}) => ({ revision, items: [...letters].map(item), withdrawn: [], screen: { id: 1 }, ...more });
const good = (body) => ({ status: 200, etag: `"${body.revision}"`, home: "our-home", body });
const refused = (home) => ({ status: 401, etag: null, home, body: { reason: { code: "not-a-screen" } } });
const settled = async () => { for (let i = 0; i < 20; i += 1) await null; };

/** A screen whose server gives `answers` one after another; what was asked and told is kept. */
function screen(answers, kept = {}) {
  const rows = new Map(Object.entries(kept));
  const seen = { set: [], banned: null, alerts: null, etags: [] };
  const time = { now: Date.parse("2026-11-09T04:00:00Z") };
  const journal = new Journal(() => 0);
  const sync = new Sync({
    server: { get: async (path, etag) => (seen.etags.push(etag), answers.shift()) },
    store: { remove: async () => {}, keepOnly: async () => {} },
    staging: { fill: async () => true },
    state: {
      get: async (key) => rows.get(key),
      put: async (key, value) => void rows.set(key, value),
      flip: async (next) => void rows.set("previous", rows.get("active")).set("active", next),
    },
    clock: { now: () => time.now, steady: () => time.now, firm: false, recall() {} },
    journal,
    told: { set: ({ revision }) => seen.set.push(revision), banned: (hashes) => (seen.banned = [...hashes]), alerts: (list) => (seen.alerts = list), confirm() {}, brand() {}, heard() {}, unpaired() {} },
  });
  return { sync, seen, rows, time, codes: () => journal.report().sent.map((row) => `${row.code} ${row.what}`) };
}

test("a sound manifest is staged and taken; what comes after it and makes no sense changes nothing", async () => {
  const answers = [good(manifest("r1", "ab"))];
  const s = screen(answers);
  assert.equal(await s.sync.poll(), 200);
  await settled();
  assert.deepEqual(s.seen.set, ["r1"]);
  for (const body of [{}, { items: [] }, null, [], { ...manifest("r2", "c"), items: [{ ...item("c"), bytes: 0 }] }, { ...manifest("r2", "c"), withdrawn: ["all"] }]) {
    answers.push({ status: 200, etag: '"bad"', home: "our-home", body });
    assert.equal(await s.sync.poll(), null);
    await settled();
  }
  assert.deepEqual([s.seen.set, s.sync.active.revision, s.seen.banned], [["r1"], "r1", []]);
  answers.push({ status: 304, etag: null, home: "our-home", body: null });
  assert.equal(await s.sync.poll(), 304);
  assert.equal(s.seen.etags.at(-1), '"r1"', "the tag of what was refused is not taken");
  assert.ok(s.codes().every((line) => line.startsWith("unsound manifest: ")));
});

test("the set before is kept beside the new one, and stands in where a damaged disk spoilt the newer", async () => {
  const answers = [good(manifest("r1", "a")), good(manifest("r2", "b"))];
  const s = screen(answers);
  await s.sync.poll();
  await settled();
  await s.sync.poll();
  await settled();
  assert.deepEqual([s.sync.active.revision, s.sync.previous.revision], ["r2", "r1"]);
  for (const [active, left, tag] of [[s.rows.get("active"), ["r2", "r1"], '"r2"'], [{ revision: "r2", manifest: { items: 7 } }, ["r1", undefined], null], ["junk", ["r1", undefined], null]]) {
    const again = screen([{ status: 304, etag: null, home: "our-home", body: null }], { ...Object.fromEntries(s.rows), active });
    await again.sync.recall();
    assert.deepEqual([again.sync.active.revision, again.sync.previous?.revision], left);
    await again.sync.poll();
    assert.equal(again.seen.etags[0], tag, "what was spoilt is asked for anew");
  }
});

test("another screen's manifest, from a proxy that mixes them up, is not taken", async () => {
  const answers = [good(manifest("r1", "a")), good(manifest("x1", "b", { screen: { id: 2 } }))];
  const s = screen(answers);
  await s.sync.poll();
  await settled();
  assert.equal(await s.sync.poll(), null);
  assert.deepEqual([s.sync.active.revision, s.codes()], ["r1", ["unsound manifest: another screen's"]]);
});

test("withdrawals hold on when the tiny resource turns to nonsense", async () => {
  const answers = [{ status: 200, etag: '"s"', home: "our-home", body: { withdrawn: [hash("a")], alerts: [] } }];
  const s = screen(answers);
  await s.sync.pollAlerts();
  for (const body of [{}, { withdrawn: null, alerts: [] }, { withdrawn: [], alerts: "none" }]) {
    answers.push({ status: 200, etag: '"bad"', home: "our-home", body });
    assert.equal(await s.sync.pollAlerts(), null);
  }
  assert.deepEqual([s.seen.banned, s.rows.get("alerts").withdrawn], [[hash("a")], [hash("a")]]);
});

test("a loop that hangs is known by when it last turned; while none runs there is none to hang", async () => {
  const s = screen([]);
  assert.equal(s.sync.turnedAt, Infinity);
  const started = s.time.now;
  s.sync.server.get = () => new Promise(() => {});
  s.sync.run();
  s.time.now += 200_000;
  assert.equal(s.sync.turnedAt, started);
  await s.sync.halt();
  assert.equal(s.sync.turnedAt, Infinity);
});

test("a proxy's 401 is an outage; our own server's word ends it", async () => {
  const answers = [good(manifest("r1", "a")), { status: 401, etag: null, home: null, body: null }, { status: 502, etag: null, home: null, body: null }, refused("our-home")];
  const s = screen(answers);
  assert.deepEqual([await s.sync.poll(), await s.sync.poll(), await s.sync.poll()], [200, 401, 502]);
  assert.equal(s.sync.welcome, true);
  assert.equal(await s.sync.poll(), "refused");
  assert.equal(s.sync.welcome, false);
});

test("a server over another home is believed only after three days, counted over restarts, and forgotten when ours is back", async () => {
  const answers = [good(manifest("r1", "a")), refused("empty-home")];
  const s = screen(answers);
  await s.sync.poll();
  assert.equal(await s.sync.poll(), 401);
  const again = screen(answers, Object.fromEntries(s.rows));
  await again.sync.recall();
  again.time.now += 3 * 86_400_000 - 1;
  answers.push(refused("empty-home"));
  assert.equal(await again.sync.poll(), 401);
  again.time.now += 1;
  answers.push(refused("empty-home"));
  assert.equal(await again.sync.pollAlerts(), "refused");
  answers.push({ status: 304, etag: null, home: "our-home", body: null }, refused("empty-home"));
  assert.deepEqual([await again.sync.poll(), await again.sync.poll()], [304, 401]);
});

/** A screen whose manifest names a file for its alerts; `there` says what lies at each path. */
async function filed(there, more = {}) {
  const url = `told/${"0a".repeat(16)}.json`;
  const s = screen([good(manifest("r1", "a", { alerts_url: url, ...more }))]);
  await s.sync.poll();
  await settled();
  const asked = [];
  s.sync.server.get = async (path, etag) => {
    asked.push(path === url ? `file ${etag}` : `${path} ${etag}`);
    return there[path === url ? "file" : path];
  };
  return { ...s, asked };
}

const tiny = (revision, gone = []) => ({ status: 200, etag: `"${revision}"`, home: null, body: { revision, withdrawn: gone, alerts: [] } });

test("alerts are read from the file that the manifest names, and a missing one is let be for a while", async () => {
  const there = { file: tiny("t1", [hash("b")]), alerts: tiny("t2", [hash("c")]) };
  const s = await filed(there);
  assert.equal(await s.sync.pollAlerts(), 200);
  there.file = { status: 304, etag: null, home: null, body: null };
  assert.equal(await s.sync.pollAlerts(), 304);
  there.file = { status: 404, etag: null, home: null, body: null };
  assert.equal(await s.sync.pollAlerts(), 200);
  await s.sync.pollAlerts();
  assert.deepEqual(s.asked, ["file null", 'file "t1"', 'file "t1"', "alerts null", 'alerts "t2"']);
  assert.deepEqual(s.seen.banned, [hash("c")]);
  there.file = tiny("t3");
  s.time.now += 30_000;
  await s.sync.pollAlerts();
  assert.equal(s.asked.at(-1), "file null", "what was held of the other place has another tag");
  there.file = { status: 502, etag: null, home: null, body: null };
  assert.equal(await s.sync.pollAlerts(), 502, "a server that is lost is no missing file");
});

test("a file that nobody writes any more is seen by the manifest's word, and the server is asked", async () => {
  const there = { file: tiny("old"), alerts: tiny("new", [hash("b")]), manifest: { status: 304, etag: null, home: "our-home", alerts: "old", body: null } };
  const s = await filed(there);
  await s.sync.pollAlerts();
  await s.sync.poll();
  there.manifest = { ...there.manifest, alerts: "new" };
  await s.sync.poll();
  await s.sync.poll();
  assert.deepEqual(s.asked.filter((one) => !one.startsWith("manifest")), ["file null", "alerts null"]);
  assert.deepEqual(s.seen.banned, [hash("b")]);
});

test("an address that is no file of this kiosk is not asked", async () => {
  const s = await filed({ alerts: tiny("t") }, { alerts_url: "https://elsewhere.example/told.json" });
  assert.equal(await s.sync.pollAlerts(), 200);
  assert.deepEqual(s.asked, ["alerts null"]);
});
