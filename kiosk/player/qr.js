// The code beside an item's words that leads to its page: drawn from the manifest, so that nothing has to be worked out here.

import { WORDS, speak } from "./text.js";
import { make } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const QUIET = 4; // modules of white around it, without which readers do not find it
const PATH = /^[Mhvz\d\s-]+$/;

/** Put an item's code, with a word on what it is for (null: none), at the end of its words; nothing where it has no code. */
export function addCode(words, { page, qr }, said = WORDS.scan) {
  if (!page || !Number.isInteger(qr?.size) || !PATH.test(qr.path ?? "")) return;
  const side = qr.size + 2 * QUIET;
  const drawn = document.createElementNS(SVG, "svg");
  drawn.setAttribute("viewBox", `${-QUIET} ${-QUIET} ${side} ${side}`);
  drawn.setAttribute("shape-rendering", "crispEdges"); // no grey between modules
  drawn.setAttribute("aria-hidden", "true");
  drawn.style.setProperty("--modules", String(side)); // each as many whole pixels as the next
  const dark = document.createElementNS(SVG, "path");
  dark.setAttribute("d", qr.path);
  drawn.append(dark);
  const block = make("div", "code");
  block.append(drawn);
  if (said) {
    const line = make("p", "pair");
    speak(line, said);
    block.append(line);
  }
  words.append(block);
}
