// Is the screen alive, and does the desk know? Liveness is what was painted, not what was asked for.

const BEAT_MS = 30_000;
const FIRST_MS = 4_000;
const CHECK_MS = 5_000;
const STALL_MS = 60_000;
const RELOAD_REST_MS = 300_000;

/**
 * A loop that stands still for a minute gets a new page, but not over and over: a page that is itself a second try (`again`)
 * is given five minutes. Both times are steady ones, which begin with the page: clocks are set, and set back.
 */
export function wantsNewPage(beatAt, steady, again) {
  return steady - beatAt >= STALL_MS && !(again && steady < RELOAD_REST_MS);
}

export class Health {
  #painted = 0;
  #lock = null;
  #persisted = false;
  #again = false;

  /** `look()` gives what only the caller knows: revision, staged, item, playing, off, paired, frames, beatAt (steady ms). */
  constructor({ server, clock, journal, version, look }) {
    Object.assign(this, { server, clock, journal, version, look });
  }

  async run() {
    this.#again = sessionStorage.getItem("reloaded") !== null;
    sessionStorage.removeItem("reloaded");
    setInterval(() => requestAnimationFrame(() => (this.#painted += 1)), 1_000);
    setInterval(() => this.#checkLoop(), CHECK_MS);
    setInterval(() => this.beat(), BEAT_MS);
    document.addEventListener("visibilitychange", () => this.#keepAwake());
    await this.#keepAwake();
    this.#persisted = await this.#persist();
    setTimeout(() => this.beat(), FIRST_MS);
  }

  async #keepAwake() {
    if (document.visibilityState !== "visible") return;
    try {
      this.#lock = await navigator.wakeLock.request("screen");
    } catch {
      this.#lock = null; // headless, low battery or refused by policy: reported, not fatal
    }
  }

  async #persist() {
    try {
      return (await navigator.storage.persisted()) || (await navigator.storage.persist());
    } catch {
      return false;
    }
  }

  #checkLoop() {
    if (!wantsNewPage(this.look().beatAt, this.clock.steady(), this.#again)) return;
    sessionStorage.setItem("reloaded", "1");
    location.reload();
  }

  async beat() {
    const { beatAt, frames, paired, ...seen } = this.look();
    if (!paired) return;
    const { sent, acknowledged } = this.journal.report();
    try {
      const { quota = null, usage = null } = await navigator.storage.estimate();
      const { status } = await this.server.post("heartbeat", {
        ...seen,
        frames: this.#painted + (frames ?? 0),
        drift_ms: this.clock.drift(),
        quota,
        usage,
        persisted: this.#persisted,
        wake_lock: this.#lock !== null && !this.#lock.released,
        secure: isSecureContext,
        width: Math.round(innerWidth * devicePixelRatio),
        height: Math.round(innerHeight * devicePixelRatio),
        errors: sent,
        version: this.version,
      });
      if (status < 300) acknowledged();
    } catch {
      // no server: the next beat tells it
    }
  }
}
