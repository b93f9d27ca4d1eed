// The facts panel of the lightbox: what the asset's page says of it, fetched when it is wanted.
import { icon } from "./lightbox.js";

export function facts(box, words) {
  const panel = document.createElement("aside");
  panel.className = "lightbox-facts";
  panel.setAttribute("aria-label", words.facts);
  panel.tabIndex = 0;
  panel.hidden = true;
  let button = null;
  let shown = null;

  async function fill() {
    const { id } = box.currSlide.data;
    if (panel.hidden || !id || id === shown) return;
    shown = id;
    panel.replaceChildren();
    let text;
    try {
      const answer = await fetch(`${words.library}/${id}?part=facts`);
      text = answer.ok && !answer.redirected ? await answer.text() : null;
    } catch {
      text = null;
    }
    if (shown !== id) return; // leafed on meanwhile
    if (text === null) {
      shown = null;
      panel.textContent = words.error;
      return;
    }
    panel.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
  }

  box.toggleFacts = () => {
    panel.hidden = !panel.hidden;
    button.setAttribute("aria-expanded", String(!panel.hidden));
    box.element.classList.toggle("has-facts", !panel.hidden);
    fill();
  };
  box.on("uiRegister", () => box.ui.registerElement({
    name: "facts", order: 9, isButton: true, title: words.facts, ariaLabel: words.facts, html: icon("info"),
    onInit: (made) => { button = made; made.setAttribute("aria-expanded", "false"); }, onClick: () => box.toggleFacts(),
  }));
  box.on("initialLayout", () => box.element.append(panel));
  box.on("change", fill);
  for (const kind of ["pointerdown", "wheel", "keydown"]) {
    panel.addEventListener(kind, (event) => { if (kind !== "keydown" || event.key.startsWith("Arrow")) event.stopPropagation(); });
  }
}
