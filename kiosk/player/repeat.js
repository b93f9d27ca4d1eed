// Something that is tried again and again until it is done: every half second, one at a time, with a rest after a failure.

const EVERY_MS = 500;
export const REST_MS = 3_000;

/** Call `turn()` for ever; it returns how long to rest (ms, 0 for the next half second). `code` names it in the journal. */
export function repeat(turn, { clock, journal, code }) {
  let restUntil = 0;
  let busy = false;
  setInterval(async () => {
    if (busy || clock.steady() < restUntil) return;
    busy = true;
    try {
      restUntil = clock.steady() + (await turn());
    } catch (error) {
      restUntil = clock.steady() + REST_MS; // no server: it is tried again when it is back
      if (error.name !== "TypeError" && error.name !== "TimeoutError") journal.note(code, error.message);
    } finally {
      busy = false;
    }
  }, EVERY_MS);
}
