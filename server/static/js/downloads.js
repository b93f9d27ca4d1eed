// Taking out: the frame of a crop over the picture, and how far a download is. Without this the form works as well.
const form = document.querySelector("#take");
const picture = document.querySelector("#focus-picture");

// --- the middle of a crop ------------------------------------------------------------------------------------------------
/** @returns {{left: number, top: number, width: number, height: number}} a crop's place in shares of the picture */
export function frameOf(size, shape, point) {
  const whole = size.width / size.height;
  const width = Math.min(1, shape / whole);
  const height = Math.min(1, whole / shape);
  const within = (at, part) => Math.min(Math.max(at - part / 2, 0), 1 - part);
  return { left: within(point.x, width), top: within(point.y, height), width, height };
}

function draw() {
  const shape = Number(form.querySelector("[name=preset]:checked")?.dataset.shape);
  const frame = picture.querySelector(".focus-frame");
  frame.hidden = !shape || !form.own_point.checked;
  if (frame.hidden) return;
  const size = { width: Number(picture.dataset.width), height: Number(picture.dataset.height) };
  const place = frameOf(size, shape, { x: form.focus_x.value / 100, y: form.focus_y.value / 100 });
  for (const [side, share] of Object.entries(place)) frame.style[side] = `${share * 100}%`;
}

if (picture) {
  form.addEventListener("input", draw);
  picture.addEventListener("click", (event) => {
    const box = picture.getBoundingClientRect();
    form.own_point.checked = true;
    form.focus_x.value = (100 * (event.clientX - box.left)) / box.width;
    form.focus_y.value = (100 * (event.clientY - box.top)) / box.height;
    draw();
  });
  draw();
}

// --- how far it is -------------------------------------------------------------------------------------------------------
const EVERY_MS = 700;
const far = document.querySelector("#far");

function tell({ done, failed, wanted, ended }) {
  const fill = (text) => text.replace("{done}", done).replace("{wanted}", wanted).replace("{failed}", failed);
  const said = [fill(ended ? far.dataset.done : far.dataset.going)];
  if (failed) said.push(fill(far.dataset.failed));
  far.querySelector("p").textContent = said.join(" ");
  const bar = far.querySelector("progress");
  bar.max = wanted;
  bar.value = ended ? wanted : done;
  far.dataset.state = ended ? "ended" : "going";
}

async function follow(ticket) {
  const address = form.dataset.far.replace("TICKET", ticket);
  while (ticket === far.dataset.ticket) {
    await new Promise((wake) => setTimeout(wake, EVERY_MS));
    const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
    const found = answer?.ok ? await answer.json() : null;
    if (!found?.wanted) continue; // it has not begun yet
    tell(found);
    if (found.ended) return;
  }
}

function newTicket() {
  const bytes = crypto.getRandomValues(new Uint8Array(24));
  return [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
}

form?.addEventListener("submit", (event) => {
  if (event.submitter?.dataset.quiet !== undefined) return;
  const ticket = newTicket();
  form.ticket.value = ticket;
  far.dataset.ticket = ticket;
  far.dataset.state = "making";
  far.hidden = false;
  far.querySelector("p").textContent = far.dataset.making;
  far.querySelector("progress").removeAttribute("value");
  follow(ticket);
});
