// What stands in for the database where a browser can open none: the same promises, for as long as this page lives. Media
// that are held already need not come again; plays and the pairing under way are lost with the page.

const PLAYS_MOST = 10_000;

export class Memory {
  #rows = new Map();
  #plays = new Map();

  async get(key) {
    return this.#rows.get(key);
  }

  async put(key, value) {
    this.#rows.set(key, value);
  }

  async flip(next) {
    const former = this.#rows.get("active");
    if (former && former.revision !== next.revision) this.#rows.set("previous", former);
    this.#rows.set("active", next);
  }

  async addPlay(play) {
    this.#plays.set(play.id, play);
    if (this.#plays.size > PLAYS_MOST) this.#plays.delete(this.#plays.keys().next().value);
  }

  async plays(limit) {
    return [...this.#plays.values()].slice(0, limit);
  }

  async dropPlays(ids) {
    for (const id of ids) this.#plays.delete(id);
  }

  async wipe() {
    this.#rows.clear();
    this.#plays.clear();
  }
}
