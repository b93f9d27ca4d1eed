// Which uploads this browser has begun, so that the same file goes on from its last byte: after a reload, or tomorrow.
// What Uppy's tus client calls a URL storage.

const PREFIX = "vitrine.tus|";
const TERM_MS = 7 * 86_400_000;

function all() {
  const found = [];
  try {
    for (const name of Object.keys(localStorage).filter((one) => one.startsWith(PREFIX))) {
      const kept = JSON.parse(localStorage.getItem(name));
      if (Date.now() - Date.parse(kept.creationTime) < TERM_MS) found.push({ ...kept, urlStorageKey: name });
      else localStorage.removeItem(name); // the server has forgotten it too
    }
  } catch {
    // no storage, or none of ours: an upload itself needs none
  }
  return found;
}

/** @returns {{metadata: {batch: string}} | undefined} what was begun with this very file, most recently */
export function recall(file, path) {
  return all().filter((one) => one.size === file.size && one.metadata.relativePath === path
    && one.metadata.lastModified === String(file.lastModified)).at(-1);
}

/** Remember for one batch: what was begun in another stays there. `batch` is asked each time. */
export function memory(batch) {
  return {
    findAllUploads: async () => all(),
    findUploadsByFingerprint: async (fingerprint) => all().filter((one) => one.fingerprint === fingerprint
      && one.metadata.batch === batch()),
    addUpload: async (fingerprint, upload) => {
      const name = `${PREFIX}${upload.metadata.batch}|${fingerprint}`;
      try {
        localStorage.setItem(name, JSON.stringify({ ...upload, fingerprint }));
      } catch {
        return undefined; // full or forbidden
      }
      return name;
    },
    removeUpload: async (name) => {
      try {
        localStorage.removeItem(name);
      } catch {
        // as above
      }
    },
  };
}
