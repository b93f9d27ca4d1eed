// Where verified files lie, named by their hash: the origin's private file system, or Cache Storage where a browser
// (Android boxes) has none. Both promise: a name exists only if `write` finished.

const NAME = /^[0-9a-f]{64}$/;

class OpfsDepot {
  kind = "opfs";
  #folder;

  constructor(folder) {
    this.#folder = folder;
  }

  async names() {
    const names = [];
    for await (const name of this.#folder.keys()) if (NAME.test(name)) names.push(name);
    return names;
  }

  /** The stored file as a Blob, or null. */
  async read(name) {
    try {
      return await (await this.#folder.getFileHandle(name)).getFile();
    } catch (error) {
      if (error.name === "NotFoundError") return null;
      throw error;
    }
  }

  /** Store what `chunks` yields. If it throws, nothing stays: a writable swaps the file in only on close(). */
  async write(name, chunks) {
    const handle = await this.#folder.getFileHandle(name, { create: true });
    const writable = await handle.createWritable();
    try {
      for await (const chunk of chunks) await writable.write(chunk);
      await writable.close();
    } catch (error) {
      await writable.abort().catch(() => {});
      await this.remove(name); // getFileHandle made an empty file
      throw error;
    }
  }

  async remove(name) {
    await this.#folder.removeEntry(name).catch((error) => {
      if (error.name !== "NotFoundError") throw error;
    });
  }

  /** Remove everything that `keep` (a Set) does not name, half-written leftovers too. */
  async keepOnly(keep) {
    const all = [];
    for await (const name of this.#folder.keys()) all.push(name);
    for (const name of all) if (!keep.has(name)) await this.remove(name);
  }
}

class CacheDepot {
  kind = "cache";
  #cache;

  constructor(cache) {
    this.#cache = cache;
  }

  async names() {
    return (await this.#cache.keys()).map((request) => request.url.split("/").pop()).filter((name) => NAME.test(name));
  }

  async read(name) {
    const kept = await this.#cache.match(`/kiosk/held/${name}`);
    return kept ? kept.blob() : null;
  }

  async write(name, chunks) {
    const parts = [];
    for await (const chunk of chunks) parts.push(chunk);
    // From a Blob, never from the network's answer: Cache.put stores a cut answer without complaint.
    await this.#cache.put(`/kiosk/held/${name}`, new Response(new Blob(parts)));
  }

  async remove(name) {
    await this.#cache.delete(`/kiosk/held/${name}`);
  }

  async keepOnly(keep) {
    for (const name of await this.names()) if (!keep.has(name)) await this.remove(name);
  }
}

/** The best depot that this browser has. */
export async function openDepot(scope = globalThis) {
  const canWrite = "createWritable" in (scope.FileSystemFileHandle?.prototype ?? {});
  if (canWrite && scope.navigator.storage?.getDirectory) {
    try {
      const root = await scope.navigator.storage.getDirectory();
      return new OpfsDepot(await root.getDirectoryHandle("vitrine-media", { create: true }));
    } catch {
      // Private windows and some policies have the API and refuse its use: Cache Storage stands in.
    }
  }
  return new CacheDepot(await scope.caches.open("vitrine-media"));
}
