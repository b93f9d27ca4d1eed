// Films in the lightbox: the browser's own controls to play and wind, keys for single frames.
import { register } from "./keys.js";

const CONTROLS = 64; // pixels at the foot that belong to the film's own controls, not to a swipe
let playing = null;

export function film(box) {
  box.on("contentLoad", (event) => {
    const { content } = event;
    if (content.data.type !== "film") return;
    event.preventDefault();
    content.element = element(content.data);
    content.onLoaded();
  });
  box.on("contentActivate", ({ content }) => { playing = content.data.type === "film" ? content : null; });
  box.on("contentDeactivate", ({ content }) => { content.element?.pause?.(); });
  box.on("destroy", () => { playing = null; });
  box.on("pointerDown", (event) => {
    const video = event.originalEvent.target.closest("video");
    if (video && event.originalEvent.clientY > video.getBoundingClientRect().bottom - CONTROLS) event.preventDefault();
  });
}

function element(data) {
  const video = document.createElement("video");
  Object.assign(video, { src: data.film, controls: true, preload: "metadata", playsInline: true });
  if (data.poster) video.poster = data.poster;
  video.setAttribute("aria-label", data.alt);
  // Arrows wind a film that has the focus; they leaf only where it has not.
  video.addEventListener("keydown", (event) => {
    if (event.key.startsWith("Arrow") || event.key === " ") event.stopPropagation();
  });
  return video;
}

function step(frames) {
  if (!playing) return false;
  const video = playing.element;
  video.pause();
  video.currentTime = Math.min(Math.max(video.currentTime + frames / playing.data.rate, 0), video.duration || 0);
  return true;
}

function toggle() {
  if (!playing) return false;
  const video = playing.element;
  if (video.paused) video.play().catch(() => {}); // a browser may refuse; its own button is there
  else video.pause();
  return true;
}

register("lightbox", { ".": () => step(1), ",": () => step(-1), " ": toggle });
