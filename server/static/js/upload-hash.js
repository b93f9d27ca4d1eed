// A worker that hashes files: {id, file} in, {id, sha256} out; null where a file cannot be read. One after the other.
import { Sha256 } from "./sha256.js";

const CHUNK = 4 << 20;
const WHOLE_MOST = 64 << 20; // Web Crypto wants it all in memory
let turn = Promise.resolve();

async function hash(file) {
  if (self.crypto?.subtle && file.size <= WHOLE_MOST) {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }
  const running = new Sha256();
  for (let from = 0; from < file.size; from += CHUNK) {
    running.update(new Uint8Array(await file.slice(from, from + CHUNK).arrayBuffer()));
  }
  return running.hex();
}

self.addEventListener("message", ({ data: { id, file } }) => {
  turn = turn.then(() => hash(file)).catch(() => null).then((sha256) => self.postMessage({ id, sha256 }));
});
