// The loop: prepare the next item, wait for the end of this one, change over. It is told what may be shown (apply,
// ban, hold) and asks nobody; the network is not known here.

import { nextItem, stillHolds, isLive, touches } from "./schedule.js";
import { Damaged } from "./verify.js";
import { Missing } from "./store.js";

const TICK_MS = 200;
const STUCK_MS = 10_000;
const STRIKES = 3;
const IDLE_MS = 1_000;

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
  #set = { revision: null, items: [] };
  #banned = new Set();
  #held = false;
  #last = null;
  #ready = null;
  #strikes = new Map();

  /** `told`: {played(play), missing(), changed()}; the last is called whenever what is shown changes. */
  constructor({ stage, clock, journal, told }) {
    Object.assign(this, { stage, clock, journal, told });
    this.beatAt = clock.steady();
  }

  get revision() {
    return this.#set.revision;
  }

  /** A new set, taken up when the item on screen ends. */
  apply(set) {
    this.#set = set;
    this.#strikes.clear();
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
      this.#ready ??= this.#held ? null : await this.#prepare();
      const outcome = current ? await this.#untilEnd(current) : null;
      if (current) this.#record(current, outcome);
      current = await this.#change(outcome);
      this.told.changed();
      if (!current) await pause(this.#held ? TICK_MS : IDLE_MS);
    }
  }

  async #change(outcome) {
    if (this.#ready && !this.#mayShow(this.#ready.item)) {
      this.#ready.release();
      this.#ready = null;
    }
    if (!this.#held && !this.#ready) this.#ready = await this.#prepare();
    if (this.#held || !this.#ready) {
      this.stage.clear();
      return null;
    }
    const scene = this.#ready;
    this.#ready = null;
    const current = { scene, startedAt: this.clock.now(), steadyAt: this.clock.steady() };
    const shown = this.stage.show(scene, { cut: outcome === "cut" });
    this.told.changed();
    await shown;
    return current;
  }

  #mayShow(item) {
    return stillHolds(this.#set.items, item, this.clock.now()) && !this.#refused(item);
  }

  #refused(item) {
    return touches(item, this.#banned) || (this.#strikes.get(item.sha256) ?? 0) >= STRIKES;
  }

  async #prepare() {
    const { items, revision } = this.#set;
    const failed = new Set();
    for (;;) {
      const item = nextItem(items, this.#last, this.clock.now(), (one) => failed.has(one.key) || this.#refused(one));
      if (!item || this.#held) return null;
      this.#last = item.key;
      this.beatAt = this.clock.steady();
      try {
        return await within(STUCK_MS, this.stage.load(item, revision), { passed: false, discard: (scene) => scene.release() });
      } catch (error) {
        failed.add(item.key);
        this.#failed(item, error);
      }
    }
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
    const strikes = (this.#strikes.get(item.sha256) ?? 0) + 1;
    this.#strikes.set(item.sha256, strikes);
    this.journal.note(strikes >= STRIKES ? "quarantined" : "item-failed", `${item.key} ${why}`);
  }

  /** Watch what is shown: "completed", "skipped" (its window closed), "failed" (stuck) or "cut" (banned, covered). */
  async #untilEnd(current) {
    const { scene, steadyAt } = current;
    let moved = { at: this.clock.steady(), position: -1, frames: -1 };
    for (;;) {
      const steady = this.clock.steady();
      this.beatAt = steady;
      if (this.#held || touches(scene.item, this.#banned)) {
        if (this.#held || !this.#ready || !this.#mayShow(this.#ready.item)) this.stage.clear();
        return "cut";
      }
      if (!isLive(scene.item, this.clock.now())) return "skipped";
      if (scene.isOver(steady - steadyAt)) {
        this.#strikes.delete(scene.item.sha256);
        return "completed";
      }
      const progress = scene.progress();
      // Both must advance: a stalled decoder can let time run on, a frozen clock can let frames come.
      if (!progress || (progress.position !== moved.position && progress.frames !== moved.frames)) {
        moved = { at: steady, ...progress };
      } else if (steady - moved.at > STUCK_MS) {
        this.#strike(scene.item, "no new frames");
        return "failed";
      }
      await pause(TICK_MS);
    }
  }

  #record({ scene, startedAt, steadyAt }, outcome) {
    const { item, revision } = scene;
    this.told.played({
      key: item.key,
      sha256: item.sha256,
      revision,
      started_at: new Date(startedAt).toISOString(),
      duration_ms: Math.round(this.clock.steady() - steadyAt),
      outcome: outcome === "cut" ? "skipped" : outcome,
    });
  }
}
