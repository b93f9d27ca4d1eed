// Serves the player's shell when the server is dead, and nothing else: no manifest, no media, no API.
//
// FILES names each file of the shell with its SHA-256; `node tests/js/seal.mjs` writes it. The shell is taken over
// whole or not at all: if one file is missing or is not what was sealed (a deployment half done), installing fails
// and the former shell goes on.

const FILES = {
  "app.webmanifest": "e5eedda53800035f47f3423a14da81e46e611e6f40155e07ba63ecd980e87e50",
  "check.js": "9a3dc76549de75841caae924967b0dbb92c9ee043b3de887704e14f3b8458f73",
  "clock.js": "519754afa0ac44e75b3a10cde8283477ce91f8e0a3e3de69be7e3123d30a06ea",
  "depots.js": "f3e1790772eb20eace80578b3386f55c7dfc5044eda6114001f226341e3d05e4",
  "director.js": "a9ce227c9eb072a16795d5dcedc256f1aab9b37db814489d791d4302bc263b01",
  "fit.js": "cc2c185c0c1f7658e494f6f6304e4af5c84f4f5f6a9e8005c512ff6f1313ab4b",
  "health.js": "3bad97c8886ac48f2be136e608d64f5cccbc330453cba9ba357de62f3436f346",
  "index.html": "ec27da77cbe9d0ecf9e11581527962de7fb827d7afb98a83f94d9ffc8a5c7a02",
  "journal.js": "368cc1a05a7fef418d89142c74ed5a7aaf260602e124d581e1e280912a383673",
  "layers.js": "1cbdddf5b1757aade2745877bc8417f985ee646cccc8ef3a13311c97a191a42f",
  "main.js": "17d59374d090a5285605668a29b3afd6c05ca4737a77a5d999cc63ef47b6a954",
  "mark.svg": "cdfdd89c7442b9df10f89f92415a7c2a4c800e94ddca5be082c8589d6dbab18c",
  "pairing.js": "f596bc30600898c80ef56deca6fb768b555aea323fc357809f750b23e3ef0c35",
  "player.css": "a68aa07b5f661f4a810da422e868f5f59c5864d9c701d576762f7d75a0909315",
  "plays.js": "3868c8e7666c4aa0a337c2eecaf25be22b3f5a5efe15a17500ec8c7e26d516c2",
  "removals.js": "390e32826d30919164da7911bf9935b794db840f0ade4c4bcaa60311e5844a22",
  "scene.js": "a82d9713cc38430237614f7aec155e56b98f6126b37d4491ee964acd887115d9",
  "schedule.js": "b638bbe2a761fd82431b666925670530f1a36411f0e20e729f0ad2cf0b6754ba",
  "server.js": "3f98b3ee8f5e8aac1c41c85e23eb9d6a8b4c3083b5f7711801f3ca885e42b7ce",
  "shell.js": "23b8a7cb3cbe553fd082b0d8f9a75aad7271848bac575d7f9dae856fbf3e3798",
  "stage.js": "d7937472605c07bc534d3b3b1c872e9b12c075bed798a5688a256db370e8e77a",
  "staging.js": "fbe56af5435e47e849b4571ac67a174951878c93609f322c2a17e4587d893bd9",
  "state.js": "7d5704f082a841b0bcedbeaa512a4a346dcce0734053955c78237baa42551b6c",
  "store.js": "8be580d34ad0aed4d90bb97d8711f23b81c825a26e3a2747bfd90c8d497e012d",
  "sync.js": "f1b647c09393867f80516f9de18b02606ca7d1a6299f559e10cb65de38cec1c3",
  "text.js": "579b769654485164bbf52721695435598a328914664c3f918691800d53625894",
  "verify.js": "ef82757777bdd851c77e71e2d13964e820081bc12d5b987526cb9d8441994e7a",
};

const SHELL = "/kiosk/";
const PREFIX = "vitrine-shell-";
const NAME = PREFIX + Object.values(FILES).map((hash) => hash.slice(0, 4)).join("");

const addressOf = (file) => (file === "index.html" ? SHELL : `${SHELL}player/${file}`);
const KEPT = new Set(Object.keys(FILES).map(addressOf));

async function fetchSealed([file, hash]) {
  const answer = await fetch(addressOf(file), { cache: "no-store", credentials: "same-origin" });
  if (answer.status !== 200 || answer.redirected) throw new Error(`${file}: status ${answer.status}`);
  const bytes = await answer.clone().arrayBuffer();
  const found = Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (found !== hash) throw new Error(`${file}: not the sealed file`);
  return [addressOf(file), answer];
}

async function install() {
  const all = await Promise.all(Object.entries(FILES).map(fetchSealed));
  const cache = await caches.open(NAME);
  await Promise.all(all.map(([address, answer]) => cache.put(address, answer)));
  await self.skipWaiting();
}

async function activate() {
  for (const name of await caches.keys()) if (name.startsWith(PREFIX) && name !== NAME) await caches.delete(name);
  await self.clients.claim();
}

async function answer(request, address) {
  const cache = await caches.open(NAME);
  return (await cache.match(address)) ?? fetch(request);
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (KEPT.has(url.pathname)) event.respondWith(answer(event.request, url.pathname));
});
