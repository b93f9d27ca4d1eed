// How many of a selection lack what is needed before review: told on its bar before anybody submits.
const PAUSE_MS = 250;
const MOST = 500;
const button = document.querySelector("[data-lacks]");
const words = button?.querySelector("span");
const plain = words?.textContent;
let timer = 0;
let asked = 0;

async function ask(ids, number) {
  try {
    const answer = await fetch(button.dataset.lacks, {
      method: "POST", body: JSON.stringify({ assets: ids }),
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content },
    });
    if (!answer.ok || number !== asked) return;
    const count = Object.keys((await answer.json()).missing).length;
    words.textContent = count ? `${plain} · ${button.dataset.text.replace("{n}", String(count))}` : plain;
    button.classList.toggle("selection-lacks", count > 0);
  } catch {
    // submitting tells it too
  }
}

/** Tell how many of these assets are incomplete. */
export function lacking(ids) {
  if (!button) return;
  clearTimeout(timer);
  asked += 1;
  if (ids.length > 0 && ids.length <= MOST) timer = setTimeout(ask, PAUSE_MS, ids, asked);
}
