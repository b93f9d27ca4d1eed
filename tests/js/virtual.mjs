// Time for tests of loops: setTimeout runs on it, and it moves only when nothing else is left to do.

const real = globalThis.setTimeout;
const rest = () => new Promise((resolve) => setImmediate(resolve));

export class Virtual {
  now = 0;
  #timers = new Map();
  #count = 0;

  /** Take the place of setTimeout until `stop`. */
  start() {
    globalThis.setTimeout = (done, ms = 0) => {
      this.#timers.set((this.#count += 1), { done, at: this.now + Math.max(0, ms) });
      return this.#count;
    };
    this.clear = globalThis.clearTimeout;
    globalThis.clearTimeout = (id) => (typeof id === "number" ? void this.#timers.delete(id) : this.clear(id));
    return this;
  }

  stop() {
    globalThis.setTimeout = real;
    globalThis.clearTimeout = this.clear;
  }

  /** Let `ms` pass. */
  async pass(ms) {
    const end = this.now + ms;
    for (;;) {
      await rest();
      const [id, next] = [...this.#timers].reduce((a, b) => (a && a[1].at <= b[1].at ? a : b), null) ?? [];
      if (!next || next.at > end) break;
      this.#timers.delete(id);
      this.now = Math.max(this.now, next.at);
      next.done();
    }
    this.now = end;
  }
}
