// On a phone: draw the picture to the right to approve, to the left to return. The buttons below do the same.

const ENOUGH = 0.4; // of the width: nobody approves by a slip

/** Let an item be swiped. */
export function swipes(item, { yes, no }) {
  const picture = item.querySelector("[data-swipe]");
  if (!picture || item.dataset.mine !== "yes") return;
  let from = null;

  const show = (x) => {
    picture.style.transform = x ? `translateX(${x}px)` : "";
    item.dataset.swiping = Math.abs(x) < 24 ? "" : x > 0 ? "yes" : "no";
  };
  picture.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "touch" && event.isPrimary && !event.target.closest("video, .pages")) from = event.clientX;
  });
  picture.addEventListener("pointermove", (event) => {
    if (from !== null && event.isPrimary) show(event.clientX - from);
  });
  const end = (event) => {
    if (from === null || !event.isPrimary) return;
    const far = (event.clientX - from) / picture.clientWidth;
    from = null;
    show(0);
    if (event.type === "pointercancel" || Math.abs(far) < ENOUGH) return;
    (far > 0 ? yes : no)();
  };
  picture.addEventListener("pointerup", end);
  picture.addEventListener("pointercancel", end);
}
