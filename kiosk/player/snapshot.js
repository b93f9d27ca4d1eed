// A small picture of what stands on the panel, for the desk: the very pixels of pictures and films, and the words where
// they stand. Browsers give no page its own pixels, so the page is drawn again, element by element, onto a small canvas.

import { lines, local, placed, stops } from "./drawn.js";

const LONG_EDGE = 320;
const MOST_BYTES = 90_000;
const QUALITIES = [0.72, 0.5, 0.3];
const EVERY_MS = 300_000;
const FIRST_MS = 20_000;

export class Snapshots {
  /** `root` is what fills the panel; `item()` gives the key of what plays, `paired()` whether there is a server to tell. */
  constructor({ server, journal, root, item, paired }) {
    Object.assign(this, { server, journal, root, item, paired });
  }

  /** Send a picture of now. Throws where it cannot be drawn or the server does not take it. */
  async send() {
    if (!this.paired()) return;
    const item = this.item();
    const image = await encoded(draw(this.root));
    const { status } = await this.server.post("picture", { item, image });
    if (status !== 200) throw new Error(`status ${status}`);
  }

  run() {
    const turn = () =>
      this.send().catch((error) => {
        if (error.name !== "TypeError" && error.name !== "TimeoutError") this.journal.note("picture", error.message);
      });
    setTimeout(turn, FIRST_MS);
    setInterval(turn, EVERY_MS);
  }
}

/** The panel as a canvas, 320 pixels long, upright as people see it. */
export function draw(root) {
  const { width, height } = { width: root.offsetWidth, height: root.offsetHeight };
  const scale = LONG_EDGE / Math.max(width, height);
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const pen = canvas.getContext("2d", { alpha: false });
  pen.scale(scale, scale);
  const panel = { box: root.getBoundingClientRect(), turned: Number(document.body.dataset.rotation) || 0 };
  for (const element of root.querySelectorAll("*")) {
    const look = getComputedStyle(element);
    if (element.checkVisibility?.({ opacityProperty: true, visibilityProperty: true }) === false) continue;
    pen.globalAlpha = opacity(element, root);
    paint(pen, element, look, local(element.getBoundingClientRect(), panel), panel);
  }
  return canvas;
}

function opacity(element, root) {
  let product = 1;
  for (let one = element; one !== root; one = one.parentElement) product *= Number(getComputedStyle(one).opacity);
  return product;
}

function paint(pen, element, look, box, panel) {
  ground(pen, look, box);
  if (element.matches("img, video, canvas")) return picture(pen, element, look, box);
  if (element.matches(".code svg")) return code(pen, element, look, box);
  pen.fillStyle = look.color;
  pen.textBaseline = "middle";
  pen.font = `${look.fontWeight} ${look.fontSize} ${look.fontFamily}`;
  for (const node of element.childNodes) {
    if (node.nodeType !== Node.TEXT_NODE || !node.data.trim()) continue;
    for (const { text, x, y } of lines(node, panel)) pen.fillText(text, x, y);
  }
}

function ground(pen, look, { x, y, width, height }) {
  if (look.backgroundColor !== "rgba(0, 0, 0, 0)") {
    pen.fillStyle = look.backgroundColor;
    pen.fillRect(x, y, width, height);
  }
  const colours = stops(look.backgroundImage);
  if (colours.length < 2) return;
  const fill = pen.createLinearGradient(x, y, x, y + height); // the small picture does not tell its angle
  colours.forEach((colour, index) => fill.addColorStop(index / (colours.length - 1), colour));
  pen.fillStyle = fill;
  pen.fillRect(x, y, width, height);
}

function picture(pen, media, look, box) {
  const size = { width: media.naturalWidth || media.videoWidth || media.width, height: media.naturalHeight || media.videoHeight || media.height };
  if (!size.width || !size.height) return;
  const { x, y, width, height } = placed(size, box, look.objectFit);
  pen.save();
  pen.beginPath();
  pen.rect(box.x, box.y, box.width, box.height);
  pen.clip();
  pen.drawImage(media, x, y, width, height);
  pen.restore();
}

/** An item's code (qr.js): its modules are finer than the small picture's pixels, but a white square is not what people see. */
function code(pen, drawn, look, { x, y, width, height }) {
  const { x: left, y: top, width: across, height: down } = drawn.viewBox.baseVal;
  pen.save();
  pen.translate(x, y);
  pen.scale(width / across, height / down);
  pen.translate(-left, -top);
  pen.fillStyle = look.fill;
  pen.fill(new Path2D(drawn.firstChild.getAttribute("d")));
  pen.restore();
}

async function encoded(canvas) {
  for (const quality of QUALITIES) {
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
    if (blob && blob.size <= MOST_BYTES) return base64(await blob.arrayBuffer());
  }
  throw new Error("too large");
}

function base64(buffer) {
  return btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join(""));
}
