// Going through what is incomplete by keyboard: Ctrl+Enter saves and goes on, J and K lead to the next and the one before.
import "./describe-form.js";
import { keysOn } from "./keys-on.js";
import "./poster.js";
import { open } from "./large.js";

const form = document.querySelector(".describe-form");
const STEPS = { j: 1, ArrowRight: 1, k: -1, ArrowLeft: -1 };

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && form) {
    event.preventDefault();
    form.requestSubmit(form.querySelector(".button-primary"));
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open], .pswp")) return;
  if (event.target.closest("input:not([type=checkbox]), textarea, select, video, [popover]")) return;
  const step = STEPS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!step || (event.key.length === 1 && !keysOn())) return;
  document.querySelector(`[data-step="${step}"]`)?.click();
});

document.querySelector("#open-picture")?.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open(event.currentTarget);
});

document.querySelector(".todo-link[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
