// The search box as a combobox: suggestions while one types, recent searches of this person, all by keyboard.
// While an input method composes, nothing is asked for and no key is taken: the keys are the input method's.
const KEPT = 12;
const SHOWN_RECENT = 5;
const PAUSE_MS = 60; // who types on, or presses Enter at once, asks for no suggestions

export class Recent {
  constructor(person, store = globalThis.localStorage) {
    this.key = `vitrine-recent-${person}`;
    this.store = store;
  }

  all() {
    try {
      const found = JSON.parse(this.store.getItem(this.key) ?? "[]");
      return Array.isArray(found) ? found.filter((one) => typeof one === "string") : [];
    } catch {
      return [];
    }
  }

  add(text) {
    const plain = text.trim();
    if (!plain) return;
    this.keep([plain, ...this.all().filter((one) => one !== plain)].slice(0, KEPT));
  }

  clear() {
    this.keep([]);
  }

  keep(texts) {
    try {
      if (texts.length) this.store.setItem(this.key, JSON.stringify(texts));
      else this.store.removeItem(this.key);
    } catch {
      // no memory then
    }
  }

  like(text) {
    const wanted = text.trim().toLowerCase();
    return this.all().filter((one) => one.toLowerCase().startsWith(wanted) && one !== text.trim()).slice(0, SHOWN_RECENT);
  }
}

// Where a choice leads: the text and the caret. After a whole condition comes a space.
export function chosen(before, insert, after, opens) {
  const head = before + insert + (opens ? "" : " ");
  return [head + (opens ? after : after.trimStart()), head.length];
}

export function combobox(form) {
  const input = form.querySelector("[role=combobox]");
  const popup = form.querySelector(".suggestions");
  const list = popup.querySelector("[role=listbox]");
  const foot = popup.querySelector(".suggestions-foot");
  const status = form.querySelector("[data-told]");
  const recent = new Recent(form.dataset.person);
  let composing = false;
  let asked = 0;
  let items = [];
  let active = -1;
  let ahead = null; // keys pressed before the answer is there: they are meant for the list that comes

  const open = () => !popup.hidden;

  function show(is) {
    popup.hidden = !is;
    input.setAttribute("aria-expanded", String(is));
    if (!is) activate(-1);
  }

  function activate(index) {
    active = index;
    [...list.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === index)));
    const option = list.children[index];
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  }

  function row(item, index) {
    const option = document.createElement("li");
    option.id = `suggestion-${index}`;
    option.className = "suggestion";
    option.setAttribute("role", "option");
    const icon = form.querySelector(`template[data-icon="${item.kind === "recent" ? "recent" : item.kind === "field" ? "field" : "value"}"]`);
    option.append(icon.content.cloneNode(true));
    const label = document.createElement("span");
    label.className = "suggestion-label clip";
    label.textContent = item.label;
    option.append(label);
    const kind = form.dataset[`kind${item.kind[0].toUpperCase()}${item.kind.slice(1)}`];
    if (kind) option.append(Object.assign(document.createElement("span"), { className: "suggestion-kind", textContent: kind }));
    if (item.count !== null && item.count !== undefined) {
      option.append(Object.assign(document.createElement("span"), { className: "suggestion-count number", textContent: String(item.count) }));
    }
    return option;
  }

  async function ask() {
    if (composing) return;
    const number = ++asked;
    ahead = { steps: 0, enter: false };
    activate(-1);
    await new Promise((done) => { setTimeout(done, PAUSE_MS); });
    if (number !== asked) return;
    const caret = input.selectionStart ?? input.value.length;
    const before = input.value.slice(0, caret);
    const old = recent.like(input.value).map((text) => ({ kind: "recent", label: text, whole: text }));
    let answer = { before, items: [] };
    try {
      const response = await fetch(`${form.dataset.suggestions}?${new URLSearchParams({ q: before })}`, { headers: { Accept: "application/json" } });
      if (response.ok && !response.redirected) answer = await response.json();
    } catch {
      // without an answer the recent ones are still there
    }
    if (number !== asked || composing || document.activeElement !== input) return;
    const { steps, enter } = ahead;
    ahead = null;
    items = [...old, ...answer.items.map((item) => ({ ...item, before: answer.before, after: input.value.slice(caret) }))];
    list.replaceChildren(...items.map(row));
    foot.hidden = old.length === 0;
    status.textContent = items.length ? status.dataset.many.replace("{n}", String(items.length)) : "";
    show(items.length > 0);
    if (items.length) activate(steps === 0 ? -1 : (((steps > 0 ? steps - 1 : steps) % items.length) + items.length) % items.length);
    if (enter && active >= 0) take(items[active]);
  }

  function step(by) {
    if (ahead) ahead.steps += by;
    else if (!open()) ask();
    else if (by > 0) activate(active + 1 < items.length ? active + 1 : 0);
    else activate(active > 0 ? active - 1 : items.length - 1);
  }

  function close() {
    asked += 1;
    ahead = null;
    show(false);
  }

  function take(item) {
    if (item.whole !== undefined) {
      input.value = item.whole;
      recent.add(item.whole);
      form.requestSubmit();
      return;
    }
    const [text, caret] = chosen(item.before, item.insert, item.after, item.opens);
    input.value = text;
    input.setSelectionRange(caret, caret);
    input.focus();
    ask();
  }

  const STEPS = { ArrowDown: 1, ArrowUp: -1 };

  input.addEventListener("keydown", (event) => {
    if (composing || event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey) return;
    if (STEPS[event.key]) {
      event.preventDefault();
      step(STEPS[event.key]);
    } else if (event.key === "Enter" && ahead?.steps) {
      event.preventDefault();
      ahead.enter = true;
    } else if (event.key === "Enter" && open() && active >= 0) {
      event.preventDefault();
      take(items[active]);
    } else if (event.key === "Escape" && open()) {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === "Tab" && (foot.hidden || event.shiftKey)) {
      close();
    }
  });
  input.addEventListener("compositionstart", () => {
    composing = true;
    asked += 1;
    ahead = null;
  });
  input.addEventListener("compositionend", () => {
    composing = false;
    ask();
  });
  input.addEventListener("input", ask);
  input.addEventListener("focus", ask);
  input.addEventListener("click", () => open() || ask());
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) close();
  });
  form.addEventListener("submit", () => {
    recent.add(input.value);
    close();
  });
  popup.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) take(items[[...list.children].indexOf(option)]);
  });
  foot.querySelector("button").addEventListener("click", () => {
    recent.clear();
    input.focus();
    ask();
  });
}
