/** Where the small rendition, 400 px on its long edge, would be stretched in ``box``, let the screen's take its place. */
export function sharpen(tile, { box }) {
  const image = tile.querySelector("img");
  if (!image?.dataset.sharp || box.width * Math.min(devicePixelRatio, 2) <= Number(tile.dataset.width) * 1.05) return;
  image.srcset = image.dataset.sharp;
  delete image.dataset.sharp;
}
