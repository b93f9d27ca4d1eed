// The last things that went wrong, for the heartbeat: {at, code, what}, repeats counted, never more than twenty.

const MOST = 20;

export class Journal {
  #rows = [];
  #now;

  constructor(now) {
    this.#now = now;
  }

  note(code, what = "") {
    const row = this.#rows.find((one) => one.code === code && one.what === String(what));
    const at = new Date(this.#now()).toISOString();
    if (row) {
      row.at = at;
      row.count += 1;
      return;
    }
    this.#rows.push({ at, code, what: String(what).slice(0, 200), count: 1 });
    if (this.#rows.length > MOST) this.#rows.shift();
  }

  /** What to report now, and a function to call when the server has it. */
  report() {
    const sent = this.#rows.map((row) => ({ ...row }));
    const acknowledged = () => {
      this.#rows = this.#rows.filter(
        (row) => !sent.some((one) => one.code === row.code && one.what === row.what && one.count === row.count),
      );
    };
    return { sent, acknowledged };
  }
}
