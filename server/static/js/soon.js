// What is in sight goes before what is not.

/** Resolves once what stands on the page now has been painted. */
export const painted = () => new Promise((done) => { requestAnimationFrame(() => setTimeout(done)); });

/**
 * Leave what is inside ``tiles``, which are out of sight, until the rows have been painted: no layout, and no picture asked for.
 * A browser asks for lazy ones a thousand pixels ahead, all at once, and each answer holds up the rows.
 */
export function holdBack(tiles) {
  for (const tile of tiles) tile.classList.add("is-held");
  painted().then(() => { for (const tile of tiles) tile.classList.remove("is-held"); });
}
