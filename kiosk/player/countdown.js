// How long it is until a moment, in the campus's own days, and the words of a countdown.

import { dayOf } from "./calendar.js";

const MARK = "{left}";
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** {count, zh, en}: days, on the day itself hours, each begun one counting; null once the moment is there. */
export function leftUntil(to, now, timeZone) {
  if (now >= to) return null;
  const days = Math.round((Date.parse(dayOf(to, timeZone)) - Date.parse(dayOf(now, timeZone))) / DAY_MS);
  const count = days || Math.ceil((to - now) / HOUR_MS);
  const [zh, en] = days ? ["天", "day"] : ["小时", "hour"];
  return { count: String(count), zh, en: count === 1 ? en : `${en}s` };
}

/** The words of a notice at `now`: a countdown's with what is left in them, and what it counts to alone once that is there. */
export function wordsAt(item, now, timeZone) {
  if (!item.counts) return item;
  const left = leftUntil(Date.parse(item.starts), now, timeZone);
  if (!left) return { ...item, title: item.counts.title, title_en: item.counts.title_en };
  const fill = (text, unit) => (text ?? "").replaceAll(MARK, ` ${left.count} ${unit} `).replace(/ +/g, " ").trim();
  return { ...item, title: fill(item.title, left.zh), title_en: fill(item.title_en, left.en), body: fill(item.body, left.zh), body_en: fill(item.body_en, left.en), left };
}
