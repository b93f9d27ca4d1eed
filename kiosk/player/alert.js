// An emergency over everything: its words as large as the screen allows, and the proof that they were painted.

import { REST_MS, repeat } from "./repeat.js";
import { alertsAt, drift } from "./schedule.js";
import { WORDS, clockTime, speak } from "./text.js";
import { bothOf, fitWords, make } from "./words.js";

const SHIFT_MS = 60_000;
const KEPT = 40;

const twoFrames = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));

/** What to show of `alerts` at `now`: what is no drill comes before every drill, then the newest. Null where nothing is on. */
export function urgentAt(alerts, now) {
  return alertsAt(alerts, "emergency", now).sort((a, b) => Number(a.drill ?? false) - Number(b.drill ?? false))[0] ?? null;
}

/** The layer of emergencies. `show(null)` takes it away. Nothing in it makes a sound, and what lies beneath is stopped. */
export class EmergencyLayer {
  #key = null;
  #words = null;
  #timezone = "Asia/Shanghai";
  #step = 0;

  constructor(root) {
    this.root = root;
    this.shown = null;
    addEventListener("resize", () => this.#fit());
    setInterval(() => this.#shift(), SHIFT_MS);
  }

  /** The campus's name and time zone, from a manifest. */
  brand({ campus = {}, branding = null, timezone }) {
    this.#timezone = timezone ?? this.#timezone;
    this.campus = [campus.name_zh, branding ? branding.name : campus.name_en].filter(Boolean).join("  ");
  }

  show(alert) {
    const key = alert && JSON.stringify({ ...alert, until: null });
    const before = this.shown;
    this.shown = alert;
    if (key === this.#key) {
      if (alert && alert.until !== before.until) this.root.querySelector(".alert-when").textContent = this.#when(alert);
      return; // prolonged: the words stay where they stand
    }
    this.#key = key;
    this.root.hidden = !alert;
    this.root.replaceChildren();
    if (!alert) return;
    this.root.dataset.id = alert.id;
    this.root.dataset.drill = String(Boolean(alert.drill));
    const band = make("p", "alert-band pair");
    speak(band, alert.drill ? WORDS.drill : WORDS.urgent);
    this.#words = bothOf(alert);
    this.root.append(band, this.#words, this.#foot(alert));
    this.#fit();
  }

  #foot(alert) {
    const foot = make("p", "alert-foot");
    foot.append(make("span", "alert-campus", this.campus ?? ""), make("span", "alert-when", this.#when(alert)));
    return foot;
  }

  #when(alert) {
    const at = alert.at ? `${clockTime(alert.at, this.#timezone)} ${WORDS.since[0]}` : "";
    const until = alert.until ? `${clockTime(alert.until, this.#timezone)} ${WORDS.ends[0]}` : "";
    return [at, until].filter(Boolean).join("　");
  }

  #fit() {
    if (!this.root.hidden && this.#words) fitWords(this.#words);
  }

  #shift() {
    const { x, y } = drift((this.#step += 1));
    this.root.style.setProperty("--shift-x", `${x}px`);
    this.root.style.setProperty("--shift-y", `${y}px`);
  }

  /** Is it on the panel: in a visible window, with nothing over it? */
  get isSeen() {
    if (this.root.hidden || document.visibilityState !== "visible") return false;
    return this.root.contains(document.elementFromPoint(innerWidth / 2, innerHeight / 2));
  }
}

/** The screen's word that an emergency was painted, with which end, and that it is gone; said until the server has taken it. */
export class Painted {
  #rows = new Map();
  #alerts = [];
  #watching = false;

  constructor({ layer, server, state, clock, journal }) {
    Object.assign(this, { layer, server, state, clock, journal });
  }

  recall(rows) {
    for (const row of Array.isArray(rows) ? rows : []) if (row?.id) this.#rows.set(row.id, row);
  }

  /** The emergencies of the newest document: of what is no longer among them it is said that it is gone. */
  list(alerts) {
    this.#alerts = alerts;
  }

  /** After each look: has what is shown been painted, and has what was painted gone? */
  async watch() {
    if (this.#watching) return;
    this.#watching = true;
    try {
      const now = this.clock.now();
      const live = new Set(alertsAt(this.#alerts, "emergency", now).map(({ id }) => id));
      const gone = [...this.#rows.values()].filter((row) => !row.cleared && !live.has(row.id) && this.layer.shown?.id !== row.id);
      for (const row of gone) Object.assign(row, { cleared: now, told: false });
      const { id, until } = this.layer.shown ?? {};
      const row = this.#rows.get(id);
      const fresh = id && (!row || row.cleared || row.until !== until); // prolonged, it may have been gone meanwhile
      if (fresh) {
        await twoFrames();
        if (this.layer.shown?.id !== id || !this.layer.isSeen) return;
        this.#rows.set(id, { id, at: row?.at ?? this.clock.now(), until, cleared: null, told: false });
      }
      if (fresh || gone.length) await this.#keep();
    } finally {
      this.#watching = false;
    }
  }

  async #keep() {
    const rows = [...this.#rows.values()].slice(-KEPT);
    this.#rows = new Map(rows.map((row) => [row.id, row]));
    await this.state.put("painted", rows).catch((error) => this.journal.note("painted", error.message));
  }

  /** Say what was not taken yet; true where nothing is left to say. */
  async settle() {
    const open = [...this.#rows.values()].filter((row) => !row.told);
    if (!open.length) return true;
    const iso = (ms) => (ms ? new Date(ms).toISOString() : null);
    const painted = open.map(({ id, at, cleared, until }) => ({ id, at: iso(at), cleared: iso(cleared), until: until ?? null }));
    const { status, body } = await this.server.post("painted", { painted });
    if (status !== 200) return false;
    const taken = new Set(body?.accepted ?? []);
    const same = (row, said) => iso(row.cleared) === said.cleared && (row.until ?? null) === said.until;
    for (const [i, row] of open.entries()) if (taken.has(row.id) && same(row, painted[i])) row.told = true;
    await this.#keep();
    return open.every((row) => row.told);
  }

  run() {
    repeat(async () => ((await this.settle()) ? 0 : REST_MS), { ...this, code: "painted" });
  }
}
