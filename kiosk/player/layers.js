// What lies under and over the pictures: the campus's ground, the pairing code.

import { crest } from "./brand.js";
import { drift, themeAt } from "./schedule.js";
import { WORDS, speak } from "./text.js";

const $ = (id) => document.getElementById(id);
const SHIFT_MS = 60_000;

/** The ground that shows when nothing else does: the campus by name, never black. */
export class Ground {
  #timezone = "Asia/Shanghai";

  constructor(clock) {
    this.clock = clock;
    this.step = 0;
    this.place({});
    setInterval(() => this.#tick(), 1_000);
    setInterval(() => this.#shift(), SHIFT_MS);
  }

  /** Take the university's name, this screen's place and how it hangs from a manifest. */
  place({ campus = {}, fallback = {}, screen = {}, timezone }) {
    this.#timezone = timezone ?? this.#timezone;
    document.body.dataset.rotation = String(screen.rotation ?? 0);
    speak($("campus"), [campus.name_zh ?? WORDS.name[0], campus.name_en ?? WORDS.name[1]]);
    speak($("ground-title"), [fallback.title_zh ?? "", fallback.title_en ?? ""]);
    speak($("ground-line"), [fallback.line_zh ?? "", fallback.line_en ?? ""]);
    $("place").textContent = [screen.place, screen.name].filter(Boolean).join(" · ");
    this.#tick();
  }

  /** Wear a campus's name and logo (brand.js). */
  wear(worn) {
    wearOn(document, worn);
  }

  /** One quiet line at the foot: connecting, preparing 3 / 12, or nothing. */
  status(pair, count = "") {
    speak($("status"), pair ? pair.map((words) => (count ? `${words} ${count}` : words)) : []);
  }

  #tick() {
    const now = this.clock.now();
    const parts = { timeZone: this.#timezone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
    $("hour").textContent = new Intl.DateTimeFormat("zh-CN", parts).format(now);
    const day = { timeZone: this.#timezone, month: "long", day: "numeric", weekday: "long" };
    $("day").textContent = new Intl.DateTimeFormat("zh-CN", day).format(now);
    document.body.dataset.theme = themeAt(now, this.#timezone);
  }

  #shift() {
    const { x, y } = drift((this.step += 1), 12);
    document.documentElement.style.setProperty("--walk-x", `${x}px`);
    document.documentElement.style.setProperty("--walk-y", `${y}px`);
  }
}

/** The campus on the ground of a page: its logo beside the university's name, its own below. */
export function wearOn(page, worn) {
  const made = crest(worn);
  page.getElementById("crest").replaceChildren(...(made ? [made] : []));
  speak(page.getElementById("site"), worn ? [worn.name, worn.name_en].filter(Boolean) : []);
}

/** The pairing page. */
export function showPairing({ code, trouble }) {
  const layer = $("pairing");
  layer.hidden = false;
  layer.dataset.code = code ?? "";
  const halves = code ? [code.slice(0, 4), code.slice(4)] : ["····", "····"];
  $("code").replaceChildren(
    ...halves.map((half) => {
      const span = document.createElement("span");
      span.textContent = half;
      return span;
    }),
  );
  speak($("pairing-title"), WORDS.pairTitle);
  speak($("pairing-how"), WORDS.pairHow);
  speak($("pairing-note"), WORDS[trouble ?? "pairTerm"]);
  $("pairing-host").textContent = location.host;
}

/** Say large which screen this is: {id, name, place}; null takes it away. */
export function showIdentity(screen) {
  $("identify").hidden = !screen;
  $("identify-number").textContent = screen ? String(screen.id) : "";
  $("identify-name").textContent = screen?.name ?? "";
  $("identify-place").textContent = screen?.place ?? "";
}

export function hidePairing() {
  $("pairing").hidden = true;
  $("pairing").dataset.code = "";
}

/** Say that nothing can be played here, and what to do. */
export function showRefusal(title, how) {
  $("refusal").hidden = false;
  speak($("refusal-title"), WORDS[title]);
  speak($("refusal-how"), WORDS[how]);
}
