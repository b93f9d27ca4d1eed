// How this screen is dressed: its campus's name, colours and logo. Names and colours are words; the logo is a file like any
// other, fetched, verified and kept with the set that it came with, and drawn only from the store.

import { make } from "./words.js";

const AGAIN_MS = 30_000;
const COLOUR = /^#[0-9a-f]{6}$/i;

export class Brand {
  #store;
  #note;
  #missing;
  #turn = 0;
  #urls = [];

  /** `note(code, what)` is told what fails, `missing()` that the store lacks the logo of the set that plays. */
  constructor(store, { note = () => {}, missing = () => {} } = {}) {
    this.#store = store;
    this.#note = note;
    this.#missing = missing;
    this.worn = null;
    /** Resolves to what is worn, {name, name_en, logo: {url, plate, wide} or null}, or null, once it is known. */
    this.ready = Promise.resolve(null);
    this.changed = () => {};
  }

  /** Take up what a manifest says. Without its logo where `bare`: the set is not there yet. */
  take(manifest, { bare = false } = {}) {
    const { campus = {}, branding = null } = manifest;
    const { accent, on_dark } = branding ?? campus;
    const { style } = document.documentElement;
    if (COLOUR.test(accent ?? "")) style.setProperty("--accent", accent);
    if (COLOUR.test(on_dark ?? "")) style.setProperty("--on-dark", on_dark);
    const turn = (this.#turn += 1);
    const again = () => turn === this.#turn && this.take(manifest);
    this.ready = this.#dress(branding, bare ? null : branding?.logo, turn, again);
    return this.ready;
  }

  async #dress(branding, file, turn, again) {
    const logo = file ? await this.#open(file, again) : null;
    if (turn !== this.#turn) return this.ready; // a newer one came meanwhile
    for (const url of this.#urls.splice(0, this.#urls.length - 2)) URL.revokeObjectURL(url); // what is shown may still wear the last
    this.worn = branding && { name: branding.name, name_en: branding.name_en, logo };
    this.changed(this.worn);
    return this.worn;
  }

  /** Words go on without a logo that cannot be had: it is no reason to show nothing. What the store lacks is fetched again. */
  async #open(file, again) {
    try {
      const url = URL.createObjectURL(await this.#store.open(file));
      this.#urls.push(url);
      await Object.assign(new Image(), { src: url }).decode();
      return { url, plate: file.plate === "dark" ? "dark" : "light", wide: file.width > file.height * 1.8 };
    } catch (error) {
      this.#note("logo", error.message);
      if (error.name !== "Missing" && error.name !== "Damaged") return null;
      this.#missing();
      setTimeout(again, AGAIN_MS);
      return null;
    }
  }
}

/** The logo on its plate; null where there is none. */
export function crest(worn) {
  if (!worn?.logo) return null;
  const plate = make("span", "brand-plate");
  plate.dataset.plate = worn.logo.plate;
  plate.dataset.wide = String(worn.logo.wide);
  plate.append(Object.assign(make("img", "brand-logo"), { alt: "", decoding: "sync", src: worn.logo.url }));
  return plate;
}

/** Logo and name, where `place` says ("corner", "paper", "head" ...); null where the screen has no campus. */
export function mark(worn, place) {
  if (!worn) return null;
  const root = make("div", `brand brand-${place}`);
  const name = make("span", "brand-name");
  for (const [lang, words] of [["zh-CN", worn.name], ["en", worn.name_en]]) {
    if (words) name.append(Object.assign(make("span", "", words), { lang }));
  }
  root.append(...[crest(worn), name].filter(Boolean));
  return root;
}

/** Put a mark into an element, at its end or (`first`) at its beginning, where there is one. */
export function addMark(element, worn, place, { first = false } = {}) {
  const made = mark(worn, place);
  if (made) first ? element.prepend(made) : element.append(made);
}
