// A Live Photo: its button plays the second and a half around the shot over the picture, once; again stops it.
const button = document.querySelector("#play-live");
let film = null;

function stop() {
  button.setAttribute("aria-pressed", "false");
  film?.remove();
  film = null;
}

function play() {
  film = document.createElement("video");
  film.className = "live-film";
  film.playsInline = true;
  film.src = button.dataset.film;
  film.addEventListener("ended", stop);
  film.addEventListener("error", stop);
  button.before(film);
  button.setAttribute("aria-pressed", "true");
  film.play().catch(stop);
}

button?.addEventListener("click", () => (film ? stop() : play()));
