// What is in sight goes before what is not.

const LATEST_MS = 200;
const idle = (done) => (window.requestIdleCallback ? requestIdleCallback(done, { timeout: LATEST_MS }) : setTimeout(done, LATEST_MS / 4));

/** Resolves once what stands on the page now has been painted, and the browser has nothing more urgent to do. */
export const painted = () => new Promise((done) => { requestAnimationFrame(() => setTimeout(() => idle(done))); });

/**
 * Leave what is inside ``tiles``, which are out of sight, until the rows have been painted: no layout, and no picture asked for.
 * A browser asks for lazy ones a thousand pixels ahead, all at once, and each answer holds up the rows.
 */
export function holdBack(tiles) {
  for (const tile of tiles) tile.classList.add("is-held");
  painted().then(() => { for (const tile of tiles) tile.classList.remove("is-held"); });
}
