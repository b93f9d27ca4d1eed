// The event that a batch is offered: E, or Enter where nothing else has the focus, accepts it. On the upload page the
// questions come in when everything is ready.
import { keysOn } from "./keys-on.js";

const place = document.querySelector("#questions");
const next = document.querySelector("#next");

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
