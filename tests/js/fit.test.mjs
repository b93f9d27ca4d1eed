import assert from "node:assert/strict";
import { test } from "node:test";
import { cropLoss, ems, fitOf, pages, readingMs, shorten, titleSize } from "../../kiosk/player/fit.js";
import { shareOf } from "../../kiosk/player/panel.js";
import { byline, dateInWords } from "../../kiosk/player/text.js";

test("a picture fills when less than 16 per cent is lost: 3:2 does on a wide screen, 4:3 does not", () => {
  assert.equal(cropLoss(1920, 1080, 1920, 1080), 0);
  assert.equal(fitOf(3, 2, 1920, 1080), "fill"); // 15.6 per cent
  assert.equal(fitOf(4, 3, 1920, 1080), "inset"); // 25 per cent
  assert.equal(fitOf(1600, 1000, 1920, 1080), "fill");
  assert.equal(fitOf(1000, 1600, 1080, 1920), "fill");
});

test("a tall picture on a wide screen has its words beside it; a wide one on a tall screen does not", () => {
  assert.equal(fitOf(1440, 1920, 1920, 1080), "side");
  assert.equal(fitOf(1920, 1280, 1080, 1920), "inset");
  assert.equal(fitOf(0, 0, 1920, 1080), "inset");
});

test("Chinese characters are wide, Latin ones about half", () => {
  assert.equal(ems("南湖大学"), 4);
  assert.ok(ems("Nanhu") < 3);
  assert.equal(ems("，。"), 2);
});

test("short titles are set large", () => {
  assert.deepEqual(["校园消防演练", "秋日的南湖，银杏大道上的第一节课", "一".repeat(30)].map(titleSize), ["l", "m", "s"]);
});

test("a long text is cut between graphemes, never inside one, and ends cleanly", () => {
  assert.equal(shorten("校园消防演练", 10), "校园消防演练");
  assert.equal(shorten("清晨，师生走向教学楼", 4), "清晨…");
  assert.equal(shorten("👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 9).endsWith("👦…"), true);
});

test("pages hold at most what was asked, end after a clause, and lose nothing", () => {
  const text = "因管网检修，今晚二十二时至次日六时停水，请提前储水。食堂和浴室照常开放，如有问题请致电后勤服务热线。";
  const all = pages(text, 30);
  assert.equal(all.join(""), text);
  assert.ok(all.every((page) => ems(page) <= 30));
  assert.ok(all.every((page) => /[。，]$/.test(page)));
  assert.deepEqual(pages("", 30), [""]);
});

test("a page stays for six characters a second and never under four seconds", () => {
  assert.equal(readingMs("一".repeat(60)), 10_000);
  assert.equal(readingMs("好"), 4_000);
});

test("the quiet line names department, who, and when, and leaves out what is not known", () => {
  const item = { kind: "photo", department: "保卫处", credit: "周宁", date: "2026-03-01T09:15:00" };
  assert.deepEqual(byline(item), ["保卫处", "摄影 周宁", "2026年3月1日"]);
  assert.deepEqual(byline({ kind: "video", credit: "", department: "图书馆", date: null }), ["图书馆"]);
  assert.equal(dateInWords("去年秋天"), "去年秋天");
});

test("beside its words a picture takes the side that its shape asks for, from two fifths to two thirds", () => {
  const [wide, tall] = [{ width: 1920, height: 1080 }, { width: 1080, height: 1920 }];
  assert.equal(shareOf({ width: 3000, height: 2000 }, wide), 0.66);
  assert.equal(shareOf({ width: 2000, height: 2000 }, wide), 0.5625);
  assert.equal(shareOf({ width: 1000, height: 3000 }, wide), 0.4);
  assert.equal(shareOf({ width: 1000, height: 1000 }, tall), 0.5625);
  assert.equal(shareOf({}, tall), 0.66);
});
