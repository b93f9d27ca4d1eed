// A calendar of what is ahead on campus, beside a picture. Its days are the campus's own.

import { shorten } from "./fit.js";
import { WORDS, byline, speak } from "./text.js";
import { make } from "./words.js";

const MOST = 7;
const TITLE_EMS = 30;

/** The day of a moment where the campus is, as 2026-11-29. */
export function dayOf(now, timeZone) {
  return new Intl.DateTimeFormat("sv-SE", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" }).format(now);
}

/** Those of some events that are not over on `today`, the soonest first. */
export function ahead(events, today) {
  return events.filter(({ until }) => until >= today).sort((a, b) => a.from.localeCompare(b.from)).slice(0, MOST);
}

/** Day of the month, and month with weekday, of an ISO day. */
export function dayWords(iso) {
  const [, month, day] = iso.split("-").map(Number);
  const weekday = new Intl.DateTimeFormat("zh-CN", { timeZone: "UTC", weekday: "short" }).format(Date.parse(iso));
  return { day: String(day), rest: `${month}月 ${weekday}` };
}

function row(event, today) {
  const line = make("li", "ahead");
  const isToday = event.from <= today;
  const { day, rest } = dayWords(isToday ? today : event.from);
  line.dataset.today = String(isToday);
  const when = make("p", "ahead-when");
  when.append(make("span", "ahead-day", day), make("span", "ahead-rest", isToday ? WORDS.today[0] : rest));
  const what = make("div", "ahead-what");
  what.append(make("p", "ahead-title", shorten(event.title, TITLE_EMS)));
  if (event.place) what.append(make("p", "ahead-place", event.place));
  line.append(when, what);
  return line;
}

export class CalendarPanel {
  /** The picture leaves it more room than it does words. */
  most = 0.54;
  #list = make("ol", "ahead-list");

  constructor(item, events, today) {
    this.root = make("figcaption", "panel calendar");
    const head = make("h2", "ahead-head pair");
    speak(head, WORDS.ahead);
    this.#list.append(...events.map((event) => row(event, today)));
    const foot = make("div", "panel-foot");
    foot.append(...[item.title && shorten(item.title, TITLE_EMS), byline({ ...item, date: null }).join("　")].filter(Boolean).map((text) => make("span", "", text)));
    this.root.append(head, this.#list, foot);
  }

  /** It lies on the screen: only whole lines stay. */
  attached() {
    while (this.#list.children.length > 1 && this.#list.scrollHeight > this.#list.clientHeight) this.#list.lastChild.remove();
  }

  start() {}

  seek() {}

  release() {}
}
