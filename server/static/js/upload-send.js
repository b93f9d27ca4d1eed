// One file by the tus 1.0.0 protocol: begun, sent in pieces, gone on with from the last byte however often the line
// breaks. XMLHttpRequest, because fetch tells nothing of how far a body has gone.
import { forget, recall, remember } from "./upload-memory.js";

const PIECE = 8 << 20;
const AT_ONCE = 1 << 20; // so small a file goes with the request that begins it
const PAUSES_MS = [0, 1000, 3000, 5000];
const ON = "went on";
const FAILED = "failed";

/**
 * Begin to send a file, or go on with it.
 * @param {File} file
 * @param {{address: string, batch: string, path: string, event: string}} where the tus door, and where the file belongs
 * @param {(bytes: number) => void} progress called with the bytes that have gone
 * @returns {{done: Promise<{status: number, answer: object | null}>, cancel: () => void}} status 0: the connection broke
 */
export function send(file, where, progress) {
  const known = recall(file, where.path);
  const job = { file, where, progress, href: known?.batch === where.batch ? known.href : null, offset: 0, unsure: true,
    request: null, cancelled: false };
  return { done: deliver(job), cancel: () => cancel(job) };
}

async function deliver(job) {
  let tries = 0;
  while (!job.cancelled) {
    const before = job.offset;
    const told = await step(job);
    if (typeof told === "object") return told;
    if (job.offset > before) tries = 0;
    if (told === FAILED) {
      if (tries === PAUSES_MS.length) break;
      await new Promise((resolve) => { setTimeout(resolve, PAUSES_MS[tries]); });
      tries += 1;
    }
  }
  return { status: 0, answer: null };
}

function step(job) {
  if (!job.href) return begin(job);
  if (job.unsure) return look(job);
  return job.offset === job.file.size ? conclude(job) : goOn(job);
}

async function begin(job) {
  const { file, where } = job;
  const whole = file.size <= AT_ONCE;
  const told = { relativePath: where.path, filename: file.name, batch: where.batch, ...(where.event ? { event: where.event } : {}) };
  const headers = { "Upload-Length": String(file.size), "Upload-Metadata": Object.entries(told).map(([name, value]) => `${name} ${coded(value)}`).join(",") };
  if (whole) headers["Content-Type"] = "application/offset+octet-stream";
  const answer = await ask(job, "POST", where.address, headers, whole ? file : null);
  const href = answer.header("Location");
  if (answer.status !== 201) return trouble(job, answer);
  Object.assign(job, { href, offset: Number(answer.header("Upload-Offset")), unsure: false });
  if (answer.body?.outcome) return { status: 200, answer: answer.body };
  remember(file, where.path, href, where.batch);
  return ON;
}

async function look(job) {
  const answer = await ask(job, "HEAD", job.href);
  if (answer.status !== 200) return trouble(job, answer);
  Object.assign(job, { offset: Number(answer.header("Upload-Offset")), unsure: false });
  job.progress(job.offset);
  return ON;
}

async function goOn(job) {
  const piece = job.file.slice(job.offset, job.offset + PIECE);
  const headers = { "Upload-Offset": String(job.offset), "Content-Type": "application/offset+octet-stream" };
  const answer = await ask(job, "PATCH", job.href, headers, piece);
  if (answer.status !== 204) return trouble(job, answer);
  job.offset = Number(answer.header("Upload-Offset"));
  return ON;
}

async function conclude(job) {
  const answer = await ask(job, "GET", job.href, { Accept: "application/json" });
  if (answer.status !== 200) return trouble(job, answer);
  if (!answer.body?.outcome) return FAILED;
  forget(job.file, job.where.path);
  return { status: 200, answer: answer.body };
}

// What can get better by itself is tried again; what the server has forgotten is begun anew; the rest is told.
function trouble(job, { status, body }) {
  job.unsure = true;
  if (status === 404 || status === 410) {
    forget(job.file, job.where.path);
    Object.assign(job, { href: null, offset: 0 });
    return FAILED;
  }
  const passing = status === 0 || status === 409 || status === 423 || status === 460 || (status >= 500 && status !== 507);
  return passing ? FAILED : { status, answer: body };
}

function cancel(job) {
  job.cancelled = true;
  job.request?.abort();
  forget(job.file, job.where.path);
  if (job.href) fetch(job.href, { method: "DELETE", headers: { "Tus-Resumable": "1.0.0" } }).catch(() => {});
}

function ask(job, method, address, headers = {}, body = null) {
  const request = new XMLHttpRequest();
  job.request = request;
  return new Promise((resolve) => {
    request.open(method, address);
    for (const [name, value] of Object.entries({ "Tus-Resumable": "1.0.0", Accept: "application/json", ...headers })) request.setRequestHeader(name, value);
    request.upload.addEventListener("progress", (event) => job.progress(job.offset + event.loaded));
    request.addEventListener("loadend", () => resolve({ status: request.status, body: parsed(request.responseText),
      header: (name) => request.getResponseHeader(name) }));
    request.send(body);
  });
}

function coded(text) {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
