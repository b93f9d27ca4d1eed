// The depot's contract in memory: a name exists only if `write` finished. The browser's own are tried in tests/browser.
export class Shelf {
  kind = "memory";
  rows = new Map();
  names = async () => [...this.rows.keys()];
  read = async (name) => this.rows.get(name) ?? null;
  remove = async (name) => void this.rows.delete(name);
  async write(name, chunks) {
    const parts = [];
    for await (const chunk of chunks) parts.push(chunk.slice());
    this.rows.set(name, new Blob(parts));
  }
  async keepOnly(keep) {
    for (const name of this.rows.keys()) if (!keep.has(name)) this.rows.delete(name);
  }
}
