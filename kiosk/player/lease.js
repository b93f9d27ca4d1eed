// The offline lease: how long this screen has been without its server. By the clock and by the time that really passed,
// whichever is longer: a device without a battery clock wakes up in the past each morning.

const KEEP_MS = 600_000;
const DAY_MS = 86_400_000;

export class Lease {
  #at = null;
  #before = 0;
  #since;
  #keptAt = -Infinity;

  /** `keep(value)` stores what `recall` is given in the next run. */
  constructor({ clock, keep }) {
    this.clock = clock;
    this.keep = keep;
    this.#since = clock.steady();
  }

  /** What an earlier run left; nonsense counts as nothing. */
  recall(kept) {
    const { at = null, alone = 0 } = kept ?? {};
    this.#at = Number.isFinite(at) ? at : null;
    this.#before = Number.isFinite(alone) ? Math.max(0, alone) : 0;
  }

  /** The server took us for its screen. */
  async heard() {
    this.#at = this.clock.now();
    this.#before = 0;
    this.#since = this.clock.steady();
    await this.note();
  }

  /** Store how it stands, every ten minutes. */
  async note() {
    const steady = this.clock.steady();
    if (steady - this.#keptAt < KEEP_MS) return;
    this.#keptAt = steady;
    await this.keep({ at: this.#at, alone: this.#passed() });
  }

  #passed() {
    return this.#before + this.clock.steady() - this.#since;
  }

  /** How long it has been alone, ms. */
  get alone() {
    return Math.max(this.#passed(), this.#at === null ? 0 : this.clock.now() - this.#at);
  }

  /** Is a lease of `days` over? Null and 0 are for ever. */
  isOver(days) {
    return days > 0 && this.alone >= days * DAY_MS;
  }
}
