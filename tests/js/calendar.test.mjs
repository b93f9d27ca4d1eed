import assert from "node:assert/strict";
import { test } from "node:test";
import { ahead, dayOf, dayWords } from "../../kiosk/player/calendar.js";
import { faultOf, playable } from "../../kiosk/player/check.js";

const event = (title, from, until = from) => ({ title, place: "", from, until });

test("what is over is left out by the campus's own day, and what lasts is still on", () => {
  const today = dayOf(Date.parse("2026-11-29T17:00:00Z"), "Asia/Shanghai");
  assert.equal(today, "2026-11-30");
  const events = [event("后天", "2026-12-02"), event("昨天", "2026-11-29"), event("这几天", "2026-11-28", "2026-11-30")];
  assert.deepEqual(ahead(events, today).map(({ title }) => title), ["这几天", "后天"]);
  assert.deepEqual(dayWords("2026-12-02"), { day: "2", rest: "12月 周三" });
});

test("the calendar comes to those items alone that lie beside it, and one with an odd day is refused", () => {
  const calendar = [event("运动会", "2026-12-02")];
  const item = { key: "1-V1", kind: "photo", layout: "calendar" };
  const manifest = { revision: "r", timezone: "Asia/Shanghai", calendar, items: [item, { ...item, key: "1-V2", layout: "full" }] };
  assert.deepEqual(playable(manifest).items.map((one) => one.calendar), [calendar, undefined]);
  assert.equal(faultOf({ revision: "r", items: [], calendar: [event("x", "2026-13-01")] }), "calendar");
});
