import assert from "node:assert/strict";
import { test } from "node:test";
import { faultOf } from "../../kiosk/player/check.js";
import { filesOfSet, heldOf } from "../../kiosk/player/schedule.js";

const [PHOTO, LOGO] = ["a".repeat(64), "b".repeat(64)];
const photo = { key: "1-V1", kind: "photo", sha256: PHOTO, bytes: 9, media_type: "image/jpeg", chunks: [PHOTO], duration_ms: 8_000 };
const logo = { sha256: LOGO, bytes: 5, media_type: "image/png", chunks: [LOGO], width: 512, height: 512, plate: "light" };
const branding = { name: "东校区", name_en: "East Campus", accent: "#8a1538", on_dark: "#e34877", logo };
const manifest = (more) => ({ revision: "r", items: [photo], branding: { ...branding, ...more } });

test("a campus's logo belongs to its set: it is fetched and kept like the items", () => {
  const names = (one) => filesOfSet(heldOf(one)).map(({ sha256 }) => sha256);
  assert.deepEqual(names(manifest({})), [PHOTO, LOGO]);
  assert.deepEqual(names(manifest({ logo: null })), [PHOTO]);
  assert.deepEqual(names({ items: [photo] }), [PHOTO]);
});

test("a manifest whose branding makes no sense is refused whole; without any, or without a logo, it is sound", () => {
  assert.equal(faultOf(manifest({})), null);
  assert.equal(faultOf(manifest({ logo: null })), null);
  assert.equal(faultOf({ ...manifest({}), branding: undefined }), null);
  for (const more of [{ name: "" }, { name_en: 7 }, { accent: "red" }, { on_dark: "url(x)" }, { logo: {} }, { logo: { ...logo, width: 0 } }, { logo: { ...logo, chunks: [] } }, { logo: { ...logo, sha256: "x" } }]) {
    assert.equal(faultOf(manifest(more)), "branding", JSON.stringify(more));
  }
});
