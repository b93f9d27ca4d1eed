// A receipt's button for the printer, which only works with scripts.
const button = document.querySelector("[data-print]");
button.hidden = false;
button.addEventListener("click", () => window.print());
