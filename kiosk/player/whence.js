// Where the tiny resource is asked for: at a file that the reverse proxy gives, where the manifest names one, else at the
// server itself. A file that is not there is let be for a while, so that a proxy that was never told of them costs little.

const AGAIN_MS = 30_000;
const FILE = /^told\/[0-9a-f]{32}\.json$/;
export const USUAL = "alerts";

export class Whence {
  #clock;
  #etags = new Map();
  #left = null;
  #leftAt = -Infinity;

  constructor(clock) {
    this.#clock = clock;
  }

  /** The path to ask at, `named` being the manifest's word. Anything but a file of this kiosk is nonsense. */
  path(named) {
    if (typeof named !== "string" || !FILE.test(named)) return USUAL;
    return named === this.#left && this.#clock.steady() - this.#leftAt < AGAIN_MS ? USUAL : named;
  }

  /** There is no such file (any more). */
  leave(path) {
    this.#left = path;
    this.#leftAt = this.#clock.steady();
  }

  etag(path) {
    return this.#etags.get(path) ?? null;
  }

  /** What was held of the other place says nothing about this one. */
  keep(path, etag) {
    this.#etags = new Map([[path, etag]]);
  }
}
