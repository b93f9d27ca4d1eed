// Justified rows, from shapes alone; four sizes, remembered in this browser.
import justifiedLayout from "../vendor/justified-layout-4.1.0/justified-layout.js";

const GAP = 4;
const SIZES = [0.6, 1, 1.5, 2.2];
const NAME = "vitrine-grid-size";
let size = kept();

function kept() {
  try {
    const number = Number(localStorage.getItem(NAME) ?? 1);
    return SIZES[number] ? number : 1;
  } catch {
    return 1;
  }
}

/** Make the rows higher or lower by one step. @returns {boolean} whether there was a step left */
export function resize(step) {
  if (!SIZES[size + step]) return false;
  size += step;
  try {
    localStorage.setItem(NAME, String(size));
  } catch {
    // it holds for this page then
  }
  return true;
}

function rowHeight(width) {
  if (width < 480) return 118;
  if (width < 900) return 180;
  return width < 1500 ? 220 : 250;
}

/** @returns {{boxes: {left: number, top: number, width: number, height: number}[], height: number}} */
export function boxesOf(ratios, width) {
  const shapes = ratios.map((ratio) => Math.min(Math.max(ratio || 1.5, 0.5), 3));
  const layout = justifiedLayout(shapes, {
    containerWidth: width, containerPadding: 0, boxSpacing: GAP, targetRowHeight: Math.min(rowHeight(width) * SIZES[size], width * 0.6),
    targetRowHeightTolerance: 0.3,
  });
  return { boxes: layout.boxes, height: layout.containerHeight };
}
