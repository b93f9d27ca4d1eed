// The large picture on a neutral dark ground, and keys for the asset before and after.
import "./culling.js";
import "./describe-form.js";
import "./live.js";
import "./seek.js";
import "./poster.js";
import { open } from "./large.js";

document.querySelector(".picture")?.addEventListener("click", (event) => {
  const link = event.target.closest(".picture-link");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open(link);
});

document.addEventListener("keydown", (event) => {
  if (event.target.closest("input, textarea, select, video, [popover], dialog") || document.querySelector(".pswp")) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const rel = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
  if (rel) document.querySelector(`.stage-bar a[rel=${rel}]`)?.click();
});
