import assert from "node:assert/strict";
import { test } from "node:test";

import { changes, meaning, NOTHING, ofTile, past, read } from "../../server/static/js/choices-marks.js";
import { queueOf } from "../../server/static/js/choices-queue.js";

class Shelf {
  #kept = new Map();
  full = false;
  get length() { return this.#kept.size; }
  key(n) { return [...this.#kept.keys()][n] ?? null; }
  getItem(key) { return this.#kept.get(key) ?? null; }
  setItem(key, text) {
    if (this.full) throw new DOMException("full", "QuotaExceededError");
    this.#kept.set(key, text);
  }
  removeItem(key) { this.#kept.delete(key); }
}

test("short forms and data of tiles are read alike", () => {
  assert.deepEqual(read("4py"), { rating: 4, flag: "pick", colour: "yellow" });
  assert.deepEqual(read("0r-"), { rating: null, flag: "reject", colour: null });
  assert.deepEqual(read(""), NOTHING);
  assert.deepEqual(ofTile({ rating: "4", flag: "pick", colour: "yellow", id: "V1" }), read("4py"));
  assert.deepEqual(ofTile({}), NOTHING);
});

test("keys are those of Lightroom", () => {
  assert.deepEqual(["p", "x", "u", "0", "5", "6", "9"].map(meaning), [
    ["flag", "pick"], ["flag", "reject"], ["flag", null], ["rating", null], ["rating", 5], ["colour", "red"], ["colour", "blue"]]);
});

test("only what differs changes, and a colour that all have goes away again", () => {
  const some = [{ id: "V1", marks: { ...NOTHING, rating: 3 } }, { id: "V2", marks: { ...NOTHING, colour: "red" } }];
  assert.deepEqual(changes(some, "rating", 3), [{ id: "V2", field: "rating", before: null, after: 3 }]);
  assert.deepEqual(changes(some, "colour", "red").map(({ id }) => id), ["V1"]);
  assert.deepEqual(changes(some.slice(1), "colour", "red"), [{ id: "V2", field: "colour", before: "red", after: null }]);
  assert.deepEqual(changes(some.slice(0, 1), "rating", 3), [], "stars stay where their key is pressed again");
  assert.equal(changes(some.slice(0, 1), "rating", 3, true)[0].after, null, "a button takes them away");
});

test("steps are taken back in turn, done again, and a new one ends what could be done again", () => {
  const steps = past(2);
  const step = (id) => [{ id, field: "rating", before: null, after: 1 }];
  steps.keep([]);
  for (const id of ["V1", "V2", "V3"]) steps.keep(step(id));
  assert.deepEqual(steps.undo(), [{ id: "V3", field: "rating", before: 1, after: null }]);
  assert.deepEqual(steps.redo(), step("V3"));
  steps.undo();
  steps.undo();
  assert.deepEqual(steps.undo(), [], "the first was forgotten");
  steps.keep(step("V4"));
  assert.deepEqual(steps.redo(), []);
});

test("the last choice of a field waits, the oldest is sent first, and nobody sends another's", () => {
  const shelf = new Shelf();
  const queue = queueOf(shelf, "lin");
  queue.put("V2", "rating", 3, 30);
  queue.put("V1", "flag", "pick", 20);
  queue.put("V2", "rating", null, 40);
  queueOf(shelf, "other").put("V9", "rating", 1, 1);
  shelf.setItem("vitrine-choice:lin:V3:rating", "{broken");
  assert.deepEqual(queue.waiting().map(({ id, field, value, made }) => [id, field, value, made]), [["V1", "flag", "pick", 20], ["V2", "rating", null, 40]]);
  assert.equal(queueOf(shelf, "other").count(), 1);
  assert.equal(queueOf(shelf, "li").count(), 0);
});

test("what was chosen anew while it was sent still waits", () => {
  const queue = queueOf(new Shelf(), "lin");
  queue.put("V1", "rating", 3, 10);
  queue.put("V1", "flag", "pick", 11);
  const sent = queue.waiting();
  queue.put("V1", "rating", 4, 12);
  queue.settle(sent);
  assert.deepEqual(queue.waiting().map(({ field, value }) => [field, value]), [["rating", 4]]);
});

test("a full or missing storage loses nothing while the page is open", () => {
  const shelf = new Shelf();
  shelf.full = true;
  for (const queue of [queueOf(shelf, "lin"), queueOf(null, "lin")]) {
    queue.put("V1", "rating", 3, 10);
    assert.equal(queue.count(), 1);
    queue.settle(queue.waiting());
    assert.equal(queue.count(), 0);
  }
});
