// What every page can do: focus the search by "/", switch the theme, close toasts, guard unsaved text.
import "./bell.js";
import "./choices-send.js";
import { guard } from "./guard.js";
import { combobox } from "./suggest.js";

const search = document.querySelector("#search");
const box = document.querySelector("#search-form");
if (box) combobox(box);

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && search) {
    event.preventDefault();
    search.focus();
    search.select();
  }
  if (event.key === "Escape" && event.target === search && !event.isComposing) search.blur();
  const keys = document.querySelector("#keys");
  if (event.key === "?" && !typing && keys && !document.querySelector("dialog[open]:not(#compare)")) {
    event.preventDefault();
    keys.inert = false; // a picture that is open large has made the page below it inert
    keys.showModal();
  }
});

function showTheme() {
  const chosen = document.documentElement.dataset.theme || "auto";
  for (const button of document.querySelectorAll("[data-set-theme]")) {
    button.setAttribute("aria-pressed", String(button.dataset.setTheme === chosen));
  }
}

document.addEventListener("click", (event) => {
  const theme = event.target.closest("[data-set-theme]");
  if (theme) setTheme(theme.dataset.setTheme);
  event.target.closest("[data-close-toast]")?.closest(".toast")?.remove();
  const opener = event.target.closest("[data-open-dialog]");
  if (opener) document.getElementById(opener.dataset.openDialog)?.showModal();
  event.target.closest("[data-close-dialog]")?.closest("dialog")?.close();
});

function setTheme(theme) {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    if (theme === "auto") localStorage.removeItem("vitrine-theme");
    else localStorage.setItem("vitrine-theme", theme);
  } catch {
    // not kept then, but shown for this page
  }
  showTheme();
}

for (const form of document.querySelectorAll("form[data-guard]")) guard(form);

// Toasts that say what happened leave by themselves; those with role=alert stay until they are closed.
for (const toast of document.querySelectorAll(".toast[role=status]")) setTimeout(() => toast.remove(), 8000);

showTheme();

// Where tabs are wider than the window, the one that is open is in sight.
document.querySelector(".tab[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
