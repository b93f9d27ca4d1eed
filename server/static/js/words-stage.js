// What stands on a screen, drawn by the player's own code; the page around it tells the words (words-preview.js).

import { EmergencyLayer } from "/kiosk/player/alert.js";

const { campus, campusEn, zone } = document.body.dataset;
const emergency = new EmergencyLayer(document.getElementById("emergency"));
emergency.brand({ campus: { name_zh: campus, name_en: campusEn }, timezone: zone });

window.addEventListener("message", ({ origin, data }) => {
  if (origin !== location.origin) return;
  if (data?.alert) emergency.show(data.alert);
});
parent.postMessage("ready", location.origin);
