// Keeps the store in step with the server: the manifest every 15 s, alerts and withdrawals every 3 s. Without a
// server nothing here matters to what is on screen.

import { faultOf, faultOfAlerts, playable, refusal } from "./check.js";
import { backoff, jittered } from "./clock.js";
import { bannedBy, filesOfSet, heldOf, touches } from "./schedule.js";
import { sharpened } from "./sharp.js";
import { USUAL, Whence } from "./whence.js";

const RETRY_MOST_MS = 60_000;
const ALERT_RETRY_MOST_MS = 6_000; // a withdrawal must arrive within 10 s of the server's return
const CLOCK_EVERY_MS = 600_000;
const REPAIR_EVERY_MS = 5_000;
const STRANGE_MS = 3 * 86_400_000; // a server started over another home is set right within days, or is there to stay
const REFUSED = "refused";

export class Sync {
  #etag = null;
  #whence = null;
  #hint = null;
  #wake = null;
  #repairedAt = -Infinity;
  #term = 0;
  #clockKeptAt = -Infinity;
  #job = null;
  #home = null;
  #strangeSince = null;
  #turns = new Map();

  /** `pixels` of the panel's longer side; `told`: {set(active, previous), banned(Set), alerts(list), confirm(hashes), commands(list), brand(manifest), heard(), unpaired()}. */
  constructor({ server, store, state, staging, journal, clock, pixels = 0, told }) {
    Object.assign(this, { server, store, state, staging, journal, clock, pixels, told });
    this.#whence = new Whence(clock);
    this.active = null;
    this.previous = null;
    this.pending = null;
    this.alerts = null;
    this.news = null;
    this.reached = null;
    this.welcome = false;
  }

  /** Take up what an earlier run left; no network. What a damaged disk made of it counts only as far as it is sound. */
  async recall() {
    const kept = async (key) => (await this.state.get(key)) ?? null;
    this.clock.recall((await kept("clock")) ?? {});
    this.#home = await kept("home");
    this.#strangeSince = await kept("strange");
    this.alerts = ((one) => (one && this.#isSound("kept alerts", faultOfAlerts(one)) ? one : null))(await kept("alerts"));
    this.news = await kept("news");
    const sets = [await kept("active"), await kept("previous")];
    [this.active = null, this.previous = null] = sets.filter((set) => set && this.#isSound("kept set", faultOf(set.manifest)));
    this.#tellAlerts();
    if (!this.active) return;
    this.#etag = this.active === sets[0] ? this.active.etag : null;
    this.told.brand(this.active.manifest);
    this.told.set(this.active, this.previous);
  }

  /**
   * One poll of the manifest; staging goes on behind it. Returns the status, "refused" where our own server does not know
   * this screen (any more), null for a document that is not sound. Throws without a server.
   */
  async poll() {
    const answer = await this.server.get("manifest", this.#etag);
    const { status, etag, body } = answer;
    if (await this.#refused(answer)) return REFUSED;
    if (status === 200 && !this.#isSound("manifest", this.#faultOf(body))) return null;
    if (status !== 200 && status !== 304) return status;
    await this.#welcomed(answer);
    if (status === 200) await this.#receive(sharpened(playable(body), this.pixels), etag);
    else this.#stage();
    await this.#rememberClock();
    if (answer.alerts && answer.alerts !== this.alerts?.revision) await this.#askAlerts(USUAL); // a file that nobody writes any more
    return status;
  }

  #faultOf(manifest) {
    const fault = faultOf(manifest);
    if (fault) return fault;
    const ours = this.active?.manifest.screen?.id;
    return ours === undefined || manifest.screen?.id === ours ? null : "another screen's";
  }

  #isSound(what, fault) {
    if (fault) this.journal.note("unsound", `${what}: ${fault}`);
    return !fault;
  }

  /** The server took us for its screen: from now on only this installation may send us away. */
  async #welcomed({ home }) {
    this.reached = this.clock.steady();
    this.welcome = true;
    await this.told.heard();
    if (home && home !== this.#home) await this.state.put("home", (this.#home = home));
    if (this.#strangeSince !== null) await this.state.put("strange", (this.#strangeSince = null));
  }

  async #refused(answer) {
    const who = refusal(answer, this.#home);
    if (who === null) return false;
    if (who === "strange") {
      this.journal.note("strange-server", String(answer.home));
      if (this.#strangeSince === null) await this.state.put("strange", (this.#strangeSince = this.clock.now()));
      if (this.clock.now() - this.#strangeSince < STRANGE_MS) return false;
    }
    this.welcome = false;
    return true;
  }

  async #rememberClock() {
    const steady = this.clock.steady();
    if (!this.clock.firm || steady - this.#clockKeptAt < CLOCK_EVERY_MS) return;
    this.#clockKeptAt = steady;
    await this.state.put("clock", { drift: this.clock.drift(), floor: this.clock.now() });
  }

  async #receive(manifest, etag) {
    this.#etag = etag;
    this.told.brand(manifest);
    this.news = { withdrawn: manifest.withdrawn ?? [] };
    await this.state.put("news", this.news);
    await this.#tellBanned();
    this.pending = { revision: manifest.revision, etag, manifest };
    this.#stage();
  }

  /** Bring the pending set, or a damaged active one, to where all of it is held; a newer set takes the place of an older. */
  #stage() {
    const target = this.pending ?? this.active;
    const former = this.#job;
    if (!target || former?.target === target) return;
    former?.stop.abort();
    const job = { target, stop: new AbortController() };
    this.#job = job;
    job.done = Promise.resolve(former?.done) // one at a time: two must not write the same name
      .then(() => this.#fill(job))
      .catch((error) => this.journal.note("staging", error.message))
      .finally(() => {
        if (this.#job === job) this.#job = null;
      });
  }

  async #fill({ target, stop }) {
    const banned = bannedBy(this.alerts, this.news);
    const wanted = heldOf(target.manifest).filter((item) => !touches(item, banned));
    const whole = await this.staging.fill(wanted, this.#keptFiles(), stop.signal);
    if (!whole || stop.signal.aborted) return;
    if (target === this.pending) {
      await this.state.flip(target);
      if (this.active?.revision !== target.revision) this.previous = this.active;
      this.active = target;
      this.pending = null;
      this.told.set(target, this.previous);
    }
    await this.store.keepOnly(this.#keptFiles());
  }

  #keptFiles() {
    const sets = [this.active, this.previous].filter(Boolean);
    const banned = bannedBy(this.alerts, this.news);
    return sets.flatMap((set) => filesOfSet(heldOf(set.manifest))).filter((file) => !banned.has(file.sha256));
  }

  /** One poll of the tiny resource; returns what `poll` returns. */
  async pollAlerts() {
    const path = this.#whence.path((this.pending ?? this.active)?.manifest.alerts_url);
    const status = await this.#askAlerts(path);
    if (path === USUAL || status === 200 || status === 304 || status >= 500) return status;
    this.#whence.leave(path);
    return this.#askAlerts(USUAL);
  }

  async #askAlerts(path) {
    const answer = await this.server.get(path, this.#whence.etag(path));
    const { status, etag, body } = answer;
    if (await this.#refused(answer)) return REFUSED;
    if (status === 200) {
      if (!this.#isSound("alerts", faultOfAlerts(body))) return null;
      this.#whence.keep(path, etag);
      this.alerts = body;
      this.#tellAlerts();
      await this.state.put("alerts", body);
      await this.#tellBanned();
      this.#follow(body.manifest);
    }
    return status;
  }

  #follow(hint) {
    const known = (this.pending ?? this.active)?.revision;
    if (!hint || hint === this.#hint || hint === known) return;
    this.#hint = hint;
    this.hurry();
  }

  #tellAlerts() {
    this.told.alerts(this.alerts?.alerts ?? []);
    this.told.confirm(this.alerts?.confirm ?? []);
    this.told.commands?.(this.alerts?.commands ?? []);
    this.told.banned(bannedBy(this.alerts, this.news));
  }

  async #tellBanned() {
    const banned = bannedBy(this.alerts, this.news);
    this.told.banned(banned);
    // A file still being written cannot be removed; the sweep after the next staging takes it.
    await this.store.remove(banned).catch((error) => this.journal.note("remove", error.message));
  }

  /** Something in the active set cannot be opened: fetch it again, but do not hammer. */
  repair() {
    if (this.clock.steady() - this.#repairedAt < REPAIR_EVERY_MS) return;
    this.#repairedAt = this.clock.steady();
    this.hurry();
  }

  /** Poll the manifest now rather than at its time. */
  hurry() {
    this.#wake?.();
  }

  /** When the loop that was heard of least lately last turned (steady ms); Infinity while none runs. */
  get turnedAt() {
    return Math.min(...this.#turns.values());
  }

  /** Stop polling and staging; resolves when nothing more is written. */
  async halt() {
    this.#term += 1;
    this.#turns.clear();
    this.#job?.stop.abort();
    await this.#job?.done;
  }

  /** Poll for ever. */
  run() {
    this.#term += 1; // loops of an earlier term (before a new pairing) end by themselves
    const timing = () => (this.pending ?? this.active)?.manifest ?? {};
    this.#turns.clear();
    this.#forever(() => this.poll(), () => (timing().manifest_poll_s ?? 15) * 1_000, RETRY_MOST_MS, true);
    this.#forever(() => this.pollAlerts(), () => (timing().poll_s ?? 3) * 1_000, ALERT_RETRY_MOST_MS, false);
  }

  async #forever(ask, every, most, canHurry) {
    const term = this.#term;
    let failures = 0;
    while (term === this.#term) {
      this.#turns.set(ask, this.clock.steady());
      let status = null;
      try {
        status = await ask();
      } catch (error) {
        // No server, a cut answer, a login page instead of JSON: all the same, the set on disk goes on.
        if (error.name !== "TypeError" && error.name !== "TimeoutError") this.journal.note("sync", error.message);
      }
      if (status === REFUSED) {
        this.#turns.clear();
        await this.told.unpaired();
        return;
      }
      failures = status === 200 || status === 304 ? 0 : failures + 1;
      await this.#rest(jittered(failures ? backoff(failures, every() / 2, Math.max(most, every())) : every()), canHurry);
    }
  }

  #rest(ms, canHurry) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      if (canHurry) {
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      }
    });
  }
}
