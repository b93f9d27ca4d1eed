// Several items at once. A part whose picture cannot be decoded is left out, and is not counted as played; with none left
// the whole cannot be shown. What is missing or damaged in the store is the store's business, as with any item.

import { Missing } from "./store.js";
import { TimedScene } from "./timed.js";
import { Damaged } from "./verify.js";

export class Composite extends TimedScene {
  /** The items that are really shown, each of which was played. */
  parts = [];

  async prepare(open, frame) {
    const found = await Promise.all(this.item.parts.map((item) => this.#part(item, open)));
    const parts = found.filter(Boolean);
    if (!parts.length) throw new Error("no part can be shown");
    this.parts = parts.map(({ item }) => item);
    this.lay(parts, frame);
  }

  /** {item, picture}: the picture decoded, null where a story has none. */
  async #part(item, open) {
    const file = item.bytes > 0 ? item : (item.pictures?.[0] ?? null);
    try {
      const picture = file && (await this.held.image(this.held.url(await open(file)), "part-picture", file.alt || item.alt || ""));
      return { item, picture };
    } catch (error) {
      if (error instanceof Missing || error instanceof Damaged) throw error;
      return item.bytes > 0 ? null : { item, picture: null };
    }
  }
}
