// A form with data-guard warns before its text is lost, and shows its save button only when there is something to save.
// Where a form carries a version, what is typed is also kept in this tab until it is saved: a session that ran out, or
// the way back, costs no text.

const person = document.querySelector("meta[name=person]")?.content;
const keyOf = (form) => `vitrine-draft ${person} ${new URL(form.action, location).pathname}`;

// The version goes with the text, so that what others saved meanwhile is told as ever.
const fields = (form) => [...form.elements].filter((one) => one.name === "version" || (one.matches(".input") && one.type !== "password"));

function read(form) {
  try {
    return JSON.parse(sessionStorage.getItem(keyOf(form)) ?? "null");
  } catch {
    return null;
  }
}

function keep(form, dirty, sent = false) {
  if (!form.elements.version) return;
  try {
    if (dirty) sessionStorage.setItem(keyOf(form), JSON.stringify({ sent, values: fields(form).map((one) => [one.name, one.value]) }));
    else sessionStorage.removeItem(keyOf(form));
  } catch {
    // without storage the warning before leaving has to do
  }
}

// Lists come back from the server with other marks between their words.
const plain = (value) => value.replace(/[\s、，,；;]+/gu, " ").trim();

// Return whether anything was brought back; what is saved by now is forgotten.
function restore(form) {
  if (!form.elements.version) return false;
  const draft = read(form);
  const kept = new Map(draft?.values);
  if (draft?.sent && Number(form.elements.version.value) === Number(kept.get("version")) + 1) return false;
  const changed = fields(form).filter((one) => one.name !== "version" && kept.has(one.name) && plain(kept.get(one.name)) !== plain(one.value));
  if (changed.length) for (const one of fields(form)) if (kept.has(one.name)) one.value = kept.get(one.name);
  return changed.length > 0;
}

function tell() {
  const told = document.querySelector("#draft-told");
  if (told) document.querySelector(".toasts").append(told.content.cloneNode(true));
}

export function guard(form) {
  let dirty = form.dataset.guard === "dirty";
  const show = () => form.classList.toggle("is-dirty", dirty);
  const version = form.elements.version?.value;
  if (!dirty && restore(form)) {
    dirty = true;
    tell();
  } else {
    keep(form, dirty);
  }
  form.addEventListener("input", () => { dirty = true; keep(form, dirty); show(); });
  form.addEventListener("submit", () => {
    keep(form, dirty, true);
    dirty = false;
  });
  form.addEventListener("reset", () => {
    dirty = false;
    keep(form, dirty);
    if (version !== undefined) form.elements.version.value = version;
    show();
  });
  window.addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
  show();
}
