// Is a document what our server makes? Between a screen and its server stand proxies, captive portals and half-done
// deployments, and all of them answer 200. What does not fit is refused whole, and the last good one stays.

import { checkShape } from "./verify.js";

/** What this player can show. Items of other kinds are left out: an older player must not go blank over a newer server. */
export const KINDS = new Set(["photo", "video", "notice", "story", "poster", "mosaic", "sheets"]);
const PART_KINDS = new Set(["photo", "story"]);
const ITEMS_MOST = 5_000;
const EVENTS_MOST = 100;
const WINDOWS_MOST = 5_000;
const PLACES_MOST = 500_000;
const TEXTS = ["title", "caption", "credit", "department", "date", "alt", "color"];
const WORDS = ["title_en", "body", "body_en", "line", "line_en"];
const POLLS = ["poll_s", "manifest_poll_s"];
const PARTS = ["screen", "campus", "fallback"];

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isName = (value) => typeof value === "string" && value.length > 0 && value.length <= 200;
const isHash = (value) => typeof value === "string" && /^[0-9a-f]{64}$/.test(value);
const areHashes = (value) => Array.isArray(value) && value.every(isHash);
const isText = (value) => value == null || typeof value === "string";
const isMoment = (value) => value == null || (typeof value === "string" && !Number.isNaN(Date.parse(value)));
const isLength = (value) => value == null || (Number.isFinite(value) && value >= 0);
const isWait = (value) => value === undefined || (value >= 0.1 && value <= 3_600);

function isZone(value) {
  if (value === undefined) return true;
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone: value }));
  } catch {
    return false;
  }
}

function isCommand(value) {
  return isObject(value) && Number.isInteger(value.id) && isName(value.deed) && typeof value.until === "string" && isMoment(value.until);
}

function isFile(value) {
  if (!isObject(value) || !isText(value.media_type) || !Array.isArray(value.chunks)) return false;
  if (value.large != null && !(isFile(value.large) && value.large.width > 0 && value.large.height > 0)) return false;
  try {
    checkShape(value);
    return true;
  } catch {
    return false;
  }
}

const areFiles = (value) => Array.isArray(value) && value.every(isFile);
const isNotice = (item) => WORDS.every((name) => isText(item[name])) && isMoment(item.starts) && (item.counts == null || isObject(item.counts));
const isStory = (item) => isText(item.text) && isLength(item.head_ms) && areFiles(item.pictures);
const isComposite = ({ parts }) => Array.isArray(parts) && parts.length > 1 && parts.every((one) => isObject(one) && PART_KINDS.has(one.kind) && isItem(one));
const OF_WORDS = { notice: isNotice, story: isStory, mosaic: isComposite, sheets: isComposite };
const arePages = (value) => Array.isArray(value) && value.length > 0 && value.every((page) => isFile(page) && page.width > 0 && page.height > 0 && page.ms > 0);
const isWords = (item) => Object.hasOwn(OF_WORDS, item.kind) && isHash(item.sha256) && OF_WORDS[item.kind](item);

function isItem(item) {
  return (
    isName(item.key) &&
    (isWords(item) || isFile(item)) &&
    (item.poster == null || isFile(item.poster)) &&
    (item.kind !== "poster" || arePages(item.pages)) &&
    [item.from, item.until].every(isMoment) &&
    isLength(item.duration_ms) &&
    TEXTS.every((name) => isText(item[name]))
  );
}

/** Rounds are lists of keys; each window names two of them. A manifest without any plays its items in their order. */
function areTimes({ rounds, windows }) {
  if (rounds === undefined && windows === undefined) return true;
  if (!Array.isArray(rounds) || !Array.isArray(windows) || windows.length > WINDOWS_MOST) return false;
  if (!rounds.every((round) => Array.isArray(round) && round.every(isName))) return false;
  if (rounds.reduce((sum, round) => sum + round.length, 0) > PLACES_MOST) return false;
  const isRound = (value) => Number.isInteger(value) && value >= 0 && value < rounds.length;
  return windows.every((one) => isObject(one) && [one.from, one.until].every(isMoment) && isRound(one.round) && isRound(one.evergreen));
}

const isDay = (value) => /^\d{4}-\d\d-\d\d$/.test(value) && isMoment(value);
const isEvent = (one) => isObject(one) && isName(one.title) && isText(one.place) && isDay(one.from) && isDay(one.until);
const areEvents = (value) => Array.isArray(value) && value.length <= EVENTS_MOST && value.every(isEvent);

function isAlert(alert) {
  return isObject(alert) && isName(alert.level) && [alert.title, alert.body].every(isText) && [alert.from, alert.until].every(isMoment);
}

const isColour = (value) => value == null || (typeof value === "string" && /^#[0-9a-f]{6}$/i.test(value));
const isLogo = (logo) => logo == null || (isFile(logo) && logo.width > 0 && logo.height > 0 && isText(logo.plate));
const isBranding = (one) => one == null || (isObject(one) && isName(one.name) && isText(one.name_en) && [one.accent, one.on_dark].every(isColour) && isLogo(one.logo));

/** Why a manifest may not be taken, in a word or two; null when it is sound. No items at all is sound: a board was emptied. */
export function faultOf(manifest) {
  if (!isObject(manifest)) return "no document";
  if (!isName(manifest.revision)) return "revision";
  if (!Array.isArray(manifest.items) || manifest.items.length > ITEMS_MOST || !manifest.items.every(isObject)) return "items";
  if (!areHashes(manifest.withdrawn ?? [])) return "withdrawn";
  if (!POLLS.every((name) => isWait(manifest[name]))) return "poll";
  if (!isZone(manifest.timezone)) return "timezone";
  if (!areTimes(manifest)) return "windows";
  if (!areEvents(manifest.calendar ?? [])) return "calendar";
  if (!isLength(manifest.lease_days)) return "lease";
  if (!isBranding(manifest.branding)) return "branding";
  const odd = PARTS.find((name) => manifest[name] !== undefined && !isObject(manifest[name]));
  if (odd) return odd;
  const known = manifest.items.filter(({ kind }) => KINDS.has(kind));
  const bad = known.find((item) => !isItem(item));
  if (bad) return `item ${String(bad.key).slice(0, 40)}`;
  return new Set(known.map(({ key }) => key)).size === known.length ? null : "two items with one key";
}

/** A sound manifest without the items that this player cannot show, with the calendar at those that lie beside it. */
export function playable(manifest) {
  const { calendar, timezone } = manifest;
  const beside = (item) => (calendar && item.layout === "calendar" ? { ...item, calendar, timezone } : item.counts ? { ...item, timezone } : item);
  return { ...manifest, items: manifest.items.filter(({ kind }) => KINDS.has(kind)).map(beside) };
}

/** Why the tiny resource may not be taken; null when it is sound. */
export function faultOfAlerts(document) {
  if (!isObject(document)) return "no document";
  if (!areHashes(document.withdrawn)) return "withdrawn";
  if (!areHashes(document.confirm ?? [])) return "confirm";
  if (!Array.isArray(document.commands ?? []) || !(document.commands ?? []).every(isCommand)) return "commands";
  if (!Array.isArray(document.alerts) || !document.alerts.every(isAlert)) return "alerts";
  return document.manifest == null || isName(document.manifest) ? null : "manifest";
}

/**
 * "ours" when an answer is our own server's word that this is no screen of its (any more), "strange" when it is the word
 * of another installation, null for whatever a proxy says. `home` is the mark of our installation, null before it is known.
 */
export function refusal({ status, body, home }, known) {
  if (status !== 401 || body?.reason?.code !== "not-a-screen") return null;
  return known == null || home === known ? "ours" : "strange";
}
