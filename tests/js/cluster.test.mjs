import assert from "node:assert/strict";
import { test } from "node:test";
import { cluster } from "../../server/static/js/cluster.js";

test("spots in one square of the screen are one group, in their middle", () => {
  const groups = cluster([{ id: 1, x: 1, y: 1 }, { id: 2, x: 9, y: 3 }, { id: 3, x: 11, y: 1 }], 10);
  assert.deepEqual(groups.map(({ spots, x, y }) => [spots.map((spot) => spot.id), x, y]), [[[1, 2], 5, 2], [[3], 11, 1]]);
});

test("what lies left of zero or above it has squares of its own", () => {
  assert.equal(cluster([{ x: -1, y: 0 }, { x: 1, y: 0 }], 10).length, 2);
});
