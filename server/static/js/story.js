// The form of a story: its text's editor, its draft, and its pictures as a list that can be ordered.
// The list stands for the field "pictures" (a number and a caption a line), which is what is kept and sent.
import "./boards.js";
import "./story-editor.js";
import { keepDrafts } from "./drafts.js";
import { guard } from "./guard.js";

const form = document.querySelector("#story");
const list = form.querySelector(".order");
const field = form.elements.pictures;
const add = form.querySelector("#add-picture");
const wrong = form.querySelector("[data-add-wrong]");

function write() {
  const rows = [...list.children];
  field.value = rows.map((row) => `${row.dataset.asset} ${row.querySelector("[data-caption]").value}`.trim()).join("\n");
  rows.forEach((row, i) => { row.querySelector(".order-number").textContent = i + 1; });
  if (rows.length && !list.querySelector("[name=lead]:checked")) list.querySelector("[name=lead]").checked = true;
}

async function rowsOf(text) {
  const lead = list.querySelector("[name=lead]:checked")?.value ?? "";
  const answer = await fetch(`${form.dataset.rows}?${new URLSearchParams({ text, lead })}`);
  if (!answer.ok) return [];
  return [...new DOMParser().parseFromString(await answer.text(), "text/html").querySelectorAll(".order-row")];
}

async function put() {
  const numbers = add.value.toUpperCase().match(/V\d+/gu) ?? [];
  const here = new Set([...list.children].map((row) => row.dataset.asset));
  const rows = await rowsOf(numbers.filter((one) => !here.has(one)).join("\n"));
  const seen = rows.filter((row) => row.querySelector("a.thumb"));
  wrong.hidden = seen.length > 0 || numbers.some((one) => here.has(one));
  if (!seen.length) return;
  for (const row of seen) {
    row.querySelector("[name=lead]").checked = false;
    list.append(row);
  }
  add.value = "";
  list.dispatchEvent(new Event("input", { bubbles: true }));
}

// Before whoever keeps drafts hears of it, the field says what the list says.
list.addEventListener("input", write);
list.addEventListener("click", (event) => {
  const button = event.target.closest("[data-take-out]");
  if (!button) return;
  const row = button.closest(".order-row");
  const next = row.nextElementSibling ?? row.previousElementSibling;
  row.remove();
  (next?.querySelector("[data-take-out]") ?? add).focus();
  list.dispatchEvent(new Event("input", { bubbles: true }));
});
form.querySelector("[data-add]").addEventListener("click", put);
add.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  put();
});
add.addEventListener("input", (event) => event.stopPropagation());
form.addEventListener("vitrine:filled", async () => {
  list.replaceChildren(...await rowsOf(field.value));
});

field.closest(".field").hidden = true;
list.hidden = false;
form.querySelector(".story-add").hidden = false;
if (form.dataset.draft) keepDrafts(form);
else guard(form);
