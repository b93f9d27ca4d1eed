// Where things stand that are drawn again small (snapshot.js). Pure but for `lines`, which asks the page.

const COLOUR = /(?:rgba?|color|oklab|oklch|lab|lch)\([^()]*\)|#[0-9a-f]{3,8}\b/gi;
const TEXT_MOST = 400;

/** A box of the window as the panel has it: a panel that is turned by 90, 180 or 270 degrees is drawn upright. */
export function local(box, { box: panel, turned }) {
  const [left, top] = [box.x - panel.x, box.y - panel.y];
  const [right, bottom] = [panel.width - left - box.width, panel.height - top - box.height];
  const { width, height } = box;
  if (turned === 90) return { x: top, y: right, width: height, height: width };
  if (turned === 180) return { x: right, y: bottom, width, height };
  if (turned === 270) return { x: bottom, y: left, width: height, height: width };
  return { x: left, y: top, width, height };
}

/** Where a picture of this size lies in its box, by CSS's object-fit. */
export function placed(size, box, fit) {
  if (fit === "fill") return box;
  const [across, down] = [box.width / size.width, box.height / size.height];
  const scale = fit === "cover" ? Math.max(across, down) : fit === "none" ? 1 : Math.min(across, down);
  const [width, height] = [size.width * scale, size.height * scale];
  return { x: box.x + (box.width - width) / 2, y: box.y + (box.height - height) / 2, width, height };
}

/** The colours of a straight CSS gradient from above to below; none where there is no such gradient. */
export function stops(image) {
  const found = image.startsWith("linear-gradient") ? (image.match(COLOUR) ?? []) : [];
  return /^linear-gradient\((?:to top|0deg)\b/.test(image) ? found.reverse() : found;
}

/** The lines of a text node as they are broken: [{text, x, y}], y the middle. */
export function lines(node, panel) {
  const range = document.createRange();
  const found = [];
  for (let index = 0; index < Math.min(node.length, TEXT_MOST); index += 1) {
    range.setStart(node, index);
    range.setEnd(node, index + 1);
    const rect = range.getBoundingClientRect();
    if (!rect.width && !rect.height) continue;
    const box = local(rect, panel);
    const line = found.at(-1);
    if (line && Math.abs(line.y - box.y - box.height / 2) < box.height / 2) line.text += node.data[index];
    else found.push({ text: node.data[index], x: box.x, y: box.y + box.height / 2 });
  }
  return found;
}
