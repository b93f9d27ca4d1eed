// The form of a campus: what is typed and chosen is worn by a screen beside it, at the size of a real one, before it is saved.

const PAUSE_MS = 200;
const form = document.querySelector("form[data-look]");
const box = document.querySelector("[data-campus-preview]");
const frame = box.querySelector("iframe");
const glass = frame.parentElement;
const told = document.getElementById("f-accent-told");
const swatch = form.querySelector("[data-swatch]");
const { elements } = form;
let view = "photo";
let timer = null;
let tones = { accent: elements.accent.value, on_dark: elements.accent.value };

/** The logo that would be worn: the file just chosen, else the one there is unless it is to go. */
async function logo() {
  const [file] = elements.logo.files;
  if (file) return file.type === "image/svg+xml" ? null : file;
  if (!form.dataset.logo || elements.no_logo?.checked) return null;
  return (await fetch(form.dataset.logo)).blob();
}

async function tell() {
  const said = await (await fetch(form.dataset.look, { method: "POST", body: new FormData(form) })).json();
  told.textContent = said.why ?? said.said;
  if (!said.why) tones = said;
  const branding = { name: elements.name.value || elements.name.placeholder, name_en: elements.name_en.value, ...tones };
  frame.contentWindow.postMessage({ branding, logo: await logo(), plate: elements.logo.files.length ? "light" : form.dataset.plate, view }, location.origin);
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(() => tell().catch(() => {}), PAUSE_MS);
}

function fit() {
  const scale = Math.min(glass.clientWidth / frame.width, (innerHeight * 0.7) / frame.height);
  frame.style.transform = `scale(${scale})`;
  glass.style.height = `${frame.height * scale}px`;
  frame.style.left = `${(glass.clientWidth - frame.width * scale) / 2}px`;
}

window.addEventListener("message", ({ source, data }) => {
  if (source === frame.contentWindow && data === "ready") soon();
});
swatch.addEventListener("input", () => {
  elements.accent.value = swatch.value;
});
form.addEventListener("input", ({ target }) => {
  if (target !== swatch && /^#[0-9a-f]{6}$/i.test(elements.accent.value)) swatch.value = elements.accent.value;
  soon();
});
box.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-size], [data-view]");
  if (!button) return;
  for (const one of button.parentElement.children) one.setAttribute("aria-pressed", String(one === button));
  if (button.dataset.size) [frame.width, frame.height] = button.dataset.size.split("x");
  view = button.dataset.view ?? view;
  fit();
  soon();
});
new ResizeObserver(fit).observe(glass);
fit();
soon();
