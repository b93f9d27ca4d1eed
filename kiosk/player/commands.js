// What the desk asks of this screen, each thing once: it comes with the tiny resource, is done, and is answered until the
// server has heard. What was done is remembered over a reload, which else would ask for the next one.

const RETRY_MS = 3_000;
const LAST_WORD_MS = 3_000;
const REMEMBERED = 50;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export class Commands {
  #done = [];
  #answers = new Map();
  #work = Promise.resolve();

  /** `deeds`: {name: function}, each may be async; what is no deed of ours fails. */
  constructor({ server, state, clock, journal, deeds }) {
    Object.assign(this, { server, state, clock, journal, deeds });
  }

  async recall() {
    const kept = await this.state.get("commands").catch(() => null);
    this.#done = Array.isArray(kept) ? kept : [];
  }

  /** Do what is new in `list` ([{id, deed, until}]) and still holds; resolves when it is done. */
  hear(list) {
    for (const { id, deed, until } of list) {
      if (this.#done.includes(id) || !(this.clock.now() < Date.parse(until))) continue;
      this.#done = [...this.#done, id].slice(-REMEMBERED);
      this.#work = this.#work.then(() => this.#do(id, deed));
    }
    return this.#work;
  }

  async #do(id, deed) {
    try {
      if (!Object.hasOwn(this.deeds, deed)) throw new Error("not known here");
      await this.state.put("commands", this.#done);
      if (deed === "reload") {
        this.#answers.set(id, "done"); // afterwards there is nobody left to say so
        await Promise.race([this.answer().catch(() => {}), pause(LAST_WORD_MS)]);
      }
      await this.deeds[deed]();
      this.#answers.set(id, "done");
    } catch (error) {
      this.journal.note("command", `${deed}: ${error.message}`);
      this.#answers.set(id, "failed");
    }
    await this.answer().catch(() => {});
  }

  /** Tell the server what became of them; what it has named is not told again. */
  async answer() {
    if (this.#answers.size === 0) return;
    const done = [...this.#answers].map(([id, outcome]) => ({ id, outcome }));
    const { status, body } = await this.server.post("commands", { done });
    for (const id of status === 200 ? (body?.accepted ?? []) : []) this.#answers.delete(id);
  }

  run() {
    setInterval(() => this.answer().catch(() => {}), RETRY_MS);
  }
}
