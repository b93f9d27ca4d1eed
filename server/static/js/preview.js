// A board as a screen would show it: the player's own stage and loop, fed by this page instead of a verified store.

import { Brand } from "/kiosk/player/brand.js";
import { playable } from "/kiosk/player/check.js";
import { Clock } from "/kiosk/player/clock.js";
import { Director } from "/kiosk/player/director.js";
import { wearOn } from "/kiosk/player/layers.js";
import { longerSide, sharpened } from "/kiosk/player/sharp.js";
import { Stage } from "/kiosk/player/stage.js";
import { Strikes } from "/kiosk/player/strikes.js";

const { manifest: address, media, logo, at } = document.body.dataset;
const FRESH_MS = 15_000;

const storeOf = (place) => ({
  async open(file) {
    const answer = await fetch(place.replace(/0{64}/, file.sha256), { credentials: "same-origin" });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    return new Blob([await answer.blob()], { type: file.media_type });
  },
});

const ahead = Date.parse(at) - Date.now(); // the moment that was asked for, from which on time goes by as ever
const clock = new Clock({ wall: () => Date.now() + ahead });
const brand = new Brand(storeOf(logo), { note: (code, text) => console.warn(code, text) });
brand.changed = (worn) => wearOn(document, worn);
const stage = new Stage(document.getElementById("frame"), storeOf(media), clock, brand);
const told = {
  played() {},
  missing() {},
  changed() {
    document.body.dataset.mode = stage.shown ? "playing" : director.off ? "off" : "fallback";
    document.body.dataset.item = stage.shown?.item.key ?? "";
  },
};
const journal = { note: (code, text) => console.warn(code, text) };
const strikes = new Strikes({ now: () => clock.now() });
const director = new Director({ stage, clock, journal, strikes, told });

async function refresh() {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const manifest = await answer.json();
  const { revision, items, rounds, windows } = sharpened(playable(manifest), longerSide(window));
  if (revision === director.revision) return;
  brand.take(manifest);
  director.apply({ revision, items, rounds, windows });
}

document.querySelector(".preview-back").hidden = window.top !== window;
await refresh();
setInterval(() => refresh().catch(() => {}), FRESH_MS);
window.addEventListener("message", (event) => {
  if (event.origin === location.origin && event.data === "refresh") refresh();
});
director.run();
