// Proof of play: a play gets its identity when it ends, is kept until the server has named it, and counts once.

const BATCH = 200;
const BATCHES = 50; // at one go: after weeks without it, the server hears a hundred screens at once
const EVERY_MS = 30_000;

export class Plays {
  constructor({ state, server, journal, makeId = () => crypto.randomUUID() }) {
    Object.assign(this, { state, server, journal, makeId });
  }

  async add(play) {
    await this.state.addPlay({ id: this.makeId(), ...play }).catch((error) => this.journal.note("plays", error.message));
  }

  /** Send what is kept, oldest first, until nothing is left, ten thousand went or the server does not take it. Returns how many went. */
  async send() {
    let sent = 0;
    for (let batch = 0; batch < BATCHES; batch += 1) {
      const plays = await this.state.plays(BATCH);
      if (plays.length === 0) return sent;
      const { status, body } = await this.server.post("plays", { plays });
      const accepted = status === 200 ? (body?.accepted ?? []) : [];
      if (accepted.length === 0) return sent;
      await this.state.dropPlays(accepted);
      sent += accepted.length;
      if (accepted.length < plays.length) return sent;
    }
    return sent;
  }

  run() {
    setInterval(() => this.send().catch(() => {}), EVERY_MS);
  }
}
