// A screen in a campus's dress, drawn by the player's own code; the page around it says what it wears (campus-form.js).

import { Brand } from "/kiosk/player/brand.js";
import { wearOn } from "/kiosk/player/layers.js";
import { NoticeBand, NoticeScene } from "/kiosk/player/notice.js";
import { Scene } from "/kiosk/player/scene.js";
import { StoryScene } from "/kiosk/player/story.js";

const { sample, house, zone } = document.body.dataset;
const BYLINE = { department: house, credit: "", date: new Date().toISOString() };
const WORDS = { zh: ["秋日校园", "图书馆前的银杏黄了，午后常有人停下来拍照。"], notice: ["停水通知", "Water will be cut", "地点：第三教学楼\n时间：今日 14:00–18:00", "Where: building 3\nWhen: today 14:00–18:00"] };
const frame = document.getElementById("frame");
const band = new NoticeBand(document.getElementById("band"));
const clock = { now: () => Date.now(), steady: () => performance.now() };
let logo = null; // the bytes to be worn, from a file that was just chosen or from the server
let scene = null;
let turn = 0;

const brand = new Brand({ open: async () => logo });
brand.changed = (worn) => {
  wearOn(document, worn);
  band.wear(worn);
};

/** Without a picture to try it on: two colours of an autumn day. */
async function picture() {
  if (sample) return (await fetch(sample)).blob();
  const canvas = new OffscreenCanvas(1920, 1280);
  const pen = canvas.getContext("2d");
  const fill = pen.createLinearGradient(0, 0, 0, 1280);
  fill.addColorStop(0, "#9fc3de");
  fill.addColorStop(0.55, "#e9dcc0");
  fill.addColorStop(1, "#b98a3c");
  pen.fillStyle = fill;
  pen.fillRect(0, 0, 1920, 1280);
  return canvas.convertToBlob({ type: "image/jpeg" });
}

const notice = { key: "N0", kind: "notice", sha256: "0", title: WORDS.notice[0], title_en: WORDS.notice[1], body: WORDS.notice[2], body_en: WORDS.notice[3], line: "第三教学楼　今日 14:00–18:00", line_en: "Building 3, today 14:00–18:00", duration_ms: 10_000 };
const photo = { key: "-V0", kind: "photo", sha256: "0", title: WORDS.zh[0], caption: WORDS.zh[1], duration_ms: 10_000, ...BYLINE };
const SCENES = {
  photo: () => new Scene(photo, ""),
  band: () => new Scene(photo, ""),
  words: () => new StoryScene({ ...photo, kind: "story", pictures: [], text: "", head_ms: 10_000 }, ""),
  notice: () => new NoticeScene(notice, ""),
};

async function show(view) {
  const mine = (turn += 1);
  const made = SCENES[view]?.() ?? null;
  if (made) {
    const bitmap = made instanceof Scene ? await picture() : null;
    if (bitmap) Object.assign(made.item, await sizeOf(bitmap));
    await made.prepare(async () => bitmap, { width: frame.clientWidth, height: frame.clientHeight, clock, brand: await brand.ready });
  }
  if (mine !== turn) return made?.release();
  scene?.release();
  scene = made;
  if (made) {
    frame.append(made.root);
    made.attached?.();
  }
  band.show(view === "band" ? [notice] : [], 0);
}

async function sizeOf(blob) {
  const { width, height } = await createImageBitmap(blob);
  return { width, height };
}

window.addEventListener("message", async ({ origin, data }) => {
  if (origin !== location.origin || !data?.branding) return;
  logo = data.logo ?? null;
  const size = logo ? await sizeOf(logo).catch(() => null) : null;
  await brand.take({ branding: { ...data.branding, logo: size && { ...size, plate: data.plate } }, timezone: zone });
  await show(data.view);
});
addEventListener("resize", () => scene?.attached?.());
parent.postMessage("ready", location.origin);
