import assert from "node:assert/strict";
import { test } from "node:test";
import { justified } from "../../kiosk/player/justified.js";

const SPACE = { gap: 20, label: 60 };
const SHAPES = [[1.5, 1.33, 1.78], [1.5, 0.66, 0.75, 1.5], [0.66, 0.66], [3, 3], [1, 1, 1, 1, 1, 1]];

test("photos of any shapes lie within the room, apart from each other, with little cut away", () => {
  for (const room of [{ width: 1812, height: 972 }, { width: 972, height: 1812 }]) {
    for (const shapes of SHAPES) {
      const cells = justified(shapes, room, SPACE);
      assert.equal(cells.length, shapes.length);
      cells.forEach(({ left, top, width, height }, index) => {
        assert.ok(left > -1 && top > -1 && left + width < room.width + 1 && top + height + SPACE.label < room.height + 1);
        const shape = Math.min(shapes[index], 2.2);
        assert.ok(Math.abs(Math.log(width / height / shape)) < Math.log(1.17));
        for (const other of cells.slice(index + 1)) {
          assert.ok(other.left > left + width || other.top > top + height || other.left + other.width < left || other.top + other.height < top);
        }
      });
    }
  }
});
