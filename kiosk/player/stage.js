// Two slots: one shown, one ready behind it. The new scene fades in over the old one, which stays opaque beneath
// until the fade is over; so there is no moment without a picture. Under both lies the campus's own ground.

import { drift } from "./schedule.js";
import { Scene } from "./scene.js";

const FADE_MS = 600;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export class Stage {
  #frame;
  #store;
  #shown = null;
  #count = 0;

  constructor(frame, store) {
    this.#frame = frame;
    this.#store = store;
  }

  get shown() {
    return this.#shown;
  }

  /** A scene for `item` with its first frame ready. Throws Missing, Damaged or what the decoder said. */
  async load(item, revision) {
    const scene = new Scene(item, revision);
    try {
      const blob = await this.#store.open(item);
      const poster = item.poster ? await this.#store.open(item.poster).catch(() => null) : null;
      const box = { width: this.#frame.clientWidth, height: this.#frame.clientHeight };
      await scene.prepare(blob, poster, box);
      return scene;
    } catch (error) {
      scene.release();
      throw error;
    }
  }

  /** Bring `scene` up, by a cut or a cross-fade, and let the former one go. */
  async show(scene, { cut = false } = {}) {
    const former = this.#shown;
    this.#shown = scene;
    const { x, y } = drift((this.#count += 1));
    scene.root.style.setProperty("--shift-x", `${x}px`);
    scene.root.style.setProperty("--shift-y", `${y}px`);
    const fade = cut ? null : scene.root.animate([{ opacity: 0 }, { opacity: 1 }], { duration: FADE_MS, easing: "ease-in-out" });
    this.#frame.append(scene.root);
    // start() is not awaited: a film that cannot start is the watchdog's business, the fade goes on.
    const started = scene.start();
    started.catch(() => {});
    if (fade) await this.#settled(fade);
    if (former !== scene) former?.release();
  }

  /** In a hidden window, or where painting takes seconds, a fade may not even have begun: then the scene stands at once. */
  async #settled(fade) {
    await Promise.race([fade.finished.catch(() => {}), pause(FADE_MS * 3)]);
    if (fade.playState === "finished") return;
    fade.cancel();
    await Promise.race([new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))), pause(1_000)]);
  }

  /** Take away what is shown, now; the ground shows. */
  clear() {
    this.#shown?.release();
    this.#shown = null;
  }
}
