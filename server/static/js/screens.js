// Screens: what is marked as fresh is read again every ten seconds; boards are put in order before they are saved.

const EVERY_MS = 10_000;
const SOON_MS = 2_000; // while a device is on its way

async function refresh() {
  if (document.hidden) return;
  const address = new URL(location.href);
  address.hash = "";
  const answer = await fetch(address);
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const old of document.querySelectorAll("[data-fresh]")) {
    const fresh = page.getElementById(old.id);
    if (!fresh || fresh.innerHTML === old.innerHTML || old.contains(document.activeElement) || old.querySelector("details[open]")) continue;
    await Promise.all([...fresh.querySelectorAll("img")].map((image) => {
      image.removeAttribute("loading");
      return preload(image.src);
    }));
    old.replaceWith(document.adoptNode(fresh));
  }
}

function preload(address) {
  const image = new Image();
  image.src = address;
  return image.decode().catch(() => {});
}

function later() {
  setTimeout(() => refresh().catch(() => {}).finally(later), document.querySelector("[data-expected]") ? SOON_MS : EVERY_MS);
}

later();

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-raise]");
  const row = button?.closest("li");
  row?.previousElementSibling?.before(row);
  if (row) (row.previousElementSibling ? button : row.querySelector("input")).focus();
});

// A menu goes when something else is clicked, or at Escape.
for (const what of ["click", "keydown"]) {
  document.addEventListener(what, ({ key, target }) => {
    for (const drop of document.querySelectorAll(".drop[open]")) {
      if (key ? key !== "Escape" : drop.contains(target)) continue;
      drop.open = false;
      if (key) drop.firstElementChild.focus();
    }
  });
}

// The code is typed as it stands on the display: capitals, a gap after four.
document.addEventListener("input", ({ target: code }) => {
  if (code.id !== "code") return;
  const letters = code.value.toUpperCase().replace(/[^0-9A-Z]/g, "").slice(0, 8);
  code.value = letters.length > 4 ? `${letters.slice(0, 4)} ${letters.slice(4)}` : letters;
});
