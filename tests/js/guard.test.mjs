import assert from "node:assert/strict";
import { test } from "node:test";

import { guard } from "../../server/static/js/guard.js";

class Input extends Event {
  constructor(target) {
    super("input");
    this.typed = target;
  }

  get target() {
    return this.typed;
  }
}

function guarded() {
  globalThis.document = new EventTarget();
  globalThis.window = new EventTarget();
  const form = Object.assign(new EventTarget(), { dataset: { guard: "" }, classList: { toggle() {} } });
  guard(form);
  const leave = () => !window.dispatchEvent(new Event("beforeunload", { cancelable: true }));
  return { form, leave, type: (target) => document.dispatchEvent(new Input(target)) };
}

test("a field is the form's that it belongs to, wherever it stands", () => {
  const { form, leave, type } = guarded();
  type({ form: { another: true } });
  type({ form: null, closest: () => null });
  assert.equal(leave(), false);
  type({ form, closest: () => null });
  assert.equal(leave(), true, "tied by its attribute");
  form.dispatchEvent(new Event("submit"));
  assert.equal(leave(), false);
  type({ closest: () => form });
  assert.equal(leave(), true, "a list or an editor within it");
  form.dispatchEvent(new Event("reset"));
  assert.equal(leave(), false);
});
