// A mouse that moves across a film's tile leafs through the film: left is its beginning, right its end.
const WAIT = 160; // ms on the tile before its film is asked for: the mouse may only pass

/** Leaf through the films of a wall under the mouse, until ``signal`` says that the wall goes; fingers have the lightbox. */
export function scrub(wall, signal) {
  if (!matchMedia("(hover: hover) and (pointer: fine)").matches) return;
  let tile = null, film = null, timer = 0, share = 0;

  function leave() {
    clearTimeout(timer);
    film?.removeAttribute("src"); // else the rest of it goes on loading
    film?.load();
    film?.remove();
    tile = film = null;
  }

  function show() {
    film = document.createElement("video");
    Object.assign(film, { muted: true, playsInline: true, preload: "auto", tabIndex: -1, className: "tile-film", src: tile.dataset.film });
    film.setAttribute("aria-hidden", "true");
    film.addEventListener("loadedmetadata", seek);
    film.addEventListener("seeked", (event) => { event.target.classList.add("is-there"); seek(); });
    tile.querySelector(".tile-link").prepend(film);
  }

  function seek() {
    const to = share * (film?.duration || 0);
    if (film?.readyState && !film.seeking && Math.abs(film.currentTime - to) > 0.04) film.currentTime = to;
  }

  wall.addEventListener("pointermove", (event) => {
    const under = event.pointerType === "mouse" ? event.target.closest(".tile[data-film]") : null;
    if (under !== tile) {
      leave();
      tile = under;
      if (tile) timer = setTimeout(show, WAIT);
    }
    if (!tile) return;
    const box = tile.getBoundingClientRect();
    share = Math.min(0.98, Math.max(0, (event.clientX - box.left) / box.width));
    seek();
  });
  wall.addEventListener("pointerleave", leave);
  signal.addEventListener("abort", leave);
}
