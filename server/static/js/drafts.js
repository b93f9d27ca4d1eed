// What is typed into a description is kept while it is typed: by the server, and in this browser until the server has it.
// A reload, a lid that closes, a lost connection or a session that ran out cost no text, and no version is made.

const WAIT_MS = 600;
const RETRY_MS = 4000;
const person = document.querySelector("meta[name=person]")?.content;
const token = document.querySelector("meta[name=csrf-token]")?.content;
const tab = [...crypto.getRandomValues(new Uint8Array(12))].map((one) => one.toString(16).padStart(2, "0")).join("");

// Lists come back from the server with other marks between their words.
const plain = (values) => JSON.stringify(Object.values(values).map((value) => String(value).replace(/[\s、，,；;]+/gu, " ").trim()));

/** Keep what is typed into `form` (data-draft: where, data-draft-fields: which, data-revision: the last keeping that it shows). */
export function keepDrafts(form) {
  const fields = form.dataset.draftFields.split(" ");
  const key = `vitrine-draft ${person} ${form.dataset.asset}`;
  const told = form.querySelector("[data-draft-told]");
  const away = form.querySelector("[data-draft-away]");
  const aside = form.querySelector("[data-draft-other]");
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("vitrine-drafts") : null;
  let revision = Number(form.dataset.revision);
  let other = null;
  let timer = 0;
  let busy = false;
  let leaving = false;

  const value = (one) => (one.type === "checkbox" ? (one.checked ? "1" : "") : one.value);
  const values = () => Object.fromEntries(fields.map((name) => [name, form.elements[name] ? value(form.elements[name]) : ""]));

  function fill({ words, version }) {
    for (const name of fields.filter((one) => one in words && form.elements[one])) {
      if (form.elements[name].type === "checkbox") form.elements[name].checked = words[name] === "1";
      else form.elements[name].value = words[name];
    }
    if (version) form.elements.version.value = version;
    form.classList.add("is-dirty");
    form.dispatchEvent(new CustomEvent("vitrine:filled"));
  }

  function remember(sent = false) {
    try {
      localStorage.setItem(key, JSON.stringify({ words: values(), version: Number(form.elements.version.value), revision, sent }));
    } catch {
      // without storage the server alone keeps it
    }
  }

  function recall() {
    try {
      return JSON.parse(localStorage.getItem(key) ?? "null");
    } catch {
      return null;
    }
  }

  function forget() {
    try {
      localStorage.removeItem(key);
    } catch {
      // nothing was kept there
    }
  }

  function ask(theirs) {
    other = theirs;
    clearTimeout(timer);
    aside.hidden = false;
  }

  function notKept(why) {
    told.textContent = "";
    away.textContent = away.dataset[why];
    away.hidden = false;
    clearTimeout(timer);
    timer = setTimeout(send, RETRY_MS);
  }

  async function post(words, force) {
    const body = JSON.stringify({ words, version: Number(form.elements.version.value), revision, tab, force });
    try {
      return await fetch(form.dataset.draft, {
        method: "POST", keepalive: true, body,
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
      });
    } catch {
      return null;
    }
  }

  async function send(force = false) {
    clearTimeout(timer);
    if (leaving || (other && !force)) return;
    if (busy) {
      timer = setTimeout(send, WAIT_MS);
      return;
    }
    busy = true;
    const words = values();
    const answer = await post(words, force === true);
    busy = false;
    if (leaving) return;
    if (!answer) notKept("offline");
    else if (answer.status === 409) ask((await answer.json()).draft ?? null);
    else if (!answer.ok) notKept("signedOut");
    else kept(words, (await answer.json()).revision);
  }

  function kept(words, number) {
    revision = number;
    away.hidden = true;
    const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    told.textContent = number ? told.dataset.kept.replace("{time}", time) : "";
    form.dataset.revision = String(number);
    if (plain(values()) === plain(words)) forget();
  }

  function typed() {
    form.classList.add("is-dirty");
    remember();
    if (!other) told.textContent = told.dataset.typing;
    channel?.postMessage({ key, tab, words: values(), version: Number(form.elements.version.value) });
    clearTimeout(timer);
    timer = setTimeout(send, WAIT_MS);
  }

  function begin() {
    const local = recall();
    if (!local) {
      if (fields.some((name) => (form.elements[name]?.defaultValue ?? form.elements[name]?.value) !== form.elements[name]?.value)) typed();
      return; // somebody was quicker than this script
    }
    const version = Number(form.elements.version.value);
    if ((local.sent && version === local.version + 1) || plain(local.words) === plain(values())) {
      forget();
    } else if (local.revision >= revision) {
      fill(local);
      const toast = document.querySelector("#draft-told");
      if (toast) document.querySelector(".toasts").append(toast.content.cloneNode(true));
      send();
    } else {
      ask(local);
    }
  }

  form.addEventListener("input", typed);
  form.addEventListener("submit", (event) => {
    leaving = true;
    clearTimeout(timer);
    if (event.submitter?.matches("[data-discard]")) forget();
    else remember(true);
  });
  aside.querySelector("[data-take-other]").addEventListener("click", () => {
    aside.hidden = true;
    if (other) fill(other);
    other = null;
    form.elements[form.dataset.draftFocus].focus();
    remember();
    send(true);
  });
  aside.querySelector("[data-keep-mine]").addEventListener("click", () => {
    aside.hidden = true;
    other = null;
    form.elements[form.dataset.draftFocus].focus();
    send(true);
  });
  channel?.addEventListener("message", ({ data }) => { if (data.key === key && data.tab !== tab) ask(data); });
  document.addEventListener("visibilitychange", () => { if (document.hidden && recall()) send(); });
  window.addEventListener("online", () => { if (recall()) send(); });
  window.addEventListener("pageshow", (event) => { if (event.persisted) leaving = false; });
  begin();
}
