// Where the screens of one group are, without talking to each other: the round of their items is laid over server time
// from 1970 on, so whoever has the same set and the same time is at the same place. Pure: the caller brings the clock.

import { isLive, lengthOf } from "./schedule.js";
import { roundOf, windowAt } from "./timetable.js";

/** What has less left of its place than this is not begun. */
export const LEAST_LEFT_MS = 1_000;
const OVERHANG_MS = 1_800_000; // what began before a window plays to its end, but nobody looks for longer films than this

function placeAt(items, now) {
  const live = items.filter((item) => isLive(item, now));
  const round = live.reduce((sum, item) => sum + lengthOf(item), 0);
  if (!(round > 0 && round < Infinity)) return null; // nothing is on, or a film whose length nobody knows
  let into = now % round;
  for (const item of live) {
    const length = lengthOf(item);
    if (into < length) return { item, begins: now - into, ends: now - into + length, round: items };
    into -= length;
  }
  return null;
}

function placeIn(table, now, alone) {
  const window = windowAt(table, now);
  const before = now - window.from < OVERHANG_MS ? placeIn(table, window.from - 1, alone) : null;
  return before && before.ends > now && isLive(before.item, now) ? before : placeAt(roundOf(window, alone), now);
}

/**
 * The place of a timetable at `now` (ms since 1970, server time): {item, begins, ends, round}, or null where what is on makes
 * no round. What began before a window plays to its end. Where less than a second of a place is left, as after a change of the
 * set, the place after it, begun early. `alone` is a screen whose lease is over.
 */
export function place(table, now, alone = false) {
  const here = placeIn(table, now + 1, alone); // an end belongs to what comes next
  return here && here.ends - now < LEAST_LEFT_MS ? placeIn(table, here.ends + 1, alone) : here;
}

/** Do two places end at the same moment? */
export function sameEnd(a, b) {
  return Math.abs(a - b) < 5;
}

/** `items` from the one with this key on, round to the one before it. */
export function from(items, key) {
  const start = Math.max(0, items.findIndex((item) => item.key === key));
  return [...items.slice(start), ...items.slice(0, start)];
}
