// The bell's count: asked again every minute while the page is looked at, and when somebody comes back to it. The answer to a
// count that stands has no body (ETag).
const bell = document.querySelector("#bell");
const EVERY_MS = 60_000;
let said = "";

function show(unread) {
  const count = bell.querySelector(".count");
  const grew = unread > Number(bell.dataset.unread);
  bell.dataset.unread = String(unread);
  count.hidden = unread === 0;
  count.textContent = unread < 100 ? String(unread) : "99+";
  bell.querySelector("[data-told]").textContent = unread === 0 ? bell.dataset.none
    : (unread === 1 ? bell.dataset.one : bell.dataset.many.replace("{n}", String(unread)));
  if (grew) document.querySelector("#bell-told").textContent = bell.querySelector("[data-told]").textContent;
}

async function ask() {
  if (document.visibilityState !== "visible") return;
  try {
    const answer = await fetch(bell.dataset.address, {
      headers: said ? { Accept: "application/json", "If-None-Match": said } : { Accept: "application/json" },
      cache: "no-store",
    });
    if (answer.status !== 200) return; // unchanged, signed out, or a server that is busy: what is shown stands
    said = answer.headers.get("ETag") ?? "";
    show((await answer.json()).unread);
  } catch {
    // no connection: the next minute may have one
  }
}

if (bell) {
  setInterval(ask, EVERY_MS);
  document.addEventListener("visibilitychange", ask);
  window.addEventListener("pageshow", (event) => { if (event.persisted) ask(); }); // back, from the browser's own memory
}
