// Files out of what somebody dropped: whole folders too, each file with its path inside of them.

/** @returns {Promise<{file: File, path: string}[]>} Call it inside the drop event: the entries are gone after it. */
export async function filesFrom(transfer) {
  const entries = [...transfer.items].filter((item) => item.kind === "file")
    .map((item) => item.webkitGetAsEntry?.() ?? item.getAsFile()).filter(Boolean);
  const found = await Promise.all(entries.map((entry) => (entry instanceof File ? [{ file: entry, path: entry.name }] : below(entry))));
  return found.flat();
}

async function below(entry) {
  if (entry.isFile) {
    const file = await new Promise((resolve) => entry.file(resolve, () => resolve(null)));
    return file ? [{ file, path: entry.fullPath.replace(/^\//, "") }] : [];
  }
  const inner = [];
  for (const one of await children(entry)) inner.push(...await below(one));
  return inner;
}

// readEntries gives at most a hundred at a time and an empty list at the end (File and Directory Entries API).
async function children(folder) {
  const reader = folder.createReader();
  const all = [];
  for (;;) {
    const some = await new Promise((resolve) => reader.readEntries(resolve, () => resolve([])));
    if (some.length === 0) return all;
    all.push(...some);
  }
}
