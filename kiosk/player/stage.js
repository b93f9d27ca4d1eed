// Two slots: one shown, one ready. The new scene is painted before it can be seen, then fades in over the old one, which
// stays opaque beneath until the fade is over; so there is no moment without a picture. Under both lies the campus's own ground.

import { drift } from "./schedule.js";
import { sceneOf } from "./scenes.js";

const FADE_MS = 600;
const UNSEEN = "0.002"; // what is wholly transparent is not painted
const LATEST_MS = 400; // in a hidden window nothing is ever painted
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const twoFrames = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));

/** Resolves when what was just attached is on the screen. A film's frame comes by a way of its own, a little later. */
function painted(media) {
  const isFilm = media instanceof HTMLVideoElement && media.requestVideoFrameCallback;
  const frame = isFilm ? new Promise((resolve) => media.requestVideoFrameCallback(resolve)) : null;
  return Promise.race([Promise.all([twoFrames(), frame]), pause(LATEST_MS)]);
}

export class Stage {
  #frame;
  #store;
  #clock;
  #brand;
  #shown = null;
  #count = 0;
  #painted = null;

  constructor(frame, store, clock = Date, brand = null) {
    this.#frame = frame;
    this.#store = store;
    this.#clock = clock;
    this.#brand = brand;
  }

  get shown() {
    return this.#shown;
  }

  /** A scene for `item` with its first frame ready. Throws Missing, Damaged or what the decoder said. */
  async load(item, revision) {
    const scene = sceneOf(item, revision);
    try {
      const brand = await this.#brand?.ready;
      await scene.prepare((file) => this.#store.open(file), { width: this.#frame.clientWidth, height: this.#frame.clientHeight, clock: this.#clock, brand });
      return scene;
    } catch (error) {
      scene.release();
      throw error;
    }
  }

  /** Put `scene` before the one shown, painted and all but invisible; resolves when its first frame is there. */
  attach(scene) {
    if (scene.root.isConnected) return this.#painted;
    const { x, y } = drift((this.#count += 1));
    scene.root.style.setProperty("--shift-x", `${x}px`);
    scene.root.style.setProperty("--shift-y", `${y}px`);
    scene.root.style.opacity = UNSEEN;
    this.#frame.append(scene.root);
    scene.attached?.();
    this.#painted = painted(scene.media);
    return this.#painted;
  }

  /** Bring an attached scene up, by a cut or a cross-fade, and let the former one go. */
  async show(scene, { cut = false } = {}) {
    const former = this.#shown;
    this.#shown = scene;
    const fade = cut ? null : scene.root.animate([{ opacity: 0 }, { opacity: 1 }], { duration: FADE_MS, easing: "ease-in-out" });
    scene.root.style.opacity = "";
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
    await Promise.race([twoFrames(), pause(1_000)]);
  }

  /** Take away what is shown, now; the ground shows. */
  clear() {
    this.#shown?.release();
    this.#shown = null;
  }
}
