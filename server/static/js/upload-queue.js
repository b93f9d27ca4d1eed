// Uppy at work: it queues, cuts into pieces, tries again, and goes on from the last byte. No face of its own: the page has one.
import { Tus, Uppy } from "../vendor/uppy-6.3.1/uppy.js";
import { memory } from "./upload-memory.js";

const AT_ONCE = 3;
const PIECE = 8 << 20;
const WHOLE = 1 << 20; // so small a file goes with the request that begins it
const PAUSES_MS = [0, 1000, 3000, 5000];
const FIELDS = ["relativePath", "name", "batch", "event", "lastModified", "sha256"];

/**
 * Make the queue of one page.
 * @param {string} address the tus door
 * @param {() => string} batch where files belong that are begun now
 * @param {{started: Function, moved: Function, ended: Function}} tell started(tag); moved(tag, bytes); ended(tag, status,
 *   answer), status 0 where the connection broke and all tries were in vain
 */
export function makeQueue(address, batch, tell) {
  const ids = new Map(); // tag -> Uppy's id
  const uppy = new Uppy({ allowMultipleUploadBatches: true });
  uppy.use(Tus, {
    endpoint: address, limit: AT_ONCE, chunkSize: PIECE, retryDelays: PAUSES_MS, allowedMetaFields: FIELDS,
    removeFingerprintOnSuccess: true, urlStorage: memory(batch), headers: { Accept: "application/json" },
    onBeforeRequest: (_request, file) => tell.started(file.meta.tag),
    onShouldRetry: again,
  });
  uppy.on("upload-progress", (file, progress) => { if (file) tell.moved(file.meta.tag, progress.bytesUploaded); });
  uppy.on("upload-success", async (file, response) => end(file, await conclude(response.uploadURL)));
  uppy.on("upload-error", (file, _error, response) => end(file, { status: response?.status ?? 0, answer: parsed(response?.body.xhr) }));

  // Off Uppy's list at once, or its next round would try what failed again by itself; the address is remembered elsewhere.
  function end(file, { status, answer }) {
    setTimeout(() => { if (ids.get(file.meta.tag) === file.id) remove(file.meta.tag); });
    tell.ended(file.meta.tag, status, answer);
  }

  function remove(tag) {
    const id = ids.get(tag);
    ids.delete(tag);
    if (id && uppy.getFile(id)) uppy.removeFile(id);
  }

  return {
    /** Send a file, or go on with it. */
    push(tag, file, { path, event, sha256 }) {
      const meta = { relativePath: path, batch: batch(), event, lastModified: String(file.lastModified), tag };
      if (sha256) meta.sha256 = sha256; // the server keeps nothing else under this name
      const id = uppy.addFile({ name: file.name, type: file.type, data: file, meta });
      ids.set(tag, id);
      uppy.setFileState(id, { tus: { uploadDataDuringCreation: file.size <= WHOLE } });
      uppy.upload().catch(() => {}); // each file's own event has told
    },
    /** Give a file up, here and on the server. */
    cancel: remove,
  };
}

// What can get better by itself is tried again, and what the server has forgotten is begun anew; a full disk takes no more.
function again(error, _tries, _options, usual) {
  const status = error.originalResponse?.getStatus();
  if ((status === 404 || status === 410) && error.originalRequest.getMethod() === "PATCH") return true;
  return status === 507 ? false : usual(error);
}

// The last byte's answer says that all is there; the upload's own page says what became of it.
async function conclude(address) {
  for (const pause of PAUSES_MS) {
    await new Promise((resolve) => { setTimeout(resolve, pause); });
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json" } });
      if (answer.status < 500) return { status: answer.status, answer: await answer.json() };
    } catch {
      // the line broke: once more
    }
  }
  return { status: 0, answer: null };
}

function parsed(request) {
  try {
    return JSON.parse(request.responseText);
  } catch {
    return null;
  }
}
