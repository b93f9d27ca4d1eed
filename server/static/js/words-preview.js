// A frame in which the player shows what the form beside it says, at the size of a screen.

const PAUSE_MS = 250;

for (const box of document.querySelectorAll("[data-preview]")) {
  const frame = box.querySelector("iframe");
  const glass = frame.parentElement;
  const why = box.querySelector("[data-why]");
  const form = document.querySelector("form.card[method=post]:not([data-confirm])");
  const value = (name) => form?.elements[name]?.value ?? "";
  const left = new Set(); // fields that somebody has been in: what lacks in another is no news yet
  let asBand = false;
  let timer = null;

  function alert() {
    const minutes = Number(value("minutes")) || 30;
    return {
      id: "E0",
      title: value("title"),
      title_en: value("title_en"),
      body: value("body"),
      body_en: value("body_en"),
      drill: Boolean(form.elements.drill?.checked),
      at: new Date().toISOString(),
      until: new Date(Date.now() + minutes * 60_000).toISOString(),
    };
  }

  /** The server fills a template's blanks; until they say enough, it says what is missing. */
  async function notice() {
    if (box.dataset.said) return JSON.parse(box.dataset.said);
    const said = await (await fetch(form.dataset.words, { method: "POST", body: new FormData(form) })).json();
    why.hidden = !said.why || Boolean(said.field && !left.has(said.field));
    why.textContent = said.why ?? "";
    return said.why ? null : said;
  }

  async function tell() {
    const said = box.dataset.preview === "alert" ? alert() : await notice();
    if (said) frame.contentWindow.postMessage({ [box.dataset.preview]: said, band: asBand }, location.origin);
  }

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(() => tell().catch(() => {}), box.dataset.preview === "alert" ? 0 : PAUSE_MS);
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
  form?.addEventListener("input", soon);
  form?.addEventListener("words", soon);
  form?.addEventListener("focusout", ({ target }) => {
    if (!target.name || left.has(target.name)) return;
    left.add(target.name);
    soon();
  });
  box.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-size], [data-band]");
    if (!button) return;
    for (const one of button.parentElement.children) one.setAttribute("aria-pressed", String(one === button));
    if (button.dataset.size) [frame.width, frame.height] = button.dataset.size.split("x");
    else asBand = button.dataset.band === "1";
    fit();
    soon();
  });
  new ResizeObserver(fit).observe(glass);
  fit();
}
