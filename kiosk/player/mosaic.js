// Several photos at once, whole rows or columns of them, each with a line of words below it.

import { addMark } from "./brand.js";
import { Composite } from "./composite.js";
import { justified } from "./justified.js";
import { addCode } from "./qr.js";
import { WORDS } from "./text.js";
import { make } from "./words.js";

const [EDGE, GAP, LABEL, HEAD] = [0.05, 0.022, 0.062, 0.11]; // of the shorter side
const CODE = { beside: 0.22, below: 0.19 }; // what the code takes of a wide wall, or of an upright one

export class MosaicScene extends Composite {
  lay(parts, frame) {
    const side = Math.min(frame.width, frame.height);
    const head = frame.brand ? HEAD * side : 0;
    const wide = frame.width > frame.height;
    const room = { width: frame.width - 2 * EDGE * side, height: frame.height - 2 * EDGE * side - head };
    if (this.item.qr) room[wide ? "width" : "height"] -= (wide ? CODE.beside : CODE.below) * side;
    const shapes = parts.map(({ item }) => item.width / item.height);
    const cells = justified(shapes, room, { gap: GAP * side, label: LABEL * side });
    const wall = make("div", "mosaic-wall");
    parts.forEach(({ item, picture }, index) => {
      const { left, top, width, height } = cells[index];
      const tile = make("div", "mosaic-tile");
      Object.assign(tile.style, { left: `${left}px`, top: `${top + head}px`, width: `${width}px`, height: `${height + LABEL * side}px` });
      picture.style.height = `${height}px`;
      tile.append(picture, make("p", "mosaic-label", item.title || item.caption || ""));
      wall.append(tile);
    });
    addMark(wall, frame.brand, "wall");
    addCode(wall, this.item, WORDS.scanAll);
    this.root.append(wall);
  }
}
