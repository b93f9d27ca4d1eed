// A frame in which the player shows what the form beside it says, at the size of a screen.

for (const box of document.querySelectorAll("[data-preview]")) {
  const frame = box.querySelector("iframe");
  const glass = frame.parentElement;
  const form = document.querySelector("form.card[method=post]:not([data-confirm])");
  const value = (name) => form.elements[name]?.value ?? "";

  function tell() {
    const minutes = Number(value("minutes")) || 30;
    const alert = {
      id: "E0",
      title: value("title"),
      title_en: value("title_en"),
      body: value("body"),
      body_en: value("body_en"),
      drill: Boolean(form.elements.drill?.checked),
      at: new Date().toISOString(),
      until: new Date(Date.now() + minutes * 60_000).toISOString(),
    };
    frame.contentWindow.postMessage({ [box.dataset.preview]: alert }, location.origin);
  }

  function fit() {
    const scale = Math.min(glass.clientWidth / frame.width, (innerHeight * 0.7) / frame.height);
    frame.style.transform = `scale(${scale})`;
    glass.style.height = `${frame.height * scale}px`;
    frame.style.left = `${(glass.clientWidth - frame.width * scale) / 2}px`;
  }

  window.addEventListener("message", ({ source, data }) => {
    if (source === frame.contentWindow && data === "ready") tell();
  });
  form.addEventListener("input", tell);
  form.addEventListener("words", tell);
  box.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-size]");
    if (!button) return;
    for (const one of box.querySelectorAll("[data-size]")) one.setAttribute("aria-pressed", String(one === button));
    [frame.width, frame.height] = button.dataset.size.split("x");
    fit();
  });
  new ResizeObserver(fit).observe(glass);
  fit();
}
