// Write the hashes of the player's shell into sw.js: node tests/js/seal.mjs (after any change under kiosk/player).
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const PLAYER = fileURLToPath(new URL("../../kiosk/player/", import.meta.url));
const LEFT_OUT = new Set(["sw.js", "package.json"]);

/** The lines of FILES in sw.js as they should be. */
export function sealOf(folder = PLAYER) {
  return readdirSync(folder)
    .filter((name) => !LEFT_OUT.has(name) && !name.startsWith("."))
    .sort()
    .map((name) => `  "${name}": "${createHash("sha256").update(readFileSync(folder + name)).digest("hex")}",\n`)
    .join("");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const worker = readFileSync(`${PLAYER}sw.js`, "utf8");
  writeFileSync(`${PLAYER}sw.js`, worker.replace(/(const FILES = \{\n)[^}]*(\};)/, `$1${sealOf()}$2`));
}
