// A poster in the lightbox: its pages one after the other in the same place, each as sharp and as zoomable as a picture.
import { register } from "./keys.js";

const opened = new Map(); // a poster's id -> its page that was open last, from 0
let box = null;

/** What a tile's data-pages give: the pages of a poster, and which of them is to be seen. */
export function pagesOf(id, told) {
  const pages = told.split(",").map((one) => {
    const [src, width, height] = one.split(" ");
    return { src, width: Number(width), height: Number(height) };
  });
  return { pages, ...pages[Math.min(opened.get(id) ?? 0, pages.length - 1)] };
}

export function pages(given, words) {
  box = given;
  let bar = null;
  const tell = () => {
    const { id, pages: several } = box.currSlide?.data ?? {};
    bar.hidden = !(several?.length > 1);
    if (bar.hidden) return;
    const at = opened.get(id) ?? 0;
    bar.querySelector("[data-page]").textContent = `${at + 1} / ${several.length}`;
    const [before, after] = bar.querySelectorAll("button");
    before.disabled = at === 0;
    after.disabled = at === several.length - 1;
  };
  box.turned = tell;
  box.on("uiRegister", () => box.ui.registerElement({
    name: "pages", appendTo: "root", onInit: (made) => { bar = fill(made, words); box.on("change", tell); tell(); },
  }));
  box.on("destroy", () => { box = null; });
}

function fill(bar, words) {
  bar.classList.add("pages-bar");
  const [before, at, after] = ["button", "span", "button"].map((name) => bar.appendChild(document.createElement(name)));
  Object.assign(at, { className: "pages-at number" }).setAttribute("role", "status");
  at.dataset.page = "";
  for (const [button, by, label, sign] of [[before, -1, words.pageBefore, "chevron-left"], [after, 1, words.pageAfter, "chevron-right"]]) {
    Object.assign(button, { type: "button", className: "pages-turn", title: label });
    button.setAttribute("aria-label", label);
    button.innerHTML = `<svg class="icon" aria-hidden="true"><use href="${words.sprite}#${sign}"></use></svg>`;
    button.addEventListener("click", () => turn(by));
  }
  return bar;
}

function turn(by) {
  const { id, pages: several } = box.currSlide.data;
  const to = (opened.get(id) ?? 0) + by;
  if (!several?.[to]) return false;
  opened.set(id, to);
  box.refreshSlideContent(box.currIndex);
  box.turned();
  return true;
}

register("lightbox", { PageUp: () => turn(-1), PageDown: () => turn(1) });
