// The recycle bin: one box selects all that is shown, and the bar says how many are chosen.
const form = document.querySelector(".bin");
const all = form?.querySelector("[data-all]");
const told = form?.querySelector("[data-count]");

function boxes() {
  return [...form.querySelectorAll("[name=asset]")];
}

function tell() {
  const chosen = boxes().filter((one) => one.checked).length;
  all.checked = chosen > 0 && chosen === boxes().length;
  all.indeterminate = chosen > 0 && !all.checked;
  told.textContent = chosen ? told.dataset.text.replace("{n}", String(chosen)) : told.dataset.none;
  for (const button of form.querySelectorAll(".bin-bar button")) button.hidden = chosen === 0;
}

if (form) {
  all.hidden = false;
  form.addEventListener("change", ({ target }) => {
    if (target === all) for (const one of boxes()) one.checked = all.checked;
    tell();
  });
  window.addEventListener("pageshow", tell); // a page that came back keeps its boxes
  tell();
}
