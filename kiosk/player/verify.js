// Bytes are shown only after their SHA-256 was checked. Web Crypto cannot hash a stream, so files travel with the
// hashes of their 4 MiB chunks and memory holds one chunk at a time; whole files of ordinary size are hashed as well.

export const CHUNK = 4 * 1024 * 1024;
const WHOLE_MOST = 32 * 1024 * 1024;

/** A file that is not what the manifest says. `code`: "shape" (manifest), "short", "long" or "hash". */
export class Damaged extends Error {
  constructor(code, sha256) {
    super(`${code} ${sha256}`);
    this.name = "Damaged";
    this.code = code;
    this.sha256 = sha256;
  }
}

/** SHA-256 of an ArrayBuffer or view, as lower-case hex. */
export async function digest(bytes, subtle = globalThis.crypto?.subtle) {
  const hash = new Uint8Array(await subtle.digest("SHA-256", bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Refuse a manifest entry that could not be verified at all. Throws Damaged "shape". */
export function checkShape(file) {
  const wanted = Math.max(1, Math.ceil(file.bytes / CHUNK));
  const hashes = [file.sha256, ...(file.chunks ?? [])];
  const sound = hashes.every((hash) => /^[0-9a-f]{64}$/.test(hash)) && Number.isSafeInteger(file.bytes) && file.bytes > 0;
  const agree = wanted > 1 || file.chunks?.[0] === file.sha256;
  if (!sound || !agree || file.chunks?.length !== wanted) throw new Damaged("shape", String(file.sha256));
}

/** Cut an async iterable of Uint8Array into pieces of `size` bytes (the last may be shorter). */
export async function* recut(parts, size = CHUNK) {
  let held = new Uint8Array(size);
  let filled = 0;
  for await (const part of parts) {
    for (let from = 0; from < part.length; ) {
      const piece = part.subarray(from, from + size - filled);
      held.set(piece, filled);
      filled += piece.length;
      from += piece.length;
      if (filled === size) {
        yield held;
        held = new Uint8Array(size);
        filled = 0;
      }
    }
  }
  if (filled > 0) yield held.subarray(0, filled);
}

/** Pass on only chunks that match `file`; throws Damaged at the first byte too many, too few or wrong. */
export async function* verified(parts, file, subtle = globalThis.crypto?.subtle) {
  checkShape(file);
  let index = 0;
  let total = 0;
  for await (const chunk of recut(parts)) {
    total += chunk.length;
    if (total > file.bytes) throw new Damaged("long", file.sha256);
    if (chunk.length < CHUNK && total < file.bytes) throw new Damaged("short", file.sha256);
    if ((await digest(chunk, subtle)) !== file.chunks[index]) throw new Damaged("hash", file.sha256);
    index += 1;
    yield chunk;
  }
  if (total !== file.bytes) throw new Damaged("short", file.sha256);
}

async function* slices(blob) {
  for (let from = 0; from < blob.size; from += CHUNK) {
    yield new Uint8Array(await blob.slice(from, from + CHUNK).arrayBuffer());
  }
}

/**
 * Check a stored file and give back a Blob to show. Files up to 32 MiB come back as a copy of the very bytes that
 * were hashed, so that nothing can change between the check and the look; larger ones stay on disk.
 * Throws Damaged.
 */
export async function recheck(blob, file, subtle = globalThis.crypto?.subtle) {
  if (blob.size !== file.bytes) throw new Damaged(blob.size < file.bytes ? "short" : "long", file.sha256);
  if (file.bytes <= WHOLE_MOST) {
    const bytes = await blob.arrayBuffer();
    if ((await digest(bytes, subtle)) !== file.sha256) throw new Damaged("hash", file.sha256);
    return new Blob([bytes], { type: file.media_type });
  }
  let passed = 0;
  for await (const chunk of verified(slices(blob), file, subtle)) passed += chunk.length;
  return blob.slice(0, passed, file.media_type);
}
