// A form with data-guard warns before its text is lost, and shows its save button only when there is something to save.
export function guard(form) {
  let dirty = form.dataset.guard === "dirty";
  const show = () => form.classList.toggle("is-dirty", dirty);
  // Not on the form: fields that only name it by form="…" stand outside of it.
  document.addEventListener("input", ({ target }) => {
    if ((target.form ?? target.closest("form")) !== form) return;
    dirty = true;
    show();
  });
  form.addEventListener("submit", () => { dirty = false; });
  form.addEventListener("reset", () => { dirty = false; show(); });
  window.addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
  show();
}
