// Serves the player's shell when the server is dead, and nothing else: no manifest, no media, no API.
//
// FILES names each file of the shell with its SHA-256; `node tests/js/seal.mjs` writes it. The shell is taken over
// whole or not at all: if one file is missing or is not what was sealed (a deployment half done), installing fails
// and the former shell goes on.

const FILES = {
  "alert.js": "8fdca60003141cf4551cc1f20f51ffb89187c07973da07222832c79348edce3a",
  "app.webmanifest": "e5eedda53800035f47f3423a14da81e46e611e6f40155e07ba63ecd980e87e50",
  "calendar.js": "29d1fecc5cd437e0b9af9046850800849f3a1361867150794b51255cf26b50b4",
  "check.js": "14a5ad13dd706daf4738d9d66a1d65a12fe223b390f387a53deb22bf9159c6d5",
  "clock.js": "5e3423bb8d0a0ee3a9c15cd698057a6c70ecf44f8069c04128160bed671d6a76",
  "commands.js": "e7f7a4ba4b636d6e5370f3bdb2bdf8af1ca865096941bf4d9878b608787d88fa",
  "composite.js": "648bab27c454735e1478b7046ef1b299335334c7069eaafe00b16fa895cf41b7",
  "countdown.js": "b76c2b63544eb4243fc536450167b686d2f07eb6114851a3aa7dd0c19f955b10",
  "cycle.js": "b065185b2d8f9da1cfc3106eb3120cbd7c1883b65aabade0ea165c7fc729ad83",
  "depots.js": "f3e1790772eb20eace80578b3386f55c7dfc5044eda6114001f226341e3d05e4",
  "director.js": "d2043886a5bd5e936bf905b3da1eaa4617bb9014514241188c62ee8a547963ef",
  "drawn.js": "751234eb3a3f9b4dac23dd40346378d36a2ffc9f9bf9e954112db7030b304b22",
  "fit.js": "3eef53fc805eadca185d48963585aea60223faaf38a8565be3bff74cebc51355",
  "health.js": "52eb6546b5c226dfa714c21a80a20bd7bbfda915a493d019632d1de6036c2c8d",
  "held.js": "2dd3755de00cc66c68cc4c22f1c579141db63ec2ef9bb7efafa466ae037ff39f",
  "index.html": "7f4805f9ce1936d7bf341f4a98278e671829a7ec724803ff721b3eee752e1b82",
  "journal.js": "368cc1a05a7fef418d89142c74ed5a7aaf260602e124d581e1e280912a383673",
  "justified.js": "54019fada92ffb3cb5d7ca5deb89b7c1750b545a5f1d24a21bc1e4827f6caf69",
  "layers.js": "eebd0831d1f62a995c0fb5badbb2a210ce7a1a83da804f0e997116e36af07d7a",
  "lease.js": "8ba40ca3fe9f056b34d9d3b04b55f2d8653f03f4340b291cffc49393b649866f",
  "main.js": "da1c80b01bea8675015d9161f5ecb100f20598583a7982c6e41887217f7e8df6",
  "mark.svg": "cdfdd89c7442b9df10f89f92415a7c2a4c800e94ddca5be082c8589d6dbab18c",
  "memory.js": "8d840a7f7ebbb3277b3199a8c2caf454a54889875d45059529dfe63c376fcb30",
  "mosaic.js": "dfd631312a532510ab51cca1d6ca5e19f0d31bd61b048213e845271cc42fa089",
  "notice.js": "7e7df30812ba15c6504ed0583e515d2735957da8cedc3aa6cb1d4be78b04faad",
  "pairing.js": "f596bc30600898c80ef56deca6fb768b555aea323fc357809f750b23e3ef0c35",
  "panel.js": "4d44b5f0c8fa25930ae85168eef9f317949b8a5d2ee7fbb96e6ca5ffdb19e783",
  "player.css": "ab1a47902a8020321c275945659b4eda7fcf0d550cf068f7b2defa5c1555c18c",
  "plays.js": "d09d8437ed9b65256ecb52921bbf6423240962a8d478b67fe22ee4fed0cc0c48",
  "poster.js": "051b157c9c75d92f3053394ee296a6bf1eda55fc8641631eaf96dafcc03494a8",
  "qr.js": "510aa566739b2c6800a5144164784541c3cf97e28c4c46f35b1aa7b8f98d9b72",
  "removals.js": "f47233f23ce48ffa18d5bec446dac505bc28d98174679ccc638ff792f185cb4b",
  "repeat.js": "e8fb47ba8384e041041d3ba4e0655af6f3dcfdef90b1a8bb46715d05aa8a1d87",
  "scene.js": "56c894d35a7be175d5683b83fc39b2ca7f4f8b61ea94bbbc4c43e6f92fb2bfe4",
  "scenes.js": "9a274ee2e66f0c1edb4549cb39c725c40fe101f9e9897608790db27c04844985",
  "schedule.js": "e46c2d1b0ce227a8914e97017031cc81e5d46a92ca840c6098058a9a301511bd",
  "server.js": "4ea8398e5d91a10b69d5e2866365f21c036be5b635bc29b1be828c9662ec675f",
  "sheets.js": "af8d33d748b0e44f96cce681703ad799fb169525b82021e0ed098c1c3ef8e6f8",
  "shell.js": "23b8a7cb3cbe553fd082b0d8f9a75aad7271848bac575d7f9dae856fbf3e3798",
  "snapshot.js": "7d0d56aa6b78c4e408b5bc2c10603522a2366e2a03ed70543e9f2ee8bfd5e938",
  "stage.js": "af73297e75e8527b1ae6e7314b10872a607d5abf9881f4a37fccddbe6e9cbe44",
  "staging.js": "fbe56af5435e47e849b4571ac67a174951878c93609f322c2a17e4587d893bd9",
  "state.js": "13c710152143a74d2458899b722e4b2f618833fc5ff895f5f37b085311de2d3b",
  "store.js": "8be580d34ad0aed4d90bb97d8711f23b81c825a26e3a2747bfd90c8d497e012d",
  "story.js": "9518f36d863e4c049aaf66b2e94d330212e89e5414d27bc95ff512b656a9df15",
  "strikes.js": "82a81519f2b50715ea7c55293e4b3ab562a0ac0b2580af188e0f5e5a0049ce19",
  "sync.js": "8ee6b9e7a7abb5f3cf3e14d3931f119a9323469bb2bd78869a61dfd4d77fbea9",
  "text.js": "271df041162bbab5b186df7471607a756e1024764a00e4d3cc6cd3252947c160",
  "timed.js": "e6941865d69964ff05568109796cabe56c500a860c28a5a69c549d07bf4abe05",
  "timetable.js": "9402282edce8b75d46f08155447f65ea1cfafb8496e08cf06c35a22b577a7c27",
  "verify.js": "ef82757777bdd851c77e71e2d13964e820081bc12d5b987526cb9d8441994e7a",
  "whence.js": "22cbe71ce76f0aebc27090e857fc6a21c36e68ef44f9ab0bda32ea377b6a231b",
  "words.js": "cfe92f693273fffa5460874917849f558c8a1c87ba9c66773f9bd2e5eb8b281e",
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
