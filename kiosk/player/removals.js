// The screen's word that a file is gone: neither on the stage nor in the store. The server asks until it has heard.

import { REST_MS, repeat } from "./repeat.js";

export class Removals {
  #asked = new Set();
  #gone = new Map();

  /** `shown()` gives the item on the stage, or null; `uses(item, hashes)` says whether it plays one of them. */
  constructor({ server, store, clock, journal, shown, uses }) {
    Object.assign(this, { server, store, clock, journal, shown, uses });
  }

  /** These hashes are to be confirmed; what is no longer asked for is forgotten. */
  ask(hashes) {
    this.#asked = new Set(hashes);
    for (const hash of this.#gone.keys()) if (!this.#asked.has(hash)) this.#gone.delete(hash);
  }

  /** Confirm what is gone by now; true where nothing is left to confirm. */
  async settle() {
    if (this.#asked.size === 0) return true;
    await this.#look();
    if (this.#gone.size === 0) return false;
    const removed = [...this.#gone].map(([sha256, at]) => ({ sha256, at: new Date(at).toISOString() }));
    const { status, body } = await this.server.post("removed", { removed });
    for (const hash of status === 200 ? (body?.accepted ?? []) : []) {
      this.#asked.delete(hash);
      this.#gone.delete(hash);
    }
    return this.#asked.size === 0;
  }

  async #look() {
    const held = await this.store.held();
    const item = this.shown();
    for (const hash of this.#asked) {
      const here = held.has(hash) || (item && this.uses(item, new Set([hash])));
      if (here) this.#gone.delete(hash);
      else if (!this.#gone.has(hash)) this.#gone.set(hash, this.clock.now());
    }
  }

  run() {
    repeat(async () => ((await this.settle()) || this.#gone.size === 0 ? 0 : REST_MS), { ...this, code: "removals" });
  }
}
