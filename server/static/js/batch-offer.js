// The event that a batch is offered: E, or Enter where nothing else has the focus, accepts it. On the upload page the
// questions come in when everything is ready.
const place = document.querySelector("#questions");
const next = document.querySelector("#next");

function keysOn() {
  try {
    return localStorage.getItem("vitrine-review-keys") !== "off";
  } catch {
    return true;
  }
}

document.addEventListener("keydown", (event) => {
  const form = document.querySelector("[data-offer] [data-accept]");
  if (!form || event.ctrlKey || event.metaKey || event.altKey || event.repeat || document.querySelector("dialog[open]")) return;
  const typing = event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
  const letter = event.key.toLowerCase() === "e" && !typing && keysOn();
  const nothing = event.key === "Enter" && (event.target === document.body || event.target.id === "main");
  if (!letter && !nothing) return;
  event.preventDefault();
  form.requestSubmit();
});

async function ask() {
  const batch = new URLSearchParams(location.search).get("batch");
  if (!batch || next.hidden) return;
  try {
    const answer = await fetch(place.dataset.address.replace("BATCH", encodeURIComponent(batch)));
    if (answer.ok && !answer.redirected) place.replaceChildren(document.createRange().createContextualFragment(await answer.text()));
  } catch {
    // the batch's own page asks as well
  }
}

if (place && next) {
  new MutationObserver(ask).observe(next, { attributeFilter: ["hidden"] });
  ask();
}

const keys = document.querySelector("#keys-on");
if (keys) {
  keys.checked = keysOn();
  keys.addEventListener("change", () => {
    try {
      localStorage.setItem("vitrine-review-keys", keys.checked ? "on" : "off");
    } catch {
      // without storage the keys are on
    }
  });
}
