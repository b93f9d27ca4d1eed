// The clock: codes are fetched ahead with the server's time; each is shown in its own second, and none when it is late.

const SYNC_MS = 5_000;
const SLIP_MS = 400; // this machine slept or its clock was set: what was measured no longer holds
const KEPT = 8;
const SIDE = 25;

const face = document.getElementById("clock");
const dark = face.querySelector(".clock-dark");
const time = document.getElementById("clock-time");
const day = document.getElementById("clock-day");
const full = document.getElementById("clock-full");
const language = document.documentElement.lang;
const asTime = new Intl.DateTimeFormat("en-GB", { timeZone: face.dataset.zone, hour: "2-digit", minute: "2-digit", second: "2-digit" });
const asDay = new Intl.DateTimeFormat(language, { timeZone: face.dataset.zone, dateStyle: "full" });

let measured = []; // {offset, trip}: the server's time less performance.now(), and the round trip that it was measured by
let slip = Date.now() - performance.now();
const codes = new Map();

/** Ask for codes; of the latest answers the one that came back quickest tells the time best. */
async function sync() {
  const asked = performance.now();
  const answer = await fetch(face.dataset.codes, { cache: "no-store", headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  const told = await answer.json();
  const trip = performance.now() - asked;
  measured = [{ offset: told.now - (asked + trip / 2), trip }, ...measured].slice(0, KEPT);
  for (const { at, rows } of told.codes) codes.set(at, rows);
  for (const at of codes.keys()) if (at < told.now - 5_000) codes.delete(at);
}

function serverNow() {
  const best = measured.reduce((one, other) => (other.trip < one.trip ? other : one));
  return performance.now() + best.offset;
}

function draw() {
  const here = Date.now() - performance.now();
  if (Math.abs(here - slip) > SLIP_MS) measured = [];
  slip = here;
  if (!measured.length) {
    face.dataset.state = codes.size ? "late" : "starting";
    return setTimeout(draw, 100);
  }
  const now = serverNow();
  const second = Math.floor(now / 1000) * 1000;
  const rows = codes.get(second);
  if (rows) {
    if (face.dataset.second !== String(second)) dark.setAttribute("d", path(rows));
    face.dataset.second = second;
    time.textContent = asTime.format(second);
    day.textContent = asDay.format(second);
  }
  face.dataset.state = rows ? "showing" : "late";
  return setTimeout(draw, Math.max(5, 1000 - (now - second)));
}

/** The code's dark squares as one path: a run of squares in a row is one rectangle. */
function path(rows) {
  let drawn = "";
  for (let y = 0; y < SIDE; y += 1) {
    const bits = parseInt(rows.slice(y * 7, y * 7 + 7), 16).toString(2).padStart(SIDE, "0");
    for (const run of bits.matchAll(/1+/g)) drawn += `M${run.index} ${y}h${run[0].length}v1h-${run[0].length}z`;
  }
  return drawn;
}

async function keepInStep() {
  await sync().catch(() => {});
  setTimeout(keepInStep, measured.length ? SYNC_MS : 1_000);
}

async function stayAwake() {
  if (document.visibilityState !== "visible") return;
  await navigator.wakeLock?.request("screen").catch(() => {});
}

if (document.fullscreenEnabled) {
  full.hidden = false;
  full.addEventListener("click", () => document.documentElement.requestFullscreen().catch(() => {}));
}
document.addEventListener("visibilitychange", () => {
  stayAwake();
  if (document.visibilityState === "visible") sync().catch(() => {});
});
stayAwake();
keepInStep();
draw();
