// Zoom that all panes share: how much larger than fitting, and which part of the picture is in the middle. Pure.
export const FIT = Object.freeze({ level: 1, x: 0.5, y: 0.5 });
const MOST = 16;

/** @returns {number} pixels of the pane for a pixel of the picture, where it just fits */
export const fitting = (pane, picture) => Math.min(pane.width / picture.width, pane.height / picture.height, 1);

/** @returns the view ``factor`` times closer; fitting is the farthest */
export function closer(view, factor) {
  const level = Math.min(Math.max(view.level * factor, 1), MOST);
  return level === 1 ? FIT : { ...view, level };
}

/** @returns between fitting and the picture's own pixels in this pane, with a part of the picture (0 to 1) in the middle */
export function toggled(view, pane, picture, x = view.x, y = view.y) {
  if (view.level > 1) return FIT;
  const level = Math.max(1 / fitting(pane, picture), 2);
  return { level: Math.min(level, MOST), x, y };
}

/** @returns the view moved by pixels of one pane; not beyond the edges of its picture */
export function dragged(view, pane, picture, dx, dy) {
  const scale = fitting(pane, picture) * view.level;
  return within({ ...view, x: view.x - dx / (picture.width * scale), y: view.y - dy / (picture.height * scale) }, pane, picture);
}

function within(view, pane, picture) {
  const scale = fitting(pane, picture) * view.level;
  const keep = (at, room, whole) => {
    const half = room / (whole * scale) / 2;
    return half >= 0.5 ? 0.5 : Math.min(Math.max(at, half), 1 - half);
  };
  return { ...view, x: keep(view.x, pane.width, picture.width), y: keep(view.y, pane.height, picture.height) };
}

/** @returns {{left: number, top: number, scale: number}} where a picture of its own pixels lies in its pane */
export function laid(view, pane, picture) {
  const scale = fitting(pane, picture) * view.level;
  const { x, y } = within(view, pane, picture);
  return { left: pane.width / 2 - x * picture.width * scale, top: pane.height / 2 - y * picture.height * scale, scale };
}
