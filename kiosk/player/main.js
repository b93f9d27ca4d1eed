// Composition only: what is made, who is told what. Playing starts from the store; the network comes second.

import { EmergencyLayer, Painted, urgentAt } from "./alert.js";
import { Brand } from "./brand.js";
import { Clock } from "./clock.js";
import { Commands } from "./commands.js";
import { openDepot } from "./depots.js";
import { Director } from "./director.js";
import { Health } from "./health.js";
import { Journal } from "./journal.js";
import { Ground, hidePairing, showIdentity, showPairing, showRefusal } from "./layers.js";
import { Lease } from "./lease.js";
import { NoticeBand, inForce } from "./notice.js";
import { pair } from "./pairing.js";
import { Plays } from "./plays.js";
import { Removals } from "./removals.js";
import { touches } from "./schedule.js";
import { Server } from "./server.js";
import { followShell } from "./shell.js";
import { longerSide } from "./sharp.js";
import { Snapshots } from "./snapshot.js";
import { Stage } from "./stage.js";
import { Staging } from "./staging.js";
import { openState } from "./state.js";
import { Store } from "./store.js";
import { Strikes } from "./strikes.js";
import { Sync } from "./sync.js";
import { WORDS } from "./text.js";

const VERSION = "1";
const LOOK_MS = 250;
const SILENT_MS = 120_000; // the longest wait between two polls, and an answer that takes its time
const AGAIN_MS = 30_000;
const IDENTIFY_MS = 30_000;
const AGAIN_MOST_MS = 900_000;

const snapshot = { mode: "fallback", item: null, sha256: null, revision: null, staged: null, source: "store", depot: null };
window.vitrine = Object.freeze({
  get state() {
    return Object.freeze({ ...snapshot });
  },
});

function publish(change) {
  Object.assign(snapshot, change);
  const { dataset } = document.body;
  dataset.mode = snapshot.mode;
  dataset.item = snapshot.item ?? "";
  dataset.sha256 = snapshot.sha256 ?? "";
  dataset.revision = snapshot.revision ?? "";
}

function refuse(title, how) {
  publish({ mode: "insecure" });
  showRefusal(title, how);
}

function identify(screen) {
  showIdentity(screen ?? { id: "?", name: "", place: "" });
  setTimeout(() => showIdentity(null), IDENTIFY_MS);
}

async function main() {
  if (!isSecureContext) return refuse("insecureTitle", "insecureHow");
  if (!crypto.subtle || !globalThis.caches || !globalThis.indexedDB || !Intl.Segmenter) {
    return refuse("unsupportedTitle", "unsupportedHow");
  }
  const clock = new Clock();
  const journal = new Journal(() => clock.now());
  addEventListener("error", (event) => journal.note("script", event.message));
  addEventListener("unhandledrejection", (event) => journal.note("script", event.reason?.message ?? event.reason));

  const ground = new Ground(clock);
  const server = new Server(clock);
  const state = await openState({ note: (code, what) => journal.note(code, what) });
  const store = new Store(await openDepot());
  const brand = new Brand(store, { note: (code, what) => journal.note(code, what), missing: () => sync.repair() });
  brand.changed = (worn) => {
    ground.wear(worn);
    band.wear(worn);
  };
  const stage = new Stage(document.getElementById("frame"), store, clock, brand);
  const staging = new Staging({ store, server, journal, estimate: () => navigator.storage.estimate() });
  const lease = new Lease({ clock, keep: (value) => state.put("lease", value).catch((error) => journal.note("lease", error.message)) });
  const plays = new Plays({ state, server, journal });
  const removals = new Removals({ server, store, clock, journal, shown: () => stage.shown?.item ?? null, uses: touches });
  const emergency = new EmergencyLayer(document.getElementById("emergency"));
  const band = new NoticeBand(document.getElementById("band"));
  addEventListener("resize", () => band.resized());
  const painted = new Painted({ layer: emergency, server, state, clock, journal });
  painted.recall(await state.get("painted"));
  publish({ depot: store.kind });

  let alerts = [];
  let pairing = false;
  let leaving = false;
  let renewed = false;

  const changed = () => {
    const shown = stage.shown;
    const mode = emergency.shown ? "alert" : pairing ? "pairing" : shown ? "playing" : director.off ? "off" : "fallback";
    publish({ mode, item: shown?.item.key ?? null, sha256: shown?.item.sha256 ?? null, revision: sync.active?.revision ?? null, staged: sync.pending?.revision ?? null });
  };

  const unpaired = async () => {
    if (leaving) return;
    leaving = true;
    if (sync.active ?? sync.pending) {
      await sync.halt();
      await Promise.allSettled([state.wipe(), store.wipe()]);
      return location.reload(); // a clean start: nothing of the former screen stays in memory
    }
    pairing = true;
    changed();
    await pair({ server, state, show: showPairing });
    pairing = false;
    leaving = false;
    hidePairing();
    changed();
    sync.run();
  };

  const told = {
    set: ({ revision, manifest }, previous) => {
      brand.take(manifest);
      const reserve = previous && { ...previous.manifest, revision: previous.revision };
      const { items, rounds, windows } = manifest;
      director.apply({ revision, items, rounds, windows, reserve, inStep: manifest.screen?.step != null });
    },
    banned: (hashes) => director.ban(hashes),
    alerts: (list) => {
      alerts = list;
      painted.list(list);
      look();
    },
    confirm: (hashes) => removals.ask(hashes),
    commands: (list) => commands.hear(list),
    brand: (manifest) => {
      ground.place(manifest);
      emergency.brand(manifest);
      if (!sync.active) brand.take(manifest, { bare: true }); // by name already while its set is on the way
    },
    heard: () => lease.heard(),
    unpaired,
  };
  const played = async (play) => {
    await plays.add(play);
    if (renewed) location.reload();
  };
  const strikes = new Strikes({
    now: () => clock.now(),
    keep: (rows) => state.put("strikes", rows).catch((error) => journal.note("strikes", error.message)),
  });
  strikes.recall(await state.get("strikes"));
  const director = new Director({
    stage,
    clock,
    journal,
    strikes,
    told: { played, missing: () => sync.repair(), changed },
  });
  const snapshots = new Snapshots({ server, journal, root: document.getElementById("screen"), item: () => snapshot.item, paired: () => sync.welcome && !pairing });
  const commands = new Commands({ server, state, clock, journal, deeds: {
    identify: () => identify(sync.active?.manifest.screen),
    picture: () => snapshots.send(),
    reload: () => location.reload(),
  } });
  await commands.recall();
  const sync = new Sync({ server, store, state, staging, journal, clock, pixels: longerSide(window), told });

  const look = () => {
    const urgent = urgentAt(alerts, clock.now());
    emergency.show(urgent);
    const onStage = stage.shown?.item.kind;
    band.show(inForce(sync.active?.manifest.items ?? [], clock.now()), clock.now(), { away: !onStage || onStage === "notice" });
    painted.watch();
    director.hold(Boolean(urgent) || pairing);
    director.lapse(lease.isOver(sync.active?.manifest.lease_days));
    lease.note();
    changed();
    const { progress } = staging;
    if (progress) ground.status(WORDS.preparing, `${progress.done} / ${progress.all}`);
    else ground.status(sync.reached === null && !sync.active ? WORDS.connecting : null);
  };

  const health = new Health({
    server,
    clock,
    journal,
    version: VERSION,
    look: () => ({
      revision: snapshot.revision,
      staged: snapshot.staged,
      item: snapshot.item,
      alert: emergency.isSeen ? emergency.shown.id : null,
      quarantined: strikes.list(),
      playing: snapshot.mode === "playing",
      off: snapshot.mode === "off",
      paired: sync.welcome && !pairing,
      beatAt: Math.min(director.beatAt, sync.turnedAt + SILENT_MS), // a screen that hears no withdrawals stands still as well
      frames: stage.shown?.progress()?.frames,
    }),
  });

  lease.recall(await state.get("lease"));
  await sync.recall();
  sessionStorage.removeItem("failed");
  setInterval(look, LOOK_MS);
  director.run().catch((error) => journal.note("director", error.message)); // the stalled beat then reloads the page
  sync.run();
  plays.run();
  commands.run();
  snapshots.run();
  removals.run();
  painted.run();
  followShell(journal, () => {
    renewed = true;
    if (snapshot.mode !== "playing") location.reload();
  });
  await health.run();
}

main().catch((error) => {
  publish({ mode: "fallback" });
  console.error(error);
  const times = Number(sessionStorage.getItem("failed") ?? 0);
  sessionStorage.setItem("failed", String(times + 1));
  setTimeout(() => location.reload(), Math.min(AGAIN_MS * 2 ** times, AGAIN_MOST_MS));
});
