// The review desk: two keys decide, the next item comes at once, many can be approved together.
import { keysOn } from "./keys-on.js";
import "./poster.js";
import { open } from "./large.js";
import { swipes } from "./review-swipe.js";

const desk = document.querySelector("#desk");
const texts = JSON.parse(desk.dataset.texts);
const token = document.querySelector("meta[name=csrf-token]").content;
const told = document.querySelector("#told");
const many = document.querySelector("#many");
const bar = document.querySelector("#many-bar");
const fetched = new Map();
let busy = false;

const item = () => document.querySelector("#item");
const links = () => [...document.querySelectorAll(".entry-link")];
const keyOf = (link) => link.closest(".entry").dataset.key;
const linkOf = (key) => links().find((link) => keyOf(link) === key);

function neighbour(step) {
  const all = links();
  const here = all.findIndex((link) => keyOf(link) === item().dataset.key);
  return here < 0 ? (step > 0 ? all[0] : undefined) : all[here + step];
}

// Going from item to item

async function part(address) {
  if (!fetched.has(address)) {
    fetched.set(address, fetch(address, { headers: { "X-Part": "item" } }).then((answer) => {
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      return answer.text();
    }));
  }
  try {
    return await fetched.get(address);
  } finally {
    fetched.delete(address);
  }
}

async function go(address, { push = true } = {}) {
  item().classList.add("is-going");
  try {
    const html = await part(address);
    item().replaceWith(document.createRange().createContextualFragment(html));
  } catch {
    item().classList.remove("is-going");
    return toast(texts.waiting, true);
  }
  if (push) history.pushState(null, "", address);
  arrive();
  item().focus({ preventScroll: true });
  told.textContent = item().dataset.title;
  return undefined;
}

// What stands there already stays, with what somebody has begun to write about it.
function visit(link) {
  if (!link.matches(".entry-link") || keyOf(link) !== item().dataset.key) return go(link.href);
  history.replaceState(null, "", link.href);
  return item().focus({ preventScroll: true });
}

function arrive() {
  const key = item().dataset.key;
  for (const link of links()) link.toggleAttribute("aria-current", false);
  const here = linkOf(key);
  here?.setAttribute("aria-current", "true");
  here?.scrollIntoView({ block: "nearest", inline: "nearest" });
  for (const button of item().querySelectorAll("[data-step]")) {
    const next = neighbour(Number(button.dataset.step));
    button.hidden = !next;
    if (next) button.href = next.href;
  }
  swipes(item(), { yes: () => decide("approve"), no: askReason });
  ahead(neighbour(1));
}

// The next item and its picture are fetched while this one is looked at.
async function ahead(link) {
  if (!link || fetched.has(link.href)) return;
  try {
    const answer = await fetch(link.href, { headers: { "X-Part": "item" } });
    if (!answer.ok || answer.redirected) return;
    const html = await answer.text();
    fetched.set(link.href, Promise.resolve(html));
    const picture = document.createRange().createContextualFragment(html).querySelector("img");
    if (picture) Object.assign(new Image(), { sizes: picture.sizes, srcset: picture.srcset });
  } catch {
    // it is asked for again when somebody goes there
  }
}

// Deciding

async function decide(verb) {
  const form = document.querySelector("#verdict");
  if (!form || busy) return undefined;
  const reason = form.elements.reason;
  if (verb === "return" && !reason.value.trim()) return askReason(texts.reason);
  busy = true;
  form.querySelectorAll("button").forEach((button) => { button.disabled = true; });
  const body = new FormData(form);
  body.set("verb", verb);
  const answer = await post(form.action, body);
  busy = false;
  form.querySelectorAll("button").forEach((button) => { button.disabled = false; });
  if (!answer) return undefined;
  const here = location.pathname === new URL(desk.dataset.desk, location).pathname ? form.action : location.href;
  toast(answer.told ?? texts.waiting, !answer.ok);
  if (!answer.ok) return answer.status < 500 && answer.status !== 422 ? overtaken(here) : undefined;
  return onward(answer.left, answer.also);
}

// Somebody else was quicker: show the item as it is now; if it is no longer ours, it leaves the queue.
async function overtaken(address) {
  const key = item().dataset.key;
  await go(address, { push: false });
  if (item().dataset.mine === "no") remove([key]);
}

async function post(address, body) {
  try {
    const answer = await fetch(address, { method: "POST", body, headers: { Accept: "application/json", "X-CSRFToken": token } });
    const said = await answer.json();
    return { ok: answer.ok, status: answer.status, told: said.reason && !said.told ? reasonText(said.reason) : said.told, ...said };
  } catch {
    toast(texts.waiting, true);
    return null;
  }
}

function reasonText(reason) {
  return document.documentElement.lang.startsWith("zh") ? reason.zh : reason.en;
}

// Asking, answering, handing on, adding a sign-off: the item is shown as it is then, or leaves the desk.
async function aside(form) {
  const answer = await post(form.action, new FormData(form));
  if (!answer) return undefined;
  toast(answer.told ?? texts.waiting, !answer.ok);
  if (!answer.ok) return undefined;
  if (form.dataset.aside === "leave") return onward(answer.left);
  return overtaken(form.dataset.item);
}

async function onward(left, also = []) {
  remove(also, left);
  const next = neighbour(1) ?? neighbour(-1);
  remove([item().dataset.key], left);
  if (next) await go(next.href);
  else location.href = desk.dataset.desk;
}

function unfold(key) {
  const box = item().querySelector(`.verdict-asides [aria-keyshortcuts="${key}"]`)?.closest("details");
  if (!box) return;
  box.open = true;
  box.querySelector("textarea, select").focus();
}

function askReason(hint = "") {
  const form = document.querySelector("#verdict");
  if (!form) return;
  form.querySelector("details").open = true;
  form.elements.reason.focus();
  if (typeof hint === "string" && hint) toast(hint, true);
}

function remove(keys, left) {
  for (const key of keys) linkOf(key)?.closest(".entry").remove();
  for (const group of document.querySelectorAll(".queue-group")) {
    const count = group.querySelectorAll(".entry").length;
    group.querySelector("[data-group-count]").textContent = count;
    if (count === 0) group.remove();
  }
  document.querySelector("#count").textContent = left ?? links().length;
  showChosen();
}

// Many at once

const boxes = () => [...many.querySelectorAll("[name=item]")];

function showChosen() {
  const chosen = boxes().filter((box) => box.checked).length;
  bar.hidden = chosen === 0;
  bar.querySelector("[data-chosen]").textContent = texts.chosen.replace("{n}", chosen);
  for (const group of document.querySelectorAll(".queue-group")) {
    const inside = [...group.querySelectorAll("[name=item]")];
    const count = inside.filter((box) => box.checked).length;
    const all = group.querySelector("[data-all]");
    all.checked = count === inside.length;
    all.indeterminate = count > 0 && count < inside.length;
  }
}

async function approveChosen() {
  const body = new FormData(many);
  const keys = body.getAll("item").map((ticket) => ticket.split(":").slice(0, 2).join(":"));
  const answer = await post(many.action, body);
  if (!answer) return;
  toast(answer.told ?? texts.waiting, !answer.ok || answer.refused?.length > 0);
  if (!answer.ok) return;
  const refused = new Set(answer.refused.map((one) => one.key));
  for (const box of boxes()) box.checked = false;
  remove(keys.filter((key) => !refused.has(key)), answer.left);
  const next = linkOf(item().dataset.key) ?? links()[0];
  if (next) await go(next.href);
  else location.href = desk.dataset.desk;
}

// Telling

function toast(text, alert = false) {
  const made = document.querySelector("#toast").content.firstElementChild.cloneNode(true);
  made.setAttribute("role", alert ? "alert" : "status");
  made.querySelector("[data-text]").textContent = text;
  const place = document.querySelector(".toasts");
  for (const old of place.querySelectorAll(".toast")) old.remove();
  place.append(made);
  if (!alert) setTimeout(() => made.remove(), 6000);
}

// Wiring

desk.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  const link = event.target.closest(".entry-link, [data-step]");
  const reason = event.target.closest("[data-reason]");
  const picture = event.target.closest(".picture-link");
  if (link || picture) event.preventDefault();
  if (link) visit(link);
  if (picture) open(picture);
  if (reason) write(reason.dataset.reason);
  if (event.target.closest("[data-clear]")) { for (const box of boxes()) box.checked = false; showChosen(); }
});

function write(reason) {
  const field = document.querySelector("#reason");
  field.value = field.value.trim() ? `${field.value.trim()}\n${reason}` : reason;
  field.focus();
}

desk.addEventListener("submit", (event) => {
  event.preventDefault();
  if (event.target.dataset.aside) aside(event.target);
  if (event.target.id === "verdict") decide(event.submitter?.value ?? "approve");
  if (event.target === many) {
    const sure = document.querySelector("#sure");
    sure.querySelector("[data-title]").textContent = texts.sure.replace("{n}", boxes().filter((box) => box.checked).length);
    sure.showModal();
  }
});
document.querySelector("[data-sure]").addEventListener("click", () => { document.querySelector("#sure").close(); approveChosen(); });
many.addEventListener("change", (event) => {
  if (event.target.matches("[data-all]")) {
    for (const box of event.target.closest(".queue-group").querySelectorAll("[name=item]")) box.checked = event.target.checked;
  }
  showChosen();
});
desk.addEventListener("toggle", (event) => { // on a phone it would unfold below the bar of pages
  if (event.target.open) event.target.querySelector(".verdict-reason, .aside-form")?.scrollIntoView({ block: "nearest" });
}, true);
window.addEventListener("popstate", () => go(location.href, { push: false }));

const KEYS = {
  a: () => decide("approve"), r: () => askReason(), j: () => step(1), k: () => step(-1), ArrowRight: () => step(1), ArrowLeft: () => step(-1),
  q: () => unfold("Q"), p: () => unfold("P"),
  x: () => { const box = linkOf(item().dataset.key)?.closest(".entry").querySelector("[name=item]"); if (box) box.click(); },
};

function step(by) {
  const next = neighbour(by);
  if (next) go(next.href);
}

document.addEventListener("keydown", (event) => {
  if (event.target.id === "reason" && event.key === "Enter" && (event.ctrlKey || event.metaKey)) return decide("return");
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form?.dataset.aside) return event.target.form.requestSubmit();
  if (event.key === "Escape" && event.target.closest(".verdict-asides details")) {
    event.target.closest("details").open = false;
    return item().focus();
  }
  if (event.target.id === "reason" && event.key === "Escape") {
    document.querySelector(".verdict-no").open = false;
    return item().focus();
  }
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open], .pswp")) return undefined;
  if (event.target.closest("input:not([type=checkbox]), textarea, select, [popover]")) return undefined;
  if (event.target.closest("video") && event.key.startsWith("Arrow")) return undefined;
  const act = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!act || (event.key.length === 1 && !keysOn())) return undefined;
  event.preventDefault();
  return act();
});

showChosen();
arrive();
