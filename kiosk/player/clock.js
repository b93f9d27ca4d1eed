// The server's time, kept without trusting the device's own clock.
//
// Offsets come from samples around a request (Cristian's method); the sample with the shortest round trip is the
// best one, and between samples time runs on the monotonic clock, so that somebody setting the device's clock
// moves nothing on the screen.

const KEPT = 20;
const SLACK_MS = 50;

export class Clock {
  #wall;
  #steady;
  #samples = [];
  #offset;

  /** `drift` is wall minus server time in ms from an earlier run; `floor` the last server time known to have passed. */
  constructor({ wall = Date.now, steady = () => performance.now(), drift = 0, floor = 0 } = {}) {
    this.#wall = wall;
    this.#steady = steady;
    this.recall({ drift, floor });
  }

  /** Start from what an earlier run learned. A board without a battery clock boots in the past: never before `floor`. */
  recall({ drift = 0, floor = 0 }) {
    if (this.known) return;
    this.#offset = Math.max(this.#wall() - drift, floor) - this.#steady();
  }

  get known() {
    return this.#samples.length > 0;
  }

  /** Server time in ms since 1970. */
  now() {
    return this.#steady() + this.#offset;
  }

  steady() {
    return this.#steady();
  }

  /** Device wall clock minus server time, ms; what the desk sees as drift. */
  drift() {
    return Math.round(this.#wall() - this.now());
  }

  /** Take one sample: the server said `serverMs` between the steady times `sent` and `got`. */
  sample(serverMs, sent, got) {
    if (!Number.isFinite(serverMs) || !(got >= sent)) return;
    const one = { rtt: got - sent, offset: serverMs - (sent + got) / 2 };
    const best = this.#best();
    // Two honest samples overlap within their round trips. If not, the device slept or the server's clock was set:
    // what was learned before is worth nothing.
    if (best && Math.abs(one.offset - best.offset) > (one.rtt + best.rtt) / 2 + SLACK_MS) this.#samples = [];
    this.#samples.push(one);
    if (this.#samples.length > KEPT) this.#samples.shift();
    this.#offset = this.#best().offset;
  }

  #best() {
    return this.#samples.reduce((a, b) => (a && a.rtt <= b.rtt ? a : b), null);
  }
}

/** A wait with jitter, so that a hundred screens switched on together do not ask together. `random` is in [0, 1). */
export function jittered(ms, random = Math.random()) {
  return Math.round(ms * (0.8 + 0.4 * random));
}

/** Wait before try number `failures` + 1: doubles from `base` up to `most`, all in ms. */
export function backoff(failures, base, most) {
  return Math.min(base * 2 ** Math.min(failures, 20), most);
}
