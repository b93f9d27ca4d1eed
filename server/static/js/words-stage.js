// What stands on a screen, drawn by the player's own code; the page around it tells the words (words-preview.js).

import { EmergencyLayer } from "/kiosk/player/alert.js";
import { wordsAt } from "/kiosk/player/countdown.js";
import { NoticeBand, NoticeScene } from "/kiosk/player/notice.js";

const { campus, campusEn, zone } = document.body.dataset;
const emergency = new EmergencyLayer(document.getElementById("emergency"));
emergency.brand({ campus: { name_zh: campus, name_en: campusEn }, timezone: zone });
const frame = document.getElementById("frame");
const band = new NoticeBand(document.getElementById("band"));
let page = null;

/** The page in its turn, or the band over the campus's own ground, as while other things are shown. */
function show(notice, asBand) {
  page?.release();
  page = null;
  band.show(asBand ? [{ key: "N0", sha256: JSON.stringify(notice), ...notice, title: notice.counts?.title ?? notice.title, title_en: notice.counts?.title_en ?? notice.title_en }] : [], 0);
  if (asBand) return;
  page = new NoticeScene(wordsAt(notice, Date.now(), zone), "");
  frame.append(page.root);
  page.attached();
}

window.addEventListener("message", ({ origin, data }) => {
  if (origin !== location.origin) return;
  if (data?.alert) emergency.show(data.alert);
  if (data?.notice) show(data.notice, data.band);
});
addEventListener("resize", () => page?.attached());
parent.postMessage("ready", location.origin);
