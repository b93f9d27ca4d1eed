// The emergency's form: a text is chosen with one click, and the button is pressed twice. The first time only asks; what is
// changed afterwards, or ten seconds, takes that back.

const form = document.querySelector("[data-emergency]");
const go = form.querySelector("[data-go]");
const words = go.querySelector("[data-go-text]");
const said = form.querySelector("[data-said]");
const plain = form.elements.sure.value ? "" : words.textContent;
const TWICE_MS = 500; // a double click is one press
let armedAt = 0;
let timer = null;

/** How many screens are meant. */
function meant() {
  const screens = [...form.querySelectorAll("input[name=screen]")];
  if (form.elements.aim.value !== "some") return screens.length;
  const chosen = (name) => new Set([...form.querySelectorAll(`input[name=${name}]:checked`)].map((one) => one.value));
  const [buildings, groups] = [chosen("building"), chosen("group")];
  return screens.filter((one) => one.checked || buildings.has(one.dataset.building) || groups.has(one.dataset.group)).length;
}

function disarm() {
  clearTimeout(timer);
  if (!form.elements.sure.value) return;
  form.elements.sure.value = "";
  delete go.dataset.armed;
  words.textContent = plain || go.dataset.plain || words.textContent;
  said.textContent = "";
}

function arm() {
  const count = meant();
  const { again, againOne, againDrill, told, none, armedFor } = form.dataset;
  if (count === 0) {
    said.textContent = none;
    form.querySelector("input[name=aim]").focus();
    return;
  }
  form.elements.sure.value = "1";
  go.dataset.armed = "";
  armedAt = performance.now();
  const text = form.elements.drill.checked ? againDrill : count === 1 ? againOne : again;
  words.textContent = text.replace("{n}", count);
  said.textContent = told;
  timer = setTimeout(disarm, Number(armedFor) * 1000);
}

form.addEventListener("submit", (event) => {
  if (form.elements.sure.value && performance.now() - armedAt > TWICE_MS) return;
  event.preventDefault();
  if (!form.elements.sure.value) arm();
});
form.addEventListener("input", disarm);

form.addEventListener("click", (event) => {
  const text = event.target.closest("[data-text]");
  if (!text || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  disarm();
  for (const one of form.querySelectorAll("[data-text]")) one.removeAttribute("aria-current");
  text.setAttribute("aria-current", "true");
  const { elements } = form;
  const { title, titleEn, body, bodyEn, minutes } = text.dataset;
  elements.text.value = text.dataset.text;
  Object.assign(elements.title, { value: title });
  Object.assign(elements.title_en, { value: titleEn });
  Object.assign(elements.body, { value: body });
  Object.assign(elements.body_en, { value: bodyEn });
  elements.minutes.value = minutes;
  form.dispatchEvent(new Event("words"));
});
