// Which uploads this browser has begun, so that the same file goes on from its last byte: after a reload, or tomorrow.

const PREFIX = "vitrine.upload|";
const TERM_MS = 7 * 86_400_000;

const key = (file, path) => `${PREFIX}${path}|${file.size}|${file.lastModified}`;

function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null; // no storage, or none of ours
  }
}

/** @returns {{href: string, batch: string} | null} what was begun with this very file */
export function recall(file, path) {
  return read(key(file, path));
}

export function remember(file, path, href, batch) {
  try {
    localStorage.setItem(key(file, path), JSON.stringify({ href, batch, at: Date.now() }));
  } catch {
    // a full or forbidden storage: the upload itself needs none
  }
}

export function forget(file, path) {
  try {
    localStorage.removeItem(key(file, path));
  } catch {
    // as above
  }
}

/** Forget what the server has forgotten too. */
export function tidy(now = Date.now()) {
  try {
    for (const name of Object.keys(localStorage).filter((one) => one.startsWith(PREFIX))) {
      if (!(now - read(name)?.at < TERM_MS)) localStorage.removeItem(name);
    }
  } catch {
    // as above
  }
}
