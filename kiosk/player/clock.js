// The server's time, kept without trusting the device's own clock, nor any single answer.
//
// Offsets come from samples around a request (Cristian's method); the sample with the shortest round trip is the
// best one, and between samples time runs on the monotonic clock, so that somebody setting the device's clock
// moves nothing on the screen. A sample that disagrees with what is known is only noted. It counts at once where the
// device's clock went the same way (the device slept), and else when all that came since agrees with it: for some
// seconds while we know little, for minutes once we know the time well.

const KEPT = 20;
const SLACK_MS = 50;
const WITNESS_MS = 2_000;
const QUORUM = 3;
const SOON_MS = 6_000;
const LONG_MS = 120_000;

// Two honest samples overlap within their round trips.
const agree = (a, b) => Math.abs(a.offset - b.offset) <= (a.rtt + b.rtt) / 2 + SLACK_MS;
const bestOf = (samples) => samples.reduce((a, b) => (a && a.rtt <= b.rtt ? a : b), null);

export class Clock {
  #wall;
  #steady;
  #samples = [];
  #doubts = [];
  #since = 0;
  #offset;
  #drift = 0;
  #firm = false;

  /** `drift` is wall minus server time in ms from an earlier run; `floor` the last server time known to have passed. */
  constructor({ wall = Date.now, steady = () => performance.now(), drift = null, floor = 0 } = {}) {
    this.#wall = wall;
    this.#steady = steady;
    this.recall({ drift, floor });
  }

  /** Start from what an earlier run learned. A board without a battery clock boots in the past: never before `floor`. */
  recall({ drift = null, floor = 0 }) {
    if (this.known) return;
    const [off, least] = [Number.isFinite(drift) ? drift : 0, Number.isFinite(floor) ? floor : 0];
    const told = this.#wall() - off;
    this.#firm = Number.isFinite(drift) && told >= least;
    this.#drift = off;
    this.#offset = Math.max(told, least) - this.#steady();
  }

  /** Has a server told the time to this run? */
  get known() {
    return this.#samples.length > 0;
  }

  /** Is the time known well enough to be kept for the next run? */
  get firm() {
    return this.known && this.#firm;
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
    const one = { rtt: got - sent, offset: serverMs - (sent + got) / 2, at: got };
    if (this.#fits(one)) return this.#take([...this.#samples, one]);
    if (this.#isWitnessed(one)) return this.#take([one]);
    this.#doubt(one);
  }

  #fits(one) {
    if (this.known) return agree(one, bestOf(this.#samples));
    return !this.#firm || Math.abs(one.offset - this.#offset) <= WITNESS_MS;
  }

  #isWitnessed(one) {
    const told = this.#wall() - this.#drift - this.#steady();
    const moved = Math.abs(told - this.#offset) > WITNESS_MS; // a clock that stood by ours all the time bears nobody else out
    return this.#firm && moved && Math.abs(told - one.offset) <= WITNESS_MS;
  }

  #doubt(one) {
    if (this.#doubts.length === 0 || !agree(one, bestOf(this.#doubts))) {
      this.#doubts = [];
      this.#since = one.at;
    }
    this.#doubts = [...this.#doubts, one].slice(-KEPT);
    const long = one.at - this.#since >= (this.#firm ? LONG_MS : SOON_MS);
    if (long && this.#doubts.length >= QUORUM) this.#take(this.#doubts);
  }

  #take(samples) {
    this.#samples = samples.slice(-KEPT);
    this.#doubts = [];
    this.#offset = bestOf(this.#samples).offset;
    this.#drift = this.#wall() - this.now();
    const span = this.#samples.at(-1).at - this.#samples[0].at;
    this.#firm ||= this.#samples.length >= QUORUM && span >= SOON_MS;
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
