// Files that could not be played, by hash. Three failures put one into quarantine: it is left out for an hour, then twice
// as long each time, up to a day. Neither a new set nor a new page sets it free; a play to its end does.

const MOST = 3;
const FIRST_MS = 3_600_000;
const LONGEST_MS = 86_400_000;
const KEPT = 500;

export class Strikes {
  #rows = new Map();
  #now;
  #keep;

  /** `now()` is server time; `keep(rows)` is called with what must survive. */
  constructor({ now, keep = () => {} }) {
    this.#now = now;
    this.#keep = keep;
  }

  /** Take up what an earlier run kept: [[hash, {count, times, until}], ...]. */
  recall(rows) {
    if (Array.isArray(rows)) this.#rows = new Map(rows.filter(([, row]) => [row?.count, row?.times, row?.until].every(Number.isFinite)));
  }

  /** One more failure; true when it puts the file into quarantine. */
  add(sha256) {
    const { count, times } = this.#current(sha256);
    const quarantined = count + 1 >= MOST;
    const length = Math.min(FIRST_MS * 2 ** times, LONGEST_MS);
    const row = quarantined ? { count: 0, times: times + 1, until: this.#now() + length } : { count: count + 1, times, until: 0 };
    this.#rows.delete(sha256);
    this.#rows.set(sha256, row);
    if (this.#rows.size > KEPT) this.#rows.delete(this.#rows.keys().next().value);
    this.#keep([...this.#rows]);
    return quarantined;
  }

  /** It played to its end. */
  clear(sha256) {
    if (this.#rows.delete(sha256)) this.#keep([...this.#rows]);
  }

  /** Let these files out for another try; how often they were in quarantine is remembered. */
  forgive(hashes) {
    for (const sha256 of hashes) if (this.#rows.has(sha256)) this.#rows.set(sha256, { ...this.#rows.get(sha256), count: 0, until: 0 });
    this.#keep([...this.#rows]);
  }

  /** Is it to be left out now? */
  has(sha256) {
    return this.#current(sha256).until > this.#now();
  }

  /** The hashes in quarantine now. */
  list() {
    return [...this.#rows.keys()].filter((sha256) => this.has(sha256));
  }

  #current(sha256) {
    return this.#rows.get(sha256) ?? { count: 0, times: 0, until: 0 };
  }
}
