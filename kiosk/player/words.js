// Words that fill a screen in two languages, as large as it allows: emergencies, and pages of notices.

const SMALLEST = 0.46;
const STEP = 0.04;

export function make(tag, className, text = "") {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

function side(lang, title, body) {
  const half = make("div", "words-side");
  half.lang = lang;
  const lines = make("div", "words-body");
  lines.append(...(body ?? "").split("\n").filter((line) => line.trim()).map((line) => make("p", "", line.trim())));
  half.append(make("h2", "words-title", title), lines);
  return half;
}

/** A box with both languages of `{title, body, title_en, body_en}`, beside or below each other; English only where there is any. */
export function bothOf({ title, body, title_en, body_en }) {
  const box = make("div", "words-box");
  box.append(side("zh-CN", title, body));
  if (title_en || body_en) box.append(side("en", title_en ?? "", body_en));
  return box;
}

/** As large as fits, down to `least`: all of it whole, nothing cut, no pages to wait for. The box has to be laid out. */
export function fitWords(box, least = SMALLEST) {
  for (let scale = 1; scale >= least; scale -= STEP) {
    box.style.setProperty("--scale", scale.toFixed(2));
    if (box.scrollHeight <= box.clientHeight && box.scrollWidth <= box.clientWidth) return;
  }
}
