// A board's page: order by dragging or by buttons, pick by searching. Without this script the same forms do the same.

const list = document.querySelector(".order");
const told = document.getElementById("order-told");
const token = document.querySelector("meta[name=csrf-token]").content;
const frame = document.querySelector("#preview iframe");

function number() {
  [...list.children].forEach((row, i) => {
    row.querySelector(".order-number").textContent = i + 1;
  });
}

async function save(row) {
  number();
  const rows = [...list.children];
  told.textContent = told.dataset.text.replace("{place}", rows.indexOf(row) + 1).replace("{all}", rows.length);
  if (!list.dataset.order) { // a form keeps the order
    list.dispatchEvent(new Event("input", { bubbles: true }));
    return;
  }
  const body = new FormData();
  body.append("csrf_token", token);
  for (const one of rows) body.append("asset", one.dataset.asset);
  const answer = await fetch(list.dataset.order, { method: "POST", body, headers: { Accept: "application/json" } });
  if (answer.ok) frame?.contentWindow?.postMessage("refresh", location.origin);
  else location.reload();
}

function step(row, by) {
  const other = by < 0 ? row.previousElementSibling : row.nextElementSibling;
  if (!other) return;
  if (by < 0) other.before(row);
  else other.after(row);
  save(row);
}

list?.addEventListener("click", (event) => {
  const button = event.target.closest("button[name=move]");
  if (!button) return;
  event.preventDefault();
  const row = button.closest(".order-row");
  step(row, button.value === "up" ? -1 : 1);
  // At either end the button just pressed is gone; its neighbour keeps the keyboard's place.
  const buttons = [button, ...row.querySelectorAll("button[name=move]")];
  buttons.find((one) => getComputedStyle(one).visibility === "visible")?.focus();
});

// Dragging by pointer works with a mouse, a pen and a finger alike; the row follows by swapping with its neighbours.
list?.addEventListener("pointerdown", (event) => {
  const grip = event.target.closest(".grip");
  if (!grip || event.button > 0) return;
  event.preventDefault();
  const row = grip.closest(".order-row");
  const before = [...list.children].indexOf(row);
  row.classList.add("is-dragged");
  list.setPointerCapture(event.pointerId); // not the grip: moving it in the document would let the pointer go
  const move = (moved) => {
    for (const other of [...list.children]) {
      if (other === row) continue;
      const { top, height } = other.getBoundingClientRect();
      const middle = top + height / 2;
      const follows = row.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING;
      if (follows && moved.clientY > middle) other.after(row);
      else if (!follows && moved.clientY < middle) {
        other.before(row);
        break;
      }
    }
  };
  const dragging = new AbortController();
  const { signal } = dragging;
  const end = () => {
    dragging.abort();
    row.classList.remove("is-dragged");
    if ([...list.children].indexOf(row) !== before) save(row);
  };
  list.addEventListener("pointermove", move, { signal });
  for (const over of ["pointerup", "pointercancel"]) list.addEventListener(over, end, { signal });
});

// The preview: upright or not, of this board alone or of a screen, now or at another moment.
const previewing = document.getElementById("preview-form");
const ways = [...document.querySelectorAll("[data-orientation][aria-pressed]")];

function show(orientation) {
  const { orientation: hung, address } = previewing.on?.selectedOptions[0].dataset ?? {};
  const wanted = hung ?? orientation;
  for (const one of ways) one.setAttribute("aria-pressed", String(one.dataset.orientation === wanted));
  document.getElementById("preview").dataset.orientation = wanted;
  const source = new URL(address ?? previewing.dataset.board, location.href);
  if (!address) source.searchParams.set("orientation", wanted);
  if (previewing.at.value) source.searchParams.set("at", previewing.at.value);
  frame.src = source.href;
}

for (const button of ways) {
  button.addEventListener("click", () => {
    if (previewing.on) previewing.on.value = "";
    show(button.dataset.orientation);
  });
}
previewing?.addEventListener("submit", (event) => {
  event.preventDefault();
  show(document.getElementById("preview").dataset.orientation);
});
previewing?.on?.addEventListener("change", () => show("landscape"));

// Searching as one types: the answer is this very page, of which only the found pictures are taken.
const search = document.querySelector(".picker-search");
let asked = 0;
let waiting;

async function find() {
  const address = new URL(search.action);
  address.hash = "";
  address.searchParams.set("q", search.q.value);
  const turn = (asked += 1);
  const answer = await fetch(address);
  if (!answer.ok || turn !== asked) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.getElementById("found").replaceWith(page.getElementById("found"));
}

search?.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(find, 250);
});
search?.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(waiting);
  find().then(() => document.getElementById("picker").scrollIntoView({ block: "start" }));
});
