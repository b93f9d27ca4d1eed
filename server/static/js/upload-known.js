// What a file hashes to, worked out beside the page so that the page stays quick; and whether it is here already, asked
// before its bytes move.

const waiting = new Map();
let worker = null;
let count = 0;

/** @returns {Promise<string | null>} the file's SHA-256; null where it cannot be read */
export function hashOf(file) {
  worker ??= start();
  const id = (count += 1);
  return new Promise((resolve) => { waiting.set(id, resolve); worker.postMessage({ id, file }); });
}

function start() {
  const made = new Worker(new URL("./upload-hash.js", import.meta.url), { type: "module" });
  made.addEventListener("message", ({ data: { id, sha256 } }) => { waiting.get(id)?.(sha256); waiting.delete(id); });
  made.addEventListener("error", () => { for (const resolve of waiting.values()) resolve(null); waiting.clear(); });
  return made;
}

/**
 * Say whether sending a file of this hash would change nothing; then it is noted in its batch as "already here".
 * @returns {Promise<{outcome: string, sha256: string} | null>} null: send it. Whatever goes wrong here means to send it.
 */
export async function knownHere(sha256, { address, token, batch, path, event }) {
  try {
    const answer = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
      body: JSON.stringify({ sha256s: [sha256], batch, names: [path], event: event || null }),
    });
    if (!answer.ok) return null;
    return (await answer.json()).known.find((one) => one.needless) ?? null;
  } catch {
    return null;
  }
}
