// Runs of pasted text: their spaces set right, cut into paragraphs, and written as HTML.

const NO_WIDTH = /[\u200b\u200c\u2060\ufeff\u00ad]/gu;
const SPACES = /([ \t\r\n\f\u00a0\u2000-\u200a\u202f]+)/u;
const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uffef]/u;
const EITHER = /[“”‘’—…·]/u;
const MARKS = [["strong", "strong"], ["em", "em"], ["strike", "s"]];

/** Cut a block where two lines end together, and drop what is left empty. @returns {object[]} blocks with at least some text */
export function paragraphs(block) {
  const parts = [[]];
  const runs = spaced(block.runs);
  runs.forEach((run, place) => {
    if (!run.line) parts.at(-1).push(run);
    else if (runs[place + 1]?.line) parts.push([]);
    else if (parts.at(-1).length) parts.at(-1).push(run);
  });
  const kept = parts.map(trimmed).filter((one) => one.some((run) => run.text));
  return kept.map((one, place) => ({ ...block, runs: one, ...(place && { list: null, marker: undefined }) }));
}

/** Collapse spaces as a browser would; where only the source's line ended between two Chinese characters, none is left. */
function spaced(runs) {
  const out = [];
  let last = "";
  let gap = null;
  for (const run of runs) {
    if (run.line) {
      out.push(run);
      last = "";
      gap = null;
      continue;
    }
    const made = { ...run, text: "" };
    for (const piece of run.text.replace(NO_WIDTH, "").split(SPACES)) {
      if (piece === "") continue;
      if (SPACES.test(piece)) {
        gap = { run: gap?.run ?? made, ended: /^[ \t]*[\r\n]+[ \t]*$/u.test(piece) && (gap?.ended ?? true) };
        continue;
      }
      const next = [...piece][0];
      if (gap && last && !(gap.ended && joined(last, next))) gap.run.text += " ";
      gap = null;
      made.text += piece;
      last = [...piece].at(-1);
    }
    out.push(made);
  }
  return out.filter((run) => run.line || run.text);
}

const joined = (a, b) => (WIDE.test(a) && (WIDE.test(b) || EITHER.test(b))) || (EITHER.test(a) && WIDE.test(b));

/** Without the blanks that stand in for an indent, and without line ends, at both ends. */
function trimmed(runs) {
  const left = runs.map((run) => ({ ...run }));
  for (const [at, blank] of [[0, /^[\s\u3000]+/u], [-1, /[\s\u3000]+$/u]]) {
    while (left.length) {
      const run = left.at(at);
      run.text = run.text.replace(blank, "");
      if (run.text) break;
      left.splice(at, 1);
    }
  }
  return left;
}

const escaped = (text) => text.replace(/&/gu, "&amp;").replace(/</gu, "&lt;").replace(/>/gu, "&gt;").replace(/"/gu, "&quot;");
const within = (tag, text) => `<${tag}>${text}</${tag}>`;

/** Blocks as HTML. @returns {string} */
export function written(blocks) {
  return blocks.map(({ tag, runs, items, blocks: inner }) => {
    if (items) return within(tag, items.map((one) => within("li", written(one))).join(""));
    if (inner) return within(tag, written(inner));
    return within(tag, merged(runs).map((run) => writtenRun(run, tag)).join(""));
  }).join("");
}

/** Neighbours that look the same are one run: Word cuts sentences wherever it once checked the spelling. */
function merged(runs) {
  const out = [];
  for (const run of runs) {
    const last = out.at(-1);
    const same = last && !run.line && !last.line && ["strong", "em", "strike", "href"].every((name) => (last[name] || null) === (run[name] || null));
    if (same) last.text += run.text;
    else out.push({ ...run });
  }
  return out;
}

function writtenRun(run, tag) {
  if (run.line) return "<br>";
  const named = MARKS.filter(([name]) => run[name] && !(name === "strong" && tag !== "p"));
  const text = named.reduceRight((inner, [, element]) => within(element, inner), escaped(run.text));
  return run.href ? `<a href="${escaped(run.href)}">${text}</a>` : text;
}
