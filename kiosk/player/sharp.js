// A large panel plays the large rendition of a photo: on 3,840 pixels the usual 1,920 are soft, and its letters more than its
// faces. Chosen once, when a manifest comes, so that all else knows of one file for each picture.

const USUAL = 1_920;

/** The pixels of this panel's longer side. */
export function longerSide({ innerWidth, innerHeight, devicePixelRatio }) {
  return Math.round(Math.max(innerWidth, innerHeight) * devicePixelRatio);
}

/** A manifest for a panel whose longer side has `pixels`. */
export function sharpened(manifest, pixels) {
  return pixels > USUAL ? { ...manifest, items: manifest.items.map(larger) } : manifest;
}

function larger({ large, ...one }) {
  const some = Object.fromEntries(["parts", "pictures", "pages"].filter((name) => Array.isArray(one[name])).map((name) => [name, one[name].map(larger)]));
  return { ...one, ...some, ...large };
}
