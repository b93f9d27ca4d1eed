// Sends what waits in the queue of choices: at once, again when the connection is back, and on the next page that opens.
// On every page. `vitrine:chosen` on the document tells what stands at the server; #choices-wait tells how many wait.
import { queueOf } from "./choices-queue.js";

const SOON = 120; // ms in which more choices may join a request
const MOST = 2000; // choices in one request
const LAST = 500; // and in the one that outlives its page
const SLOW = 1500; // ms after which somebody wants to know
const told = document.querySelector("#choices-wait");
const person = document.querySelector("meta[name=person]")?.content;
let storage = null;
try {
  storage = window.localStorage;
} catch {
  // the queue then lasts as long as the page
}
const queue = queueOf(storage, person);
const tabs = person ? new BroadcastChannel(`vitrine-choices-${person}`) : null; // other pages of the same person in this browser
let sending = false;
let trouble = ""; // "", "lost" or "sign-in"
let pause = 2000;
let timer = 0;
let slow = 0;
let mine = readAll();

function readAll() {
  return new Map(queue.waiting().map((one) => [`${one.id}:${one.field}`, one.value]));
}

/** @returns what waits to be sent of a picture, by field */
export function waitingOf(id) {
  const found = {};
  for (const field of ["rating", "flag", "colour"]) {
    if (mine.has(`${id}:${field}`)) found[field] = mine.get(`${id}:${field}`);
  }
  return found;
}

/** Keep choices and send them soon. @param {{id: string, field: string, after: any}[]} changes */
export function keep(changes) {
  const now = Date.now();
  for (const { id, field, after } of changes) {
    queue.put(id, field, after, now);
    mine.set(`${id}:${field}`, after);
  }
  if (trouble) show();
  else soon(SOON);
}

function soon(ms) {
  clearTimeout(timer);
  timer = setTimeout(send, ms);
}

async function send() {
  if (sending || !told || !person) return;
  const batch = queue.waiting().slice(0, MOST);
  if (batch.length === 0) return rest("");
  if (!navigator.onLine) return rest("lost");
  sending = true;
  clearTimeout(slow);
  slow = setTimeout(show, SLOW);
  let failed = "";
  try {
    const answer = await post(batch, { signal: AbortSignal.timeout(30000) });
    if (answer.status === 401 || answer.redirected) failed = "sign-in";
    else if (!answer.ok) failed = answer.status === 400 ? "sign-in" : "lost";
    else settle(batch, await answer.json());
  } catch {
    failed = "lost";
  }
  sending = false;
  clearTimeout(slow);
  if (failed) return rest(failed);
  pause = 2000;
  trouble = "";
  return queue.count() ? soon(0) : rest("");
}

function post(batch, options) {
  const body = JSON.stringify({ sent: Date.now(), choices: batch.map(({ id, field, value, made }) => [id, field, value, made]) });
  const token = document.querySelector("meta[name=csrf-token]").content;
  return fetch(told.dataset.address, {
    method: "POST", body, headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token }, ...options,
  });
}

function settle(batch, { standing, refused }) {
  queue.settle(batch);
  mine = readAll();
  document.dispatchEvent(new CustomEvent("vitrine:chosen", { detail: { standing, refused } }));
  tabs?.postMessage(standing);
}

// With trouble, what waits is tried again after a while, sooner when the browser says that the connection is back.
function rest(what) {
  trouble = what;
  show();
  if (!what) return;
  soon(pause);
  pause = Math.min(pause * 2, 30000);
}

function show() {
  if (!told) return;
  const count = queue.count();
  const above = document.querySelector("#compare[open]") ?? document.body; // a modal dialog covers all else
  if (told.parentElement !== above) above.append(told);
  told.hidden = count === 0 || !(trouble || sending);
  told.dataset.count = String(count);
  const text = count === 1 ? told.dataset.one : told.dataset.many.replace("{n}", String(count));
  told.querySelector("[data-text]").textContent = `${text} ${trouble ? told.dataset[trouble === "sign-in" ? "signIn" : "lost"] : ""}`.trim();
}

if (told && person) {
  document.addEventListener("vitrine:compare", show);
  addEventListener("online", () => { pause = 2000; soon(0); });
  addEventListener("offline", () => { if (queue.count()) rest("lost"); });
  addEventListener("storage", ({ key }) => {
    if (!queue.owns(key)) return;
    mine = readAll();
    show();
  });
  tabs.addEventListener("message", ({ data }) => {
    document.dispatchEvent(new CustomEvent("vitrine:chosen", { detail: { standing: data, refused: [] } }));
  });
  addEventListener("pagehide", () => {
    const batch = queue.waiting().slice(0, LAST);
    if (batch.length && navigator.onLine) post(batch, { keepalive: true }).catch(() => {}); // it waits for the next page then
  });
  if (queue.count()) soon(0);
}
