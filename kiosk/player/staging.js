// A new set is fetched and verified whole before anything of it counts. A file that fails is thrown away and told;
// the old set goes on, and the staging is tried again later.

import { filesOfSet } from "./schedule.js";

const AT_ONCE = 2;
const SHARE_MOST = 0.8;

/** Not enough room for the new set. */
export class NoRoom extends Error {
  code = "quota";
}

export class Staging {
  #store;
  #server;
  #journal;
  #estimate;

  constructor({ store, server, journal, estimate }) {
    this.#store = store;
    this.#server = server;
    this.#journal = journal;
    this.#estimate = estimate;
    this.progress = null;
  }

  /**
   * Fetch what `items` needs and the store lacks. True when the set is whole. `keep` are the files (active,
   * previous) that must stay when room is made; `signal` gives up, what is complete stays.
   */
  async fill(items, keep, signal = undefined) {
    const files = filesOfSet(items);
    const lacking = await this.#store.lacking(files);
    this.progress = { done: files.length - lacking.length, all: files.length };
    try {
      if (lacking.length) await this.#makeRoom(lacking, [...files, ...keep]);
      const queue = [...lacking];
      const results = await Promise.all(Array.from({ length: AT_ONCE }, () => this.#work(queue, signal)));
      return results.every(Boolean);
    } catch (error) {
      this.#journal.note(error.code ?? "staging", error.message);
      return false;
    } finally {
      this.progress = null;
    }
  }

  async #work(queue, signal) {
    let whole = true;
    for (let file = queue.shift(); file; file = queue.shift()) {
      try {
        await this.#store.take(file, this.#server.media(file.sha256, signal));
        this.progress.done += 1;
      } catch (error) {
        whole = false;
        if (signal?.aborted) return false;
        this.#journal.note(error.name === "Damaged" ? "damaged" : "fetch", `${file.sha256} ${error.code ?? error.message}`);
      }
    }
    return whole;
  }

  async #makeRoom(lacking, keep) {
    const needed = lacking.reduce((sum, file) => sum + file.bytes, 0);
    if (await this.#fits(needed)) return;
    await this.#store.keepOnly(keep);
    if (!(await this.#fits(needed))) throw new NoRoom(`${needed} bytes`);
  }

  async #fits(needed) {
    const { usage = 0, quota = Infinity } = await this.#estimate();
    return usage + needed <= quota * SHARE_MOST;
  }
}
