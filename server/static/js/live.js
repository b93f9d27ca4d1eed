// A Live Photo: its button plays the second and a half around the shot over the picture, once; again stops it.
const button = document.querySelector("#play-live");
let film = null;

function stop() {
  button.setAttribute("aria-pressed", "false");
  film?.remove();
  film = null;
}

function play() {
  const begun = document.createElement("video");
  const over = () => { if (film === begun) stop(); }; // one that was stopped tells so late, when another may be playing
  begun.className = "live-film";
  begun.playsInline = true;
  begun.src = button.dataset.film;
  begun.addEventListener("ended", over);
  begun.addEventListener("error", over);
  film = begun;
  button.before(begun);
  button.setAttribute("aria-pressed", "true");
  begun.play().catch(over);
}

button?.addEventListener("click", () => (film ? stop() : play()));
