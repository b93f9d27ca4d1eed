// An issue's desk: a story is dragged from the left into the issue, where it is let go. Its button does the same without.

const target = document.querySelector(".newsletter-order");
const form = document.getElementById("take-in");

/** @returns {Element|null|undefined} the row before which a story would go; null for the end, undefined where it is not over the issue */
export function place(rows, box, x, y) {
  if (x < box.left || x > box.right || y < box.top - 40 || y > box.bottom + 40) return undefined;
  return rows.find((row) => {
    const { top, height } = row.getBoundingClientRect();
    return y < top + height / 2;
  }) ?? null;
}

function mark(before) {
  target.classList.toggle("is-aimed", before !== undefined);
  for (const row of target.querySelectorAll(".is-before")) row.classList.remove("is-before");
  before?.classList.add("is-before");
}

document.querySelector(".newsletter-stories")?.addEventListener("pointerdown", (event) => {
  const grip = event.target.closest(".take-grip");
  if (!grip || event.button > 0) return;
  event.preventDefault();
  const row = grip.closest(".newsletter-story");
  const { clientX, clientY } = event;
  let before;
  grip.setPointerCapture(event.pointerId);
  row.classList.add("is-dragged");
  const dragging = new AbortController();
  const { signal } = dragging;
  grip.addEventListener("pointermove", (moved) => {
    row.style.transform = `translate(${moved.clientX - clientX}px, ${moved.clientY - clientY}px)`;
    before = place([...target.querySelectorAll(".order-row")], target.getBoundingClientRect(), moved.clientX, moved.clientY);
    mark(before);
  }, { signal });
  const end = (letGo) => {
    dragging.abort();
    row.classList.remove("is-dragged");
    row.style.transform = "";
    mark(undefined);
    if (!letGo || before === undefined) return;
    form.elements.story.value = row.dataset.story;
    form.elements.before.value = before?.dataset.asset ?? "";
    form.submit();
  };
  grip.addEventListener("pointerup", () => end(true), { signal });
  grip.addEventListener("pointercancel", () => end(false), { signal });
});
