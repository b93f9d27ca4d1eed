// Turning a poster's pages: buttons and arrow keys move what a finger moves as well, and the number follows.

const pagesOf = (element) => element.closest(".picture")?.querySelector(".pages");
const here = (pages) => Math.round(pages.scrollLeft / pages.clientWidth);

/** Turn by so many pages; @returns {boolean} whether there was one to turn to. */
export function turn(pages, by) {
  const to = here(pages) + by;
  if (to < 0 || to >= pages.children.length) return false;
  pages.scrollTo({ left: to * pages.clientWidth });
  return true;
}

function tell(pages) {
  const bar = pages.parentElement.querySelector(".pages-bar");
  if (!bar) return;
  const at = here(pages);
  bar.querySelector("[data-page]").textContent = at + 1;
  bar.querySelector("[data-turn='-1']").disabled = at === 0;
  bar.querySelector("[data-turn='1']").disabled = at === pages.children.length - 1;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-turn]");
  const pages = button && pagesOf(button);
  if (pages) turn(pages, Number(button.dataset.turn));
});
document.addEventListener("scroll", (event) => { if (event.target.classList?.contains("pages")) tell(event.target); }, true);
document.addEventListener("keydown", (event) => {
  const pages = event.target.closest?.(".pages, .pages-bar") && pagesOf(event.target);
  const by = { ArrowLeft: -1, ArrowRight: 1, PageUp: -1, PageDown: 1 }[event.key];
  if (!pages || !by || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  event.stopPropagation(); // the same keys go to the asset before and after
  turn(pages, by);
}, true);
