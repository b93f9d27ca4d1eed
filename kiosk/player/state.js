// What must survive a power cut: the active and previous set, alerts, the pairing under way, the clock, strikes, and
// plays not yet acknowledged. One IndexedDB, one transaction for each change.
//
// A power cut may also damage the database itself. It is then thrown away and made anew: the server tells the set
// again, and the media lie elsewhere. Where even that fails, this run keeps everything in memory.

import { Memory } from "./memory.js";

const NAME = "vitrine";
const PLAYS_MOST = 300_000; // about five weeks of ten-second items
const OPEN_MS = 5_000;

const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const finished = (transaction) =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
    transaction.onerror = () => reject(transaction.error);
  });

function within(ms, promise) {
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("the database does not answer")), ms);
  });
  return Promise.race([promise, limit]).finally(() => clearTimeout(timer));
}

async function opened(factory) {
  const request = factory.open(NAME, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("state");
    request.result.createObjectStore("plays", { keyPath: "id" }).createIndex("order", "order");
  };
  const db = await done(request);
  db.transaction(["state", "plays"]); // throws where a table is missing
  return db;
}

/** Open the database, anew where it is damaged, in memory where there is none to be had. `note(code, what)` is told. */
export async function openState({ factory = globalThis.indexedDB, note = () => {}, limit = OPEN_MS } = {}) {
  const open = () => within(limit, opened(factory));
  const forget = () => within(limit, done(factory.deleteDatabase(NAME)));
  try {
    return new State(await open(), { open, forget });
  } catch (error) {
    note("state-lost", error?.message);
  }
  try {
    await forget();
    return new State(await open(), { open, forget });
  } catch (error) {
    note("state-in-memory", error?.message);
    return new Memory();
  }
}

class State {
  #db;
  #open;
  #forget;
  #count = null;

  constructor(db, { open, forget }) {
    this.#db = db;
    this.#open = open;
    this.#forget = forget;
  }

  /** A transaction; where the browser closed the database under us (its files damaged or evicted), on a new connection. */
  async #begin(tables, mode = "readonly", options = {}) {
    try {
      return this.#db.transaction(tables, mode, options);
    } catch {
      this.#db = await this.#open();
      this.#count = null;
      return this.#db.transaction(tables, mode, options);
    }
  }

  async get(key) {
    return done((await this.#begin("state")).objectStore("state").get(key));
  }

  async put(key, value) {
    const change = await this.#begin("state", "readwrite", { durability: "strict" });
    change.objectStore("state").put(value, key);
    await finished(change);
  }

  /** The switch: `next` becomes active, what was active becomes previous; both or neither. */
  async flip(next) {
    const change = await this.#begin("state", "readwrite", { durability: "strict" });
    const table = change.objectStore("state");
    const former = await done(table.get("active"));
    if (former && former.revision !== next.revision) table.put(former, "previous");
    table.put(next, "active");
    await finished(change);
  }

  /** Keep one play. Past 300,000 the oldest go: a screen cut off for months must not fill its disk. */
  async addPlay(play) {
    const change = await this.#begin("plays", "readwrite");
    const table = change.objectStore("plays");
    table.put({ ...play, order: play.started_at });
    this.#count = this.#count === null ? await done(table.count()) : this.#count + 1;
    const excess = this.#count - PLAYS_MOST;
    if (excess > 0) for (const id of await done(table.index("order").getAllKeys(null, excess))) table.delete(id);
    await finished(change);
    if (excess > 0) this.#count -= excess;
  }

  /** The oldest plays, up to `limit`. */
  async plays(limit) {
    const rows = await done((await this.#begin("plays")).objectStore("plays").index("order").getAll(null, limit));
    return rows.map(({ order, ...play }) => play);
  }

  async dropPlays(ids) {
    const change = await this.#begin("plays", "readwrite");
    for (const id of ids) change.objectStore("plays").delete(id);
    await finished(change);
    this.#count = null;
  }

  /** Forget everything, the database itself if need be. */
  async wipe() {
    this.#count = null;
    try {
      const change = await this.#begin(["state", "plays"], "readwrite", { durability: "strict" });
      change.objectStore("state").clear();
      change.objectStore("plays").clear();
      await finished(change);
    } catch {
      this.#db.close();
      await this.#forget();
    }
  }
}
