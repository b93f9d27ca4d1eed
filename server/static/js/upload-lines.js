// What the upload page shows: a line for each file, the whole, and words for those who listen.

const RETRY = new Set(["failed", "cancelled"]);
const CAN_BE_CANCELLED = new Set(["waiting", "sending"]);
const VERIFIED = new Set(["processing", "ready", "already-here"]);
const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const TAIL = 10;

export function sizeText(bytes) {
  let value = bytes;
  for (const unit of ["B", "KB", "MB", "GB"]) {
    if (value < 1024 || unit === "GB") return `${unit === "B" || value >= 100 ? value.toFixed(0) : value.toFixed(1)} ${unit}`;
    value /= 1024;
  }
  return "";
}

export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (_whole, name) => String(values[name]));
}

function timeText(seconds, texts) {
  if (seconds < 60) return fill(texts.seconds, { n: Math.max(1, Math.round(seconds)) });
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return fill(texts.minutes, { n: minutes });
  return fill(texts.hours, { h: Math.floor(minutes / 60), m: minutes % 60 });
}

/** Make the line of a new entry. */
export function makeLine(entry, list, template) {
  const line = template.content.firstElementChild.cloneNode(true);
  const letters = [...graphemes.segment(entry.name)].map((part) => part.segment);
  const cut = Math.max(0, letters.length - TAIL);
  line.querySelector("[data-head]").textContent = letters.slice(0, cut).join("");
  line.querySelector("[data-tail]").textContent = letters.slice(cut).join("");
  line.querySelector(".file-name").title = entry.name;
  for (const of of line.querySelectorAll("[data-of]")) of.textContent = ` ${entry.name}`;
  line.querySelector("[data-progress]").setAttribute("aria-label", entry.name);
  list.append(line);
  entry.line = line;
}

/** Bring an entry's line up to date. */
export function showLine(entry, texts) {
  const part = (name) => entry.line.querySelector(`[data-${name}]`);
  const sending = entry.stage === "sending";
  entry.line.dataset.stage = entry.stage;
  part("stage-name").textContent = entry.state && entry.state !== "draft" ? entry.stateName : texts.stages[entry.stage];
  part("size").textContent = sending ? `${sizeText(entry.sent)} / ${sizeText(entry.bytes)}${entry.rate ? ` · ${sizeText(entry.rate)}/s` : ""}`
    : entry.bytes ? sizeText(entry.bytes) : "";
  part("verified").textContent = entry.sha256 && VERIFIED.has(entry.stage) ? texts.verified : "";
  part("verified").title = entry.sha256 ? `SHA-256 ${entry.sha256}` : "";
  part("why").textContent = entry.why || entry.caution || entry.title || "";
  part("refusals").replaceChildren(...(entry.refusals ?? []).map((why) => Object.assign(document.createElement("li"), { textContent: why })));
  entry.line.toggleAttribute("data-caution", Boolean(entry.caution && !entry.why));
  part("progress").hidden = !sending;
  part("progress").value = entry.bytes ? entry.sent / entry.bytes : 0;
  part("open").hidden = !entry.href;
  if (entry.href) part("open").href = entry.href;
  part("retry").hidden = !(entry.file && RETRY.has(entry.stage));
  part("cancel").hidden = !CAN_BE_CANCELLED.has(entry.stage);
  showPicture(part("picture"), entry.picture);
}

function showPicture(place, address) {
  const shown = place.querySelector("img");
  if (!address || shown?.getAttribute("src") === address) return;
  const picture = new Image();
  picture.alt = "";
  picture.decoding = "async";
  picture.src = address;
  place.replaceChildren(picture);
}

/** Show the whole: files, bytes, rate, time left. */
export function showOverall(card, sums, texts) {
  const part = (name) => card.querySelector(`[data-${name}]`);
  card.hidden = sums.all === 0;
  part("title").textContent = sums.under_way ? texts.sending : sums.processing ? texts.working
    : sums.cancelled && !sums.done ? texts.stopped : sums.bad || sums.cancelled ? texts.finished_some : texts.finished;
  part("figures").textContent = `${fill(texts.count, { done: sums.done, all: sums.all })} · ${sizeText(sums.sent)} / ${sizeText(sums.bytes)}`;
  part("progress").value = sums.bytes ? sums.sent / sums.bytes : 1;
  const left = sums.rate > 0 ? fill(texts.left, { time: timeText((sums.bytes - sums.sent) / sums.rate, texts) }) : "";
  part("rate").textContent = sums.under_way && sums.rate ? `${sizeText(sums.rate)}/s · ${left}` : "";
  part("retry-all").hidden = sums.retry === 0;
  part("stop").hidden = !sums.under_way;
  part("progress").hidden = !sums.under_way && !sums.processing;
  part("foot").hidden = !sums.under_way && sums.retry === 0;
}

/** Return what somebody who listens is told: counts, not bytes. */
export function spoken(sums, texts) {
  const told = fill(texts.told, { done: sums.done, all: sums.all });
  return sums.bad ? `${told} ${fill(texts.told_bad, { bad: sums.bad })}` : told;
}
