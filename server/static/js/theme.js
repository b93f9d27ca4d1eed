// Runs in the head, before anything is painted: the reader's choice of light or dark, kept in this browser alone.
(() => {
  let theme = null;
  try {
    theme = localStorage.getItem("vitrine-theme");
  } catch {
    theme = null; // storage may be forbidden; the system's choice then holds
  }
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
})();
