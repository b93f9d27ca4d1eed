import assert from "node:assert/strict";
import { test } from "node:test";

import { Recent, chosen } from "../../server/static/js/suggest.js";

class Store {
  constructor() {
    this.map = new Map();
  }

  getItem(key) {
    return this.map.get(key) ?? null;
  }

  setItem(key, value) {
    this.map.set(key, value);
  }

  removeItem(key) {
    this.map.delete(key);
  }
}

test("recent searches are one person's, the latest first, each once, and can be forgotten", () => {
  const store = new Store();
  const mine = new Recent("1", store);
  for (const text of ["食堂", "运动会", " 食堂 ", ""]) mine.add(text);
  assert.deepEqual(mine.all(), ["食堂", "运动会"]);
  assert.deepEqual(mine.like("运"), ["运动会"]);
  assert.deepEqual(mine.like("运动会"), [], "what stands there already is not offered");
  assert.deepEqual(new Recent("2", store).all(), []);
  mine.clear();
  assert.deepEqual(mine.all(), []);
  assert.equal(store.map.size, 0);
});

test("at most twelve are kept, and a broken memory is none", () => {
  const store = new Store();
  const mine = new Recent("1", store);
  for (let i = 0; i < 20; i += 1) mine.add(`q${i}`);
  assert.equal(mine.all().length, 12);
  store.setItem(mine.key, "{broken");
  assert.deepEqual(mine.all(), []);
  store.setItem(mine.key, '["a", 3]');
  assert.deepEqual(mine.all(), ["a"]);
});

test("a choice goes in at the caret, with a space after a whole condition", () => {
  assert.deepEqual(chosen("食堂 ", "活动:运动会", "", false), ["食堂 活动:运动会 ", 10]);
  assert.deepEqual(chosen("", "部门:", " 食堂", true), ["部门: 食堂", 3]);
  assert.deepEqual(chosen("", "人物:张三", " 食堂", false), ["人物:张三 食堂", 6]);
});
