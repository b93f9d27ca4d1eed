// The timeline beside the grid: links that work without scripts; with them, a click, a drag or a key goes there at once.

/** Let the timeline lead through ``wall`` (wall.js) until ``signal`` says that the wall goes. */
export function timeline(wall, signal) {
  const bar = document.querySelector("#timeline");
  if (!bar) return;
  const links = [...bar.querySelectorAll("a[data-month]")];
  let dragging = false;

  async function jump(link, focus) {
    mark(link);
    await wall.jump(link.dataset.month, focus);
  }

  function mark(link) {
    for (const one of links) {
      one.toggleAttribute("aria-current", false);
      one.tabIndex = one === (link ?? links[0]) ? 0 : -1; // one stop for Tab, arrows within
    }
    link?.setAttribute("aria-current", "true");
    if (link && !dragging) bar.scrollTo({ top: link.offsetTop - bar.clientHeight / 2 });
  }

  bar.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-month]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    jump(link, event.detail === 0); // by keyboard the focus goes along to the first picture
  });
  bar.addEventListener("pointerdown", (event) => {
    dragging = event.button === 0 && event.pointerType !== "touch";
    if (dragging) event.preventDefault();
  });
  addEventListener("pointerup", () => { dragging = false; }, { signal });
  bar.addEventListener("pointermove", (event) => {
    if (!dragging) return;
    const link = event.target.closest("a[data-month]");
    if (link && link.getAttribute("aria-current") !== "true") jump(link, false);
  });
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const next = step ? links[links.indexOf(document.activeElement) + step]
      : { Home: links[0], End: links.at(-1) }[event.key];
    if (!next) return;
    event.preventDefault();
    next.focus();
    jump(next, false);
  });
  let waiting = 0;
  addEventListener("scroll", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => { if (!dragging && !signal.aborted) mark(links.find((one) => one.dataset.month === wall.monthAt())); }, 120);
  }, { passive: true, signal });
  mark(links.find((one) => one.dataset.month === wall.monthAt()));
}
