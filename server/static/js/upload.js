// The upload page, and the page of a link for outsiders: takes files in, has Uppy send them, asks what became of them, and
// shows all of it.
import { hashOf, knownHere } from "./upload-known.js";
import { recall } from "./upload-memory.js";
import { makeQueue } from "./upload-queue.js";
import { filesFrom } from "./upload-tree.js";
import { fill, makeLine, showLine, showOverall, spoken } from "./upload-lines.js";

const ASK_MS = 1500;
const ASK_AGAIN_MS = 5000;
const WINDOW_MS = 4000;
const SPEAK_MS = 4000;
const HASHED_MOST = 64 << 20; // where nothing is asked by it, a phone need not hash a long film
const FULL = new Set(["disk-full", "upload-share", "link-full", "link-over", "link-revoked"]);
const UNDER_WAY = new Set(["waiting", "sending", "checking"]);
const SETTLED = new Set(["ready", "already-here", "ignored"]);

const root = document.querySelector("#uploads");
const texts = JSON.parse(root.dataset.texts);
const token = document.querySelector("meta[name=csrf-token]").content;
const parts = Object.fromEntries(["drop", "zone", "event", "list", "line", "overall", "next", "told", "files-section", "submit-all", "lacks"]
  .map((id) => [id, document.getElementById(id)]));
const entries = [];
let batch = root.dataset.batch;
let asking = null;
let lastSpoken = 0;
let openFor = parts.next && !parts.next.hidden ? 1 : 0; // how many can be submitted for some channel, and how many are nowhere yet
let submittable = parts.next && !parts.next.querySelector("[data-first]")?.hidden ? openFor : 0;
let offering = false;
const samples = [];
const queue = makeQueue(root.dataset.tus, () => batch, { started, moved, ended });

// Adding

function add(found) {
  const fresh = found.filter(({ file, path }) => !entries.some((one) => one.path === path && one.bytes === file.size));
  if (fresh.length === 0) return say(found.length ? texts.again : texts.nothing);
  for (const { file, path } of fresh) {
    const entry = { file, path, name: file.name, bytes: file.size, sent: 0, stage: "waiting", event: parts.event?.value ?? "" };
    if (file.size > Number(root.dataset.limit)) {
      Object.assign(entry, { stage: "refused", why: fill(texts.too_large, { limit: root.dataset.limitText }) });
    }
    entries.push(entry);
    makeLine(entry, parts.list, parts.line);
    showLine(entry, texts);
  }
  name(fresh);
  root.classList.add("has-files");
  parts["files-section"].hidden = false;
  offer();
  return undefined;
}

// A file that was begun before leads back to its batch; else the batch is new.
function name(fresh) {
  if (batch) return;
  const begun = fresh.map(({ file, path }) => recall(file, path)?.metadata.batch).find(Boolean);
  const random = [...crypto.getRandomValues(new Uint8Array(8))].map((one) => one.toString(16).padStart(2, "0")).join("");
  batch = begun ?? `${new Date().toISOString().slice(0, 10).replaceAll("-", "")}-${random}`;
  history.replaceState(null, "", `${root.dataset.page}?batch=${batch}`);
  if (parts["submit-all"]) parts["submit-all"].action = root.dataset.submit.replace("BATCH", batch);
  for (const link of root.querySelectorAll(".describe-all")) link.href = link.href.replace("BATCH", batch);
  for (const button of root.querySelectorAll("[data-check-first]")) button.formAction = button.formAction.replace("BATCH", batch);
}

// Sending

// One after the other: what does it hash to, and is it here already? If not, it goes to the queue, which sends three at a
// time. What was begun before has told its hash then: if the file is another by now, the server finds out.
async function offer() {
  show();
  if (offering) return;
  offering = true;
  for (let entry = next(); entry; entry = next()) {
    entry.offered = true;
    const where = { batch, path: entry.path, event: entry.event, address: root.dataset.known, token };
    const asks = Boolean(root.dataset.known);
    const hashes = !recall(entry.file, entry.path) && (asks || entry.file.size <= HASHED_MOST);
    const sha256 = hashes ? await hashOf(entry.file) : null;
    const here = asks && sha256 ? await knownHere(sha256, where) : null;
    if (entry.stage !== "waiting") continue;
    if (here) received(entry, 200, here);
    else queue.push(entries.indexOf(entry), entry.file, { path: entry.path, event: entry.event, sha256 });
    show();
    ask();
  }
  offering = false;
}

function next() {
  return entries.find((one) => one.stage === "waiting" && !one.offered);
}

function started(tag) {
  const entry = entries[tag];
  if (entry.stage !== "waiting") return;
  Object.assign(entry, { stage: "sending", began: performance.now() });
  show();
}

function moved(tag, bytes) {
  const entry = entries[tag];
  if (entry.stage !== "sending") return;
  entry.sent = Math.min(bytes, entry.bytes);
  if (entry.sent === entry.bytes) entry.stage = "checking";
  entry.rate = entry.sent / Math.max(0.2, (performance.now() - entry.began) / 1000);
  later();
}

function ended(tag, status, answer) {
  const entry = entries[tag];
  if (UNDER_WAY.has(entry.stage)) received(entry, status, answer);
  show();
  ask();
}

function received(entry, status, answer) {
  const why = answer?.reason?.[document.documentElement.lang.startsWith("zh") ? "zh" : "en"] ?? "";
  if (status === 0) Object.assign(entry, { stage: "failed", why: texts.broken });
  else if (!answer?.outcome) Object.assign(entry, { stage: "failed", why: why || texts.broken });
  else if (answer.reason?.code === "cut-short") Object.assign(entry, { stage: "failed", why });
  else {
    entry.sent = entry.bytes;
    Object.assign(entry, { stage: answer.outcome === "added" ? "processing" : answer.outcome, why, sha256: answer.sha256 });
  }
  if (status === 507 || FULL.has(answer?.reason?.code)) hold();
}

// Where no more is taken, what waits is not tried one by one, but can be sent again.
function hold() {
  for (const entry of entries.filter((one) => one.stage === "waiting")) {
    Object.assign(entry, { stage: "failed" });
    queue.cancel(entries.indexOf(entry));
  }
}

function cancelOne(entry) {
  Object.assign(entry, { stage: "cancelled", sent: 0 });
  queue.cancel(entries.indexOf(entry));
  show();
}

function again(some) {
  for (const entry of some) Object.assign(entry, { stage: "waiting", offered: false, sent: 0, why: "", event: parts.event?.value ?? "" });
  offer();
}

// What became of them

function ask() {
  const wanted = entries.some((one) => one.stage === "processing" || (one.stage === "already-here" && !one.asked));
  if (asking || !batch || !wanted) return;
  asking = setTimeout(answerTo, ASK_MS);
}

async function answerTo() {
  let pause = ASK_MS;
  try {
    const answer = await fetch(root.dataset.batches.replace("BATCH", batch), { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    merge(await answer.json());
  } catch {
    pause = ASK_AGAIN_MS;
    say(texts.offline);
  }
  asking = null;
  show();
  if (entries.some((one) => one.stage === "processing")) asking = setTimeout(answerTo, pause);
}

function merge(answer) {
  const byHash = new Map(answer.lines.filter((line) => line.sha256).map((line) => [line.sha256, line]));
  for (const entry of entries) {
    const line = byHash.get(entry.sha256);
    if (!line || UNDER_WAY.has(entry.stage)) continue;
    entry.asked = true;
    Object.assign(entry, told(line), { stage: entry.stage === "already-here" ? "already-here" : line.stage });
    showLine(entry, texts);
  }
  submittable = answer.submittable;
  openFor = answer.open ?? submittable;
  if (!parts.lacks) return;
  parts.lacks.hidden = !answer.lacking;
  parts.lacks.textContent = parts.lacks.dataset.text.replace("{n}", String(answer.lacking));
}

function told(line) {
  return { sha256: line.sha256, href: line.href, picture: line.picture, title: line.title, why: line.why ?? "", caution: line.caution ?? "", state: line.state,
    stateName: line.state_name, refusals: line.refusals };
}

// Showing

function sums() {
  const count = (test) => entries.filter(test).length;
  const wanted = entries.filter((one) => one.stage !== "cancelled" && !(one.stage === "refused" && one.sent === 0));
  return {
    all: entries.length, done: count((one) => SETTLED.has(one.stage) || one.stage === "processing"),
    bad: count((one) => one.stage === "refused" || one.stage === "failed"), cancelled: count((one) => one.stage === "cancelled"),
    retry: count((one) => one.file && one.stage === "failed"), processing: count((one) => one.stage === "processing"),
    under_way: count((one) => UNDER_WAY.has(one.stage)),
    bytes: wanted.reduce((sum, one) => sum + one.bytes, 0), sent: wanted.reduce((sum, one) => sum + one.sent, 0), rate: rate(),
  };
}

function rate() {
  if (samples.length < 2) return 0;
  const [first, last] = [samples[0], samples.at(-1)];
  return last.at > first.at ? Math.max(0, (last.sent - first.sent) / (last.at - first.at) * 1000) : 0;
}

function sample() {
  const now = performance.now();
  samples.push({ at: now, sent: entries.reduce((sum, one) => sum + one.sent, 0) });
  while (samples.length > 2 && samples[0].at < now - WINDOW_MS) samples.shift();
}

let drawing = false;
function later() {
  if (drawing) return;
  drawing = true;
  setTimeout(() => { drawing = false; sample(); show(); }, 200);
}

function show() {
  for (const entry of entries) if (entry.stage !== entry.shown || entry.stage === "sending") { showLine(entry, texts); entry.shown = entry.stage; }
  const now = sums();
  showOverall(parts.overall, now, texts);
  if (parts.next) {
    parts.next.hidden = Boolean(now.under_way || now.processing || !openFor);
    for (const part of parts.next.querySelectorAll("[data-first]")) part.hidden = !submittable;
    for (const part of parts.next.querySelectorAll("[data-more]")) part.hidden = Boolean(submittable);
  }
  const finished = !now.under_way && !now.processing;
  if (now.all && (finished || performance.now() - lastSpoken > SPEAK_MS)) {
    lastSpoken = performance.now();
    say(spoken(now, texts));
  }
}

function say(text) {
  if (parts.told.textContent !== text) parts.told.textContent = text;
}

// Wiring

for (const [opener, input] of [["choose", "pick-files"], ["choose-folder", "pick-folder"], ["take", "pick-camera"]]) {
  const button = document.getElementById(opener);
  if (!button) continue;
  const picker = document.getElementById(input);
  button.hidden = false;
  button.addEventListener("click", () => picker.click());
  picker.addEventListener("change", () => {
    add([...picker.files].map((file) => ({ file, path: file.webkitRelativePath || file.name })));
    picker.value = "";
  });
}
document.querySelector("#plain")?.remove();
parts.drop.addEventListener("submit", (event) => event.preventDefault());

let depth = 0;
const over = (on) => root.classList.toggle("is-over", on);
document.addEventListener("dragenter", (event) => { if (event.dataTransfer?.types.includes("Files")) { depth += 1; over(true); } });
document.addEventListener("dragleave", () => { depth = Math.max(0, depth - 1); over(depth > 0); });
document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", async (event) => {
  event.preventDefault();
  depth = 0;
  over(false);
  if (event.dataTransfer) add(await filesFrom(event.dataTransfer));
});

root.addEventListener("click", (event) => {
  const entry = entries.find((one) => one.line.contains(event.target));
  if (event.target.closest("[data-retry]")) again([entry]);
  if (event.target.closest("[data-cancel]")) cancelOne(entry);
  if (event.target.closest("[data-retry-all]")) again(entries.filter((one) => one.file && one.stage === "failed"));
  if (event.target.closest("[data-stop]")) for (const one of entries) if (one.stage === "waiting" || one.stage === "sending") cancelOne(one);
});
window.addEventListener("beforeunload", (event) => {
  if (entries.some((one) => UNDER_WAY.has(one.stage))) event.preventDefault();
});

parts.list.replaceChildren();
for (const line of JSON.parse(root.dataset.lines)) {
  const entry = { ...told(line), name: line.name, path: line.name, bytes: line.bytes, sent: line.bytes, stage: line.stage };
  entries.push(entry);
  makeLine(entry, parts.list, parts.line);
}
if (batch && location.pathname !== root.dataset.page) history.replaceState(null, "", `${root.dataset.page}?batch=${batch}`); // the answer to a submission
show();
ask();
