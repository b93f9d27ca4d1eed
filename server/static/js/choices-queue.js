// Choices that wait to be sent: one entry for each picture and field, so that two tabs never write over each other, and
// the last choice of a field takes the place of the one before. In localStorage, at once; without it, for this page only.
const NAME = "vitrine-choice";

/**
 * @param {Storage} storage @param {string} person whose choices these are: nobody else's are sent in their name
 */
export function queueOf(storage, person) {
  const start = `${NAME}:${person}:`;
  const loose = new Map(); // what the storage would not take

  function keys() {
    const found = [];
    try {
      for (let n = 0; n < storage.length; n++) if (storage.key(n).startsWith(start)) found.push(storage.key(n));
    } catch {
      // no storage at all
    }
    return found;
  }

  function textOf(key) {
    try {
      return storage.getItem(key) ?? loose.get(key) ?? null;
    } catch {
      return loose.get(key) ?? null;
    }
  }

  function entry(key) {
    const text = textOf(key);
    try {
      const [value, made] = JSON.parse(text);
      const [id, field] = key.slice(start.length).split(":");
      return { key, text, id, field, value, made };
    } catch {
      return null;
    }
  }

  return {
    /** Does a storage event of this key concern the queue? */
    owns: (key) => key === null || key.startsWith(start),
    put(id, field, value, made) {
      const key = `${start}${id}:${field}`;
      const text = JSON.stringify([value, made]);
      loose.delete(key);
      try {
        storage.setItem(key, text);
      } catch {
        loose.set(key, text);
      }
    },
    /** @returns all that waits, the oldest first */
    waiting: () => [...keys(), ...loose.keys()].map(entry).filter(Boolean).sort((one, other) => one.made - other.made),
    count: () => keys().length + loose.size,
    /** Forget what has been dealt with, unless it was chosen anew meanwhile. */
    settle(entries) {
      for (const { key, text } of entries) {
        if (textOf(key) !== text) continue;
        loose.delete(key);
        try {
          storage.removeItem(key);
        } catch {
          // it was in ``loose``
        }
      }
    },
  };
}
