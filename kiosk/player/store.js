// Media by hash. In goes only what was verified on the way; out comes only what was verified again.

import { Damaged, recheck, verified } from "./verify.js";

export class Missing extends Error {
  constructor(sha256) {
    super(`missing ${sha256}`);
    this.name = "Missing";
    this.code = "missing";
    this.sha256 = sha256;
  }
}

export class Store {
  #depot;
  #subtle;

  constructor(depot, subtle = globalThis.crypto?.subtle) {
    this.#depot = depot;
    this.#subtle = subtle;
  }

  get kind() {
    return this.#depot.kind;
  }

  /** Which of `files` are not held in full length. */
  async lacking(files) {
    const held = await this.held();
    const lacking = [];
    for (const file of files) {
      const blob = held.has(file.sha256) ? await this.#depot.read(file.sha256) : null;
      if (blob?.size !== file.bytes) lacking.push(file);
    }
    return lacking;
  }

  /** Keep the bytes of an async iterable as `file`; throws Damaged and keeps nothing if they are not that file's. */
  async take(file, parts) {
    await this.#depot.write(file.sha256, verified(parts, file, this.#subtle));
  }

  /** A Blob to show, hashed just now. Throws Missing, or Damaged after throwing the file away. */
  async open(file) {
    const blob = await this.#depot.read(file.sha256);
    if (blob === null) throw new Missing(file.sha256);
    try {
      return await recheck(blob, file, this.#subtle);
    } catch (error) {
      if (error instanceof Damaged) await this.#depot.remove(file.sha256);
      throw error;
    }
  }

  /** The hashes of all that is held, whole or not. */
  async held() {
    return new Set(await this.#depot.names());
  }

  async remove(hashes) {
    const held = await this.held();
    for (const hash of hashes) if (held.has(hash)) await this.#depot.remove(hash);
  }

  /** Forget every file that is in none of `sets` (arrays of files). Never call it while something is being staged. */
  async keepOnly(...sets) {
    await this.#depot.keepOnly(new Set(sets.flat().map((file) => file.sha256)));
  }

  async wipe() {
    await this.#depot.keepOnly(new Set());
  }
}
