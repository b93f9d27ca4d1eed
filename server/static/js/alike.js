// Look-alikes: S stacks, D tells apart, J skips, a number puts that one on top. A picture that is out cannot be on top.
const form = document.querySelector("#alike");
const cards = [...form.querySelectorAll(".alike-card")];

function press(verb) {
  form.querySelector(`[name="verb"][value="${verb}"]`).click();
}

function choose(number) {
  const card = cards[number - 1];
  if (!card) return;
  card.querySelector("[data-together]").checked = true;
  card.querySelector("[data-cover]").checked = true;
  show();
}

function show() {
  const inside = cards.filter((card) => card.querySelector("[data-together]").checked);
  for (const card of cards) card.querySelector("[data-cover]").disabled = !inside.includes(card);
  const top = inside.find((card) => card.querySelector("[data-cover]").checked) ?? inside[0];
  if (top) top.querySelector("[data-cover]").checked = true;
  form.querySelector('[value="stack"]').disabled = inside.length < 2;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [popover]")) return;
  const key = event.key.toLowerCase();
  const onRadio = event.target.closest("[type=radio]");
  if (key === "s") press("stack");
  else if (key === "d") press("different");
  else if (key === "j" || (key === "arrowright" && !onRadio)) document.querySelector("#skip").click();
  else if (/^[1-8]$/.test(key)) choose(Number(key));
  else return;
  event.preventDefault();
});

for (const card of cards) {
  const { color } = card.querySelector(".alike-picture").dataset;
  if (/^#[0-9a-f]{6}$/i.test(color)) card.querySelector(".alike-picture").style.backgroundColor = color;
}
form.addEventListener("change", show);
show();
