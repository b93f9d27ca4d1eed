// When what plays: the windows of a manifest, each with the round of items that plays in it, and the one that plays once the
// screen was without its server for too long. The server has resolved day-parts, calendar, priority and weights (kiosk/timetable.py);
// here is only the clock. Pure: the caller brings it.

const at = (iso, otherwise) => (iso == null ? otherwise : Date.parse(iso));

/** A timetable from a manifest, or from a bare list of items, which plays in its order all the time. */
export function timetable({ items = [], rounds = null, windows = null }) {
  if (!rounds || !windows) return [{ from: -Infinity, until: Infinity, round: items, evergreen: items.filter((item) => item.evergreen !== false), off: false }];
  const known = new Map(items.map((item) => [item.key, item]));
  const made = rounds.map((keys) => keys.map((key) => known.get(key)).filter(Boolean));
  return windows.map((one) => ({
    from: at(one.from, -Infinity),
    until: at(one.until, Infinity),
    round: made[one.round] ?? [],
    evergreen: made[one.evergreen] ?? [],
    off: Boolean(one.off),
  }));
}

const NOTHING = { from: -Infinity, until: Infinity, round: [], evergreen: [], off: false };

/** The window of `now` (ms since 1970, server time); outside of all of them nothing plays. */
export function windowAt(table, now) {
  return table.find(({ from, until }) => from <= now && now < until) ?? NOTHING;
}

/** What plays in a window, in order, each item as often as it comes in a round. */
export function roundOf(window, alone = false) {
  return alone ? window.evergreen : window.round;
}

/**
 * What to play after `last` ({key, index} of what was played, null at the start): {item, index}, or null where nothing may be;
 * `may(item)` leaves items out. Where the round is another one now, from the first place of that item on, else from its start.
 */
export function turnAfter(round, last, may) {
  const same = last && round[last.index]?.key === last.key;
  const start = (same ? last.index : round.findIndex((item) => item.key === last?.key)) + 1;
  for (let i = 0; i < round.length; i += 1) {
    const index = (start + i) % round.length;
    if (may(round[index])) return { item: round[index], index };
  }
  return null;
}
