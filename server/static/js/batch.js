// A batch's page while its previews are made: what is new comes in by itself, and the reader stays where they are.
const ASK_MS = 3000;
const PARTS = [".batch-counts", ".batch-title"];

async function follow() {
  if (!document.querySelector("#batch .state-waiting .icon use[href$='#refresh-cw']")) return;
  let page;
  try {
    const answer = await fetch(location.href);
    if (!answer.ok || answer.redirected) return;
    page = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    setTimeout(follow, ASK_MS);
    return;
  }
  for (const part of PARTS) {
    const [old, made] = [document.querySelector(part), page.querySelector(part)];
    if (old && made) old.replaceWith(made);
  }
  const pictures = new Map([...page.querySelectorAll(".tile")].map((tile) => [tile.querySelector("a").pathname, tile]));
  for (const tile of document.querySelectorAll(".tile:has(.tile-wait)")) {
    const image = pictures.get(tile.querySelector("a").pathname)?.querySelector("img");
    if (image) tile.querySelector(".tile-wait").replaceWith(image);
  }
  setTimeout(follow, ASK_MS);
}

setTimeout(follow, ASK_MS);
