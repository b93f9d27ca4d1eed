// Buttons that name a moment of the film on the page: it goes there and rests, for what is there may harm whoever looks.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-seek]");
  const film = button && document.querySelector(".picture video");
  if (!film) return;
  film.pause();
  film.currentTime = Number(button.dataset.seek);
  film.focus();
});
