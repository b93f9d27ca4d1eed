import assert from "node:assert/strict";
import { test } from "node:test";
import { local, placed, stops } from "../../kiosk/player/drawn.js";

test("a panel that is turned is drawn upright", () => {
  const panel = { x: 0, y: 0, width: 1000, height: 500 };
  const box = { x: 100, y: 50, width: 20, height: 10 };
  const at = (turned, from = panel) => local(box, { box: from, turned });
  assert.deepEqual(at(0), { x: 100, y: 50, width: 20, height: 10 });
  assert.deepEqual(at(90), { x: 50, y: 880, width: 10, height: 20 });
  assert.deepEqual(at(180), { x: 880, y: 440, width: 20, height: 10 });
  assert.deepEqual(at(270), { x: 440, y: 100, width: 10, height: 20 });
  assert.deepEqual(at(0, { ...panel, x: 100, y: 50 }), { x: 0, y: 0, width: 20, height: 10 });
});

test("a picture lies in its box as object-fit has it", () => {
  const box = { x: 10, y: 0, width: 100, height: 100 };
  assert.deepEqual(placed({ width: 400, height: 200 }, box, "contain"), { x: 10, y: 25, width: 100, height: 50 });
  assert.deepEqual(placed({ width: 400, height: 200 }, box, "cover"), { x: -40, y: 0, width: 200, height: 100 });
  assert.deepEqual(placed({ width: 400, height: 200 }, box, "fill"), box);
});

test("only straight gradients have colours to be drawn", () => {
  assert.deepEqual(stops("linear-gradient(160deg, rgb(1, 2, 3), oklab(0.5 0 0) 48%, rgba(0, 0, 0, 0))"), ["rgb(1, 2, 3)", "oklab(0.5 0 0)", "rgba(0, 0, 0, 0)"]);
  assert.deepEqual(stops("linear-gradient(to top, rgb(1, 2, 3), rgba(0, 0, 0, 0))"), ["rgba(0, 0, 0, 0)", "rgb(1, 2, 3)"]);
  assert.deepEqual([stops("none"), stops("radial-gradient(rgb(1, 2, 3), rgb(4, 5, 6))")], [[], []]);
});
