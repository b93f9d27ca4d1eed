// What must survive a power cut: the active and previous set, alerts, the pairing under way, the clock, and plays
// not yet acknowledged. One IndexedDB, one transaction for each change.

const NAME = "vitrine";
const PLAYS_MOST = 20_000;

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

export async function openState(factory = globalThis.indexedDB) {
  const request = factory.open(NAME, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("state");
    request.result.createObjectStore("plays", { keyPath: "id" }).createIndex("order", "order");
  };
  return new State(await done(request));
}

class State {
  #db;

  constructor(db) {
    this.#db = db;
  }

  async get(key) {
    return done(this.#db.transaction("state").objectStore("state").get(key));
  }

  async put(key, value) {
    const change = this.#db.transaction("state", "readwrite", { durability: "strict" });
    change.objectStore("state").put(value, key);
    await finished(change);
  }

  /** The switch: `next` becomes active, what was active becomes previous; both or neither. */
  async flip(next) {
    const change = this.#db.transaction("state", "readwrite", { durability: "strict" });
    const table = change.objectStore("state");
    const former = await done(table.get("active"));
    if (former && former.revision !== next.revision) table.put(former, "previous");
    table.put(next, "active");
    await finished(change);
  }

  /** Keep one play. Past 20,000 the oldest go: a screen cut off for months must not fill its disk. */
  async addPlay(play) {
    const change = this.#db.transaction("plays", "readwrite");
    const table = change.objectStore("plays");
    table.put({ ...play, order: play.started_at });
    const excess = (await done(table.count())) - PLAYS_MOST;
    if (excess > 0) for (const id of await done(table.index("order").getAllKeys(null, excess))) table.delete(id);
    await finished(change);
  }

  /** The oldest plays, up to `limit`. */
  async plays(limit) {
    const rows = await done(this.#db.transaction("plays").objectStore("plays").index("order").getAll(null, limit));
    return rows.map(({ order, ...play }) => play);
  }

  async dropPlays(ids) {
    const change = this.#db.transaction("plays", "readwrite");
    for (const id of ids) change.objectStore("plays").delete(id);
    await finished(change);
  }

  async wipe() {
    const change = this.#db.transaction(["state", "plays"], "readwrite", { durability: "strict" });
    change.objectStore("state").clear();
    change.objectStore("plays").clear();
    await finished(change);
  }
}
