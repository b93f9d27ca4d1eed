// Serves the player's shell when the server is dead, and nothing else: no manifest, no media, no API.
//
// FILES names each file of the shell with its SHA-256; `node tests/js/seal.mjs` writes it. The shell is taken over
// whole or not at all: if one file is missing or is not what was sealed (a deployment half done), installing fails
// and the former shell goes on.

const FILES = {
  "alert.js": "0e933fdea7e20b983a9a284481a2caba57f055303badfa3dd382354d069c7340",
  "app.webmanifest": "e5eedda53800035f47f3423a14da81e46e611e6f40155e07ba63ecd980e87e50",
  "brand.css": "1b4df9451bdc6f8a3d31cd3db82db19c245e88845ca01fc9e1cbcc5afb5b8f43",
  "brand.js": "029ed2cc873efee137f56a104fef97918fadd0e716af6d9ba5d1d45918d34ac8",
  "calendar.js": "29d1fecc5cd437e0b9af9046850800849f3a1361867150794b51255cf26b50b4",
  "check.js": "edc77f2df53945560648f5c1621c6a9887727c76208b44a30d0fef6214d2ba42",
  "clock.js": "5e3423bb8d0a0ee3a9c15cd698057a6c70ecf44f8069c04128160bed671d6a76",
  "commands.js": "e7f7a4ba4b636d6e5370f3bdb2bdf8af1ca865096941bf4d9878b608787d88fa",
  "composite.js": "648bab27c454735e1478b7046ef1b299335334c7069eaafe00b16fa895cf41b7",
  "countdown.js": "b76c2b63544eb4243fc536450167b686d2f07eb6114851a3aa7dd0c19f955b10",
  "cycle.js": "b065185b2d8f9da1cfc3106eb3120cbd7c1883b65aabade0ea165c7fc729ad83",
  "depots.js": "f3e1790772eb20eace80578b3386f55c7dfc5044eda6114001f226341e3d05e4",
  "director.js": "d2043886a5bd5e936bf905b3da1eaa4617bb9014514241188c62ee8a547963ef",
  "drawn.js": "751234eb3a3f9b4dac23dd40346378d36a2ffc9f9bf9e954112db7030b304b22",
  "fit.js": "4d0a7e4449b3d394360e5f5a3d139c7bb285e357313a1eaff7b382844a5ad7c6",
  "health.js": "52eb6546b5c226dfa714c21a80a20bd7bbfda915a493d019632d1de6036c2c8d",
  "held.js": "2dd3755de00cc66c68cc4c22f1c579141db63ec2ef9bb7efafa466ae037ff39f",
  "index.html": "df63b0cc0c4b4aae7fa9b06d6d557b14f31e321367caebb0db80b064b6ff511f",
  "journal.js": "368cc1a05a7fef418d89142c74ed5a7aaf260602e124d581e1e280912a383673",
  "justified.js": "54019fada92ffb3cb5d7ca5deb89b7c1750b545a5f1d24a21bc1e4827f6caf69",
  "layers.js": "5a537d6701eae2826753ae8ffe9a7c032b75b6f4118f479568db4d2c277108a9",
  "lease.js": "8ba40ca3fe9f056b34d9d3b04b55f2d8653f03f4340b291cffc49393b649866f",
  "main.js": "e31ce754e6060573462aafaa29ea4f97974e34dde87bc8a8daa4cd95c14bca60",
  "mark.svg": "cdfdd89c7442b9df10f89f92415a7c2a4c800e94ddca5be082c8589d6dbab18c",
  "memory.js": "8d840a7f7ebbb3277b3199a8c2caf454a54889875d45059529dfe63c376fcb30",
  "mosaic.js": "e23396de39d92e9676e638eae49e9f1b8291c97be4f486221819124a2bf81379",
  "notice.js": "9d751083d320012ca092adce61cefe739b517bf9a3c60a4031941d5b7dbe5753",
  "pairing.js": "f596bc30600898c80ef56deca6fb768b555aea323fc357809f750b23e3ef0c35",
  "panel.js": "4d44b5f0c8fa25930ae85168eef9f317949b8a5d2ee7fbb96e6ca5ffdb19e783",
  "player.css": "12c5f55b57b82ec50c0fb7ca59189e326dd240702a81cd8394f6b0dbc8b23c85",
  "plays.js": "d09d8437ed9b65256ecb52921bbf6423240962a8d478b67fe22ee4fed0cc0c48",
  "poster.js": "23f93f9877dc959ff6017d92d7c570ab0d38885042a05249dedc97e16c1d427d",
  "qr.js": "06d2e4e39d18844865a71d6bdbd5a7c4813eac44f814020757d49800ed32a370",
  "removals.js": "f47233f23ce48ffa18d5bec446dac505bc28d98174679ccc638ff792f185cb4b",
  "repeat.js": "e8fb47ba8384e041041d3ba4e0655af6f3dcfdef90b1a8bb46715d05aa8a1d87",
  "scene.js": "6d9555d2e9d1ac99665f8a174d44248fee533be6388d5a219396aa46fc2bf427",
  "scenes.js": "9a274ee2e66f0c1edb4549cb39c725c40fe101f9e9897608790db27c04844985",
  "schedule.js": "0900d68d9736dabcede52d10e6403566d843a22d8e9c8d53f91cd53409f21776",
  "server.js": "4ea8398e5d91a10b69d5e2866365f21c036be5b635bc29b1be828c9662ec675f",
  "sharp.js": "b830f439cdc7e18f92e7dc1e1f8660e0b945b5016df567d842907185d2d3e427",
  "sheets.js": "3c746fa00481223598cbaa523a9149fcb2811b9639964f9fd16fe70da98a261a",
  "shell.js": "23b8a7cb3cbe553fd082b0d8f9a75aad7271848bac575d7f9dae856fbf3e3798",
  "snapshot.js": "9812e6063a8bdfb8374b9cca820635abc7983a9894c98fe9579f43d57b75ce02",
  "stage.js": "d6e77b981154c74ee9121738e51bfcacc1ec5dc88bbe0b49a0c7ededc5bb4ed2",
  "staging.js": "fbe56af5435e47e849b4571ac67a174951878c93609f322c2a17e4587d893bd9",
  "state.js": "13c710152143a74d2458899b722e4b2f618833fc5ff895f5f37b085311de2d3b",
  "store.js": "8be580d34ad0aed4d90bb97d8711f23b81c825a26e3a2747bfd90c8d497e012d",
  "story.js": "2a073e19f690e2740304c34cef966a5bf63a8ebc4225f0b0b17d871b7fbf7879",
  "strikes.js": "82a81519f2b50715ea7c55293e4b3ab562a0ac0b2580af188e0f5e5a0049ce19",
  "sync.js": "4fa391096d6dbca47ea6a547d101d96f18dac615e29642808f48efd4445ec1b2",
  "text.js": "698cd97a7142a21b058ce4b053bd74561d8ec2d463e3ca1b9ffdad706648dfe5",
  "timed.js": "69e28d21df8c9c046193f3d18dc8b0396e216e3b65865b22c9fa9c3b844e79ee",
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
