// The blobs that a scene holds, and pictures decoded from them; all given back at once.

export class Held {
  #urls = [];

  url(blob) {
    const url = URL.createObjectURL(blob);
    this.#urls.push(url);
    return url;
  }

  /** A picture, decoded. Rejects where it cannot be. */
  async image(url, className, alt) {
    const image = document.createElement("img");
    image.className = className;
    image.alt = alt;
    image.decoding = "sync"; // painted in the same frame as the scene that it belongs to
    image.src = url;
    await image.decode();
    return image;
  }

  release() {
    for (const url of this.#urls.splice(0)) URL.revokeObjectURL(url);
  }
}
