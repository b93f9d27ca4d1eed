// The form of a description, wherever it stands: drafts, what is still needed, and people or nobody.
import { keepDrafts } from "./drafts.js";

const form = document.querySelector(".describe-form");
const needs = document.querySelector("#needs");

function says(field) {
  if (field === "people") return form.elements.people.value.trim() !== "" || form.elements.nobody.checked;
  if (field === "event") return form.elements.event.value !== "0";
  return form.elements[field].value.trim() !== "";
}

function tick() {
  if (!needs) return;
  const lines = [...needs.querySelectorAll("[data-need]")];
  for (const line of lines) line.classList.toggle("is-filled", says(line.dataset.need));
  needs.querySelector("[data-filled]").hidden = !lines.every((line) => line.classList.contains("is-filled"));
}

if (form) {
  form.addEventListener("input", (event) => {
    if (event.target.name === "people" && event.target.value.trim()) form.elements.nobody.checked = false;
    tick();
  }, { capture: true });
  form.addEventListener("vitrine:filled", tick);
  keepDrafts(form);
  tick();
}
