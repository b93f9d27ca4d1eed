// What is on, and what comes next. Pure: the caller brings the clock (ms since 1970, server time).

const PHOTO_MS = 10_000;
const LEAST_MS = 2_000;

const at = (iso, otherwise) => (iso == null ? otherwise : Date.parse(iso));

/** Is `thing` inside its window at `now`? `from` belongs to it, `until` does not; null is open; nonsense is never. */
export function isLive(thing, now) {
  return at(thing.from, -Infinity) <= now && now < at(thing.until, Infinity);
}

const fileOf = ({ sha256, bytes, media_type, chunks }) => ({ sha256, bytes, media_type, chunks });

/** Every file that an item needs: its own, its poster's, its pictures' and pages', those of its parts. Words have none. */
export function filesOf(item) {
  if (item.parts) return item.parts.flatMap(filesOf);
  const more = [item.poster, ...(item.pictures ?? []), ...(item.pages ?? [])].filter(Boolean);
  return [...(item.bytes > 0 ? [item] : []), ...more].map(fileOf);
}

/** Each file of a set once, in the order in which it will be wanted. */
export function filesOfSet(items) {
  const files = new Map();
  for (const item of items) for (const file of filesOf(item)) files.set(file.sha256, file);
  return [...files.values()];
}

/** All of a manifest that has files: its items, and the logo that is shown with them. */
export function heldOf({ items, branding }) {
  return branding?.logo ? [...items, branding.logo] : items;
}

/** Does the item, or a part of it, use a file, or is it words, whose hash is in `hashes` (a Set)? */
export function touches(item, hashes) {
  if (item.parts?.some((part) => touches(part, hashes))) return true;
  return hashes.has(item.sha256) || filesOf(item).some((file) => hashes.has(file.sha256));
}

/** Is exactly this item (text included) still in the set and in its window? */
export function stillHolds(items, item, now) {
  const same = items.find((other) => other.key === item.key);
  return same !== undefined && isLive(item, now) && JSON.stringify(same) === JSON.stringify(item);
}

/** How long an item stays, ms. A film without a length plays to its end. */
export function lengthOf(item) {
  if (item.kind === "video") return item.duration_ms > 0 ? item.duration_ms : Infinity;
  return Math.max(item.duration_ms || PHOTO_MS, LEAST_MS);
}

/** The alerts of `level` that are on now, newest first. */
export function alertsAt(alerts, level, now) {
  return alerts
    .filter((alert) => alert.level === level && isLive(alert, now))
    .sort((a, b) => at(b.from, 0) - at(a.from, 0));
}

/** Hashes that must not be shown: those the tiny resource names and those the newest manifest names. */
export function bannedBy(alerts, manifest) {
  return new Set([...(alerts?.withdrawn ?? []), ...(manifest?.withdrawn ?? [])]);
}

/** "night" from 22:00 to 06:00 where the campus is, else "day". */
export function themeAt(now, timezone) {
  const hour = Number(new Intl.DateTimeFormat("en-GB", { timeZone: timezone, hour: "2-digit", hourCycle: "h23" }).format(now));
  return hour >= 22 || hour < 6 ? "night" : "day";
}

/** Where to move what stands still, in px: a slow walk over `reach`, so that no edge burns into a panel. */
export function drift(step, reach = 6) {
  const walk = [0, 1, 2, 1, 0, -1, -2, -1];
  return { x: (walk[step % 8] * reach) / 2, y: (walk[(step + 2 + Math.floor(step / 8)) % 8] * reach) / 2 };
}
