// Forms that take a while (data-progress: where what comes of it is shown): their answer comes as lines that say how far it
// is, then as a part of the page. Without this script the form is answered with a page.

const LINES = "application/x-ndjson";
const dialog = document.querySelector("#progress");
const said = document.querySelector("#progress-told");
let stopper = null;

async function* linesOf(answer) {
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    const parts = (rest + value).split("\n");
    rest = parts.pop();
    for (const part of parts) if (part) yield JSON.parse(part);
  }
  if (rest) yield JSON.parse(rest);
}

function show({ done, total }) {
  const count = dialog.querySelector("[data-count]");
  count.textContent = count.dataset.text.replace("{done}", String(done)).replace("{total}", String(total));
  const bar = dialog.querySelector("progress");
  bar.max = Math.max(total, 1);
  bar.value = done;
}

function tell(text) {
  const made = document.querySelector("#progress-toast").content.firstElementChild.cloneNode(true);
  made.querySelector("[data-text]").textContent = text;
  document.querySelector(".toasts").append(made);
}

function place(target, html) {
  target.replaceChildren(document.createRange().createContextualFragment(html));
  const heading = target.querySelector("[tabindex='-1']");
  heading?.focus();
  heading?.scrollIntoView({ block: "nearest" });
  document.dispatchEvent(new CustomEvent("vitrine:done", { detail: target }));
}

async function run(form, submitter, target) {
  stopper = new AbortController();
  let end = null;
  show({ done: 0, total: 1 });
  dialog.querySelector("[data-count]").textContent = "";
  dialog.showModal();
  try {
    const answer = await fetch(submitter?.getAttribute("formaction") ?? form.action, {
      method: "POST", body: new FormData(form, submitter), headers: { Accept: LINES }, signal: stopper.signal,
    });
    if (!answer.headers.get("Content-Type")?.startsWith(LINES)) throw new Error(String(answer.status));
    for await (const line of linesOf(answer)) {
      if ("done" in line) show(line);
      else end = line;
    }
  } catch {
    // told below
  }
  dialog.close();
  if (end?.html) {
    place(target, end.html);
    if (!form.contains(target)) form.remove(); // done with
  }
  if (end?.html) return;
  if (end?.why) tell(end.why);
  else tell(stopper.signal.aborted ? said.dataset.stopped : said.dataset.lost);
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-progress]");
  if (!form || event.submitter?.hasAttribute("data-plain")) return;
  const target = document.querySelector(form.dataset.progress);
  if (!target || !dialog) return;
  event.preventDefault();
  run(form, event.submitter, target);
});
dialog?.querySelector("[data-stop]").addEventListener("click", () => stopper?.abort());
dialog?.addEventListener("cancel", (event) => { event.preventDefault(); stopper?.abort(); });
