import assert from "node:assert/strict";
import { test } from "node:test";

import { begin, dropped, moved, picked, resized, turned } from "../../server/static/js/compare-moves.js";
import { closer, dragged, FIT, fitting, laid, toggled } from "../../server/static/js/compare-zoom.js";

const ten = [10, 11, 12, 13, 14, 15, 16, 17, 18, 19];
const none = () => false;

test("it begins where somebody looks, and never with an empty pane", () => {
  assert.deepEqual(begin(ten, 2, 3).panes, [13, 14]);
  const last = begin(ten, 4, 9);
  assert.deepEqual([last.panes, last.focus], [[16, 17, 18, 19], 3]);
  assert.deepEqual(begin([1, 2], 4).panes, [1, 2]);
});

test("of two, what is picked stays where it is, and the next candidate takes the other's place", () => {
  let state = picked(begin(ten, 2), none);
  assert.deepEqual([state.panes, state.focus], [[10, 12], 1]);
  state = picked(state, (one) => one === 10);
  assert.deepEqual([state.panes, state.focus], [[13, 12], 0], "the newly picked one is the one to beat");
});

test("of four, picks stay and all that are weaker give way together", () => {
  let state = picked(moved(begin(ten, 4), 1), none);
  assert.deepEqual([state.panes, state.focus], [[14, 11, 15, 16], 0]);
  state = picked(state, (one) => one === 11 || one === 14);
  assert.deepEqual(state.panes, [14, 11, 17, 18]);
  state = picked({ ...state, focus: 2 }, (one) => one !== 18);
  assert.deepEqual(state.panes, [14, 11, 17, 19]);
  const all = picked({ ...begin(ten, 4), focus: 2 }, () => true);
  assert.deepEqual(all.panes, [14, 15, 12, 16], "among picks alone, the last picked is the one to beat");
});

test("at the end the picks are left side by side, and nothing moves where nothing can", () => {
  const end = begin(ten, 4, 9);
  assert.deepEqual(picked(end, (one) => one === 16 || one === 19).panes, [16, 19]);
  assert.equal(picked(end, none), end);
});

test("what is rejected goes for good, and its pane closes when no candidate is left", () => {
  let state = dropped(begin(ten, 2));
  assert.deepEqual([state.panes, state.focus], [[12, 11], 0]);
  assert.deepEqual(turned(state, -1).panes, [12, 11], "what is gone does not come by again");
  state = { ...begin([1, 2], 2), focus: 1 };
  state = dropped(state);
  assert.deepEqual([state.panes, state.focus], [[1], 0]);
  assert.deepEqual(dropped(state).panes, []);
});

test("candidates come by in the focused pane, past those that are shown already", () => {
  const state = begin(ten, 2);
  assert.deepEqual(turned(state, 1).panes, [12, 11]);
  assert.deepEqual(turned(turned(state, 1), -1).panes, [10, 11]);
  assert.equal(turned(state, -1), state);
});

test("the focus stays on its picture when panes are more or fewer", () => {
  const two = { ...begin(ten, 2, 4), focus: 1 };
  const four = resized(two, 4);
  assert.deepEqual([four.panes, four.focus], [[14, 15, 16, 17], 1]);
  assert.deepEqual([resized({ ...four, focus: 3 }, 2).panes, resized({ ...four, focus: 3 }, 2).focus], [[16, 17], 1]);
  assert.deepEqual(resized(begin(ten, 2, 9), 4).panes, [16, 17, 18, 19]);
});

const pane = { width: 600, height: 400 };
const picture = { width: 2400, height: 1600 };

test("zoom goes to the picture's own pixels and back, never below fitting", () => {
  assert.equal(fitting(pane, picture), 0.25);
  const close = toggled(FIT, pane, picture);
  assert.equal(laid(close, pane, picture).scale, 1);
  assert.equal(toggled(close, pane, picture), FIT);
  assert.equal(closer(FIT, 0.5), FIT);
});

test("a picture that fits lies in the middle; a close one covers its pane whatever is dragged", () => {
  assert.deepEqual(laid(FIT, pane, { width: 1600, height: 1600 }), { left: 100, top: 0, scale: 0.25 });
  const close = dragged(toggled(FIT, pane, picture), pane, picture, 5000, 5000);
  assert.deepEqual(laid(close, pane, picture), { left: 0, top: 0, scale: 1 });
  const other = dragged(close, pane, picture, -300, -100);
  assert.deepEqual(laid(other, pane, picture), { left: -300, top: -100, scale: 1 });
});

test("the same view of a larger picture shows the same part", () => {
  const view = toggled(FIT, pane, picture, 0.3, 0.6);
  const large = { width: 4800, height: 3200 };
  const one = laid(view, pane, picture);
  const two = laid(view, pane, large);
  assert.equal(one.left, two.left);
  assert.equal(one.top, two.top);
  assert.equal(one.scale, two.scale * 2);
});
