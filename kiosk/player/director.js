// The loop: prepare the next item, wait for the end of this one, change over. It is told what may be shown (apply,
// ban, hold) and asks nobody; the network is not known here.

import { LEAST_LEFT_MS, from, place, sameEnd } from "./cycle.js";
import { stillHolds, isLive, touches } from "./schedule.js";
import { roundOf, timetable, turnAfter, windowAt } from "./timetable.js";
import { Damaged } from "./verify.js";
import { Missing } from "./store.js";

const TICK_MS = 200;
const STUCK_MS = 10_000;
const IDLE_MS = 1_000;
const BEHIND_MS = 500; // the next item waits behind this one, painted, for its last half second
const SEEK_MS = 300;
const FORGIVE_MS = 60_000;
const EMPTY = { revision: null, items: [], table: [] };

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function within(ms, promise, late) {
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("stuck while loading")), ms);
  });
  promise.then((value) => late.passed && late.discard(value), () => {});
  return Promise.race([promise, limit])
    .catch((error) => {
      late.passed = true;
      throw error;
    })
    .finally(() => clearTimeout(timer));
}

export class Director {
  #set = { ...EMPTY, reserve: EMPTY, inStep: false };
  #banned = new Set();
  #held = false;
  #alone = false;
  #last = null;
  #ready = null;
  #forgiveAt = null;

  /** `told`: {played(play), missing(), changed()}; the last is called whenever what is shown changes. */
  constructor({ stage, clock, journal, strikes, told }) {
    Object.assign(this, { stage, clock, journal, strikes, told });
    this.beatAt = clock.steady();
  }

  get revision() {
    return this.#set.revision;
  }

  /** Is the screen dark by its hours? What is shown when they end plays to its end. */
  get off() {
    return !this.stage.shown && windowAt(this.#set.table, this.clock.now()).off;
  }

  /**
   * A new set with its timetable (rounds, windows), taken up when the item on screen ends. `reserve` is the one before it,
   * played where nothing of this one can be; `inStep` is for screens that change together with their neighbours.
   */
  apply({ revision, items, rounds = null, windows = null, reserve = null, inStep = false }) {
    const spare = reserve ? { ...reserve, table: timetable(reserve) } : EMPTY;
    this.#set = { revision, items, table: timetable({ items, rounds, windows }), reserve: spare, inStep };
  }

  /** Whether the offline lease is over: then only what is evergreen plays. */
  lapse(alone) {
    this.#alone = alone;
  }

  /** Hashes that must leave now, in the middle of an item if need be. */
  ban(hashes) {
    this.#banned = hashes;
  }

  /** Stop showing (an emergency covers the screen) or go on. */
  hold(held) {
    this.#held = held;
  }

  async run() {
    let current = null;
    for (;;) {
      this.beatAt = this.clock.steady();
      this.#ready ??= this.#held ? null : await this.#prepare(current?.ready.ends ?? this.clock.now());
      const outcome = current ? await this.#untilEnd(current) : null;
      if (current) this.#record(current, outcome);
      current = await this.#change(outcome);
      this.told.changed();
      if (!current) await pause(this.#held ? TICK_MS : IDLE_MS);
    }
  }

  async #change(outcome) {
    if (this.#ready && !this.#mayShow(this.#ready)) {
      this.#ready.scene.release();
      this.#ready = null;
    }
    if (!this.#held && !this.#ready) this.#ready = await this.#prepare(this.clock.now());
    if (this.#held || !this.#ready) {
      this.stage.clear();
      return null;
    }
    const ready = this.#ready;
    this.#ready = null;
    await this.#catchUp(ready);
    await this.stage.attach(ready.scene);
    const shown = this.stage.show(ready.scene, { cut: outcome === "cut" });
    const current = { ready, startedAt: this.clock.now(), steadyAt: this.clock.steady() };
    this.told.changed();
    await shown;
    return current;
  }

  /** A film that comes late to its place in the round is taken to where its neighbours are. */
  async #catchUp({ scene, begins }) {
    const behind = begins === null ? 0 : this.clock.now() - begins;
    if (behind > SEEK_MS) await Promise.race([scene.seek(behind), pause(IDLE_MS)]);
  }

  #roundAt(when) {
    return roundOf(windowAt(this.#set.table, when), this.#alone);
  }

  #mayShow({ scene: { item }, isReserve, ends }) {
    const now = this.clock.now();
    const { items, reserve } = this.#set;
    if (!stillHolds(isReserve ? reserve.items : items, item, now) || this.#refused(item)) return false;
    if (!isReserve && ends === null && !this.#roundAt(now).some(({ key }) => key === item.key)) return false;
    return ends === null ? !this.#placeAt(now) : ends - now > LEAST_LEFT_MS && sameEnd(ends, this.#placeAt(ends - LEAST_LEFT_MS - 2)?.ends);
  }

  #refused(item) {
    return touches(item, this.#banned) || this.strikes.has(item.sha256);
  }

  #placeAt(when) {
    return this.#set.inStep ? place(this.#set.table, when, this.#alone) : null;
  }

  /** The scene for `when` (server time), ready to be shown: {scene, isReserve, begins, ends}; the last two null out of step. */
  async #prepare(when) {
    const failed = new Set();
    const now = this.#placeAt(when);
    for (let turn = this.#next(now, failed); turn; turn = this.#next(now, failed)) {
      const { item, index, isReserve, revision } = turn;
      this.#last = { key: item.key, index };
      this.beatAt = this.clock.steady();
      try {
        const late = { passed: false, discard: (scene) => scene.release() };
        const scene = await within(STUCK_MS, this.stage.load(item, revision), late);
        return { scene, isReserve, begins: now?.item === item ? now.begins : null, ends: now?.ends ?? null };
      } catch (error) {
        failed.add(item.key);
        this.#failed(item, error);
      }
    }
    return null;
  }

  /** What to try next: of the round, and only where something of it is on and nothing can be played, of the reserve. */
  #next(here, failed) {
    if (this.#held) return null;
    const { revision, reserve } = this.#set;
    const now = this.clock.now();
    const may = (one) => isLive(one, now) && !failed.has(one.key) && !this.#refused(one);
    const round = here ? from(here.round, here.item.key) : this.#roundAt(now);
    const turn = turnAfter(round, here ? null : this.#last, may);
    if (turn) {
      this.#forgiveAt = null;
      return { ...turn, revision, isReserve: false };
    }
    const broken = round.filter((one) => isLive(one, now) && !touches(one, this.#banned));
    this.#forgive(broken);
    const others = broken.length ? roundOf(windowAt(reserve.table, now), this.#alone) : [];
    const other = turnAfter(others, this.#last, may);
    return other && { ...other, revision: reserve.revision, isReserve: true };
  }

  /** When all of a set is in quarantine it is rather the device that is ill, or was: everything gets another try each minute. */
  #forgive(items) {
    if (!items.length || !items.every((one) => this.strikes.has(one.sha256))) return;
    const steady = this.clock.steady();
    this.#forgiveAt ??= steady + FORGIVE_MS;
    if (steady < this.#forgiveAt) return;
    this.#forgiveAt = null;
    this.strikes.forgive(items.map((one) => one.sha256));
  }

  #failed(item, error) {
    if (error instanceof Missing || error instanceof Damaged) {
      if (touches(item, this.#banned)) return;
      this.journal.note(error instanceof Damaged ? "damaged-in-store" : "missing", error.sha256);
      this.told.missing();
      return;
    }
    this.#strike(item, error.message);
  }

  #strike(item, why) {
    this.journal.note(this.strikes.add(item.sha256) ? "quarantined" : "item-failed", `${item.key} ${why}`);
  }

  /** Watch what is shown: "completed", "skipped" (its window closed), "failed" (stuck) or "cut" (banned, covered). */
  async #untilEnd(current) {
    const { ready: { scene, ends }, steadyAt } = current;
    let moved = { at: this.clock.steady(), position: -1, frames: -1 };
    for (;;) {
      const steady = this.clock.steady();
      this.beatAt = steady;
      if (this.#held || touches(scene.item, this.#banned)) {
        if (this.#held || !this.#ready || !this.#mayShow(this.#ready)) this.stage.clear();
        return "cut";
      }
      if (!isLive(scene.item, this.clock.now())) return "skipped";
      const own = scene.left(steady - steadyAt);
      const left = ends === null ? own : ends - this.clock.now();
      if (left <= 0) {
        this.strikes.clear(scene.item.sha256);
        return "completed";
      }
      const progress = own <= 0 ? null : scene.progress();
      // Both must advance: a stalled decoder can let time run on, a frozen clock can let frames come.
      if (!progress || (progress.position !== moved.position && progress.frames !== moved.frames)) {
        moved = { at: steady, ...progress };
      } else if (steady - moved.at > STUCK_MS) {
        this.#strike(scene.item, "no new frames");
        return "failed";
      }
      if (left <= BEHIND_MS && this.#ready) this.stage.attach(this.#ready.scene);
      await pause(Math.min(TICK_MS, left));
    }
  }

  /** A play of what was shown; of several that were shown at once, one of each. */
  #record({ ready: { scene }, startedAt, steadyAt }, outcome) {
    const play = {
      revision: scene.revision,
      started_at: new Date(startedAt).toISOString(),
      duration_ms: Math.round(this.clock.steady() - steadyAt),
      outcome: outcome === "cut" ? "skipped" : outcome,
    };
    for (const { key, sha256 } of scene.parts ?? [scene.item]) this.told.played({ key, sha256, ...play });
  }
}
