// SHA-256 (FIPS 180-4) of bytes that come in pieces. Web Crypto wants a file whole and is missing on plain HTTP, which is
// how many a campus network serves its pages.

const PRIMES = [];
for (let number = 2; PRIMES.length < 64; number += 1) if (PRIMES.every((prime) => number % prime)) PRIMES.push(number);
const fraction = (value) => ((value - Math.floor(value)) * 2 ** 32) | 0;
const START = Int32Array.from(PRIMES.slice(0, 8), (prime) => fraction(Math.sqrt(prime)));
const ROUNDS = Int32Array.from(PRIMES, (prime) => fraction(Math.cbrt(prime)));
const BLOCK = 64;

export class Sha256 {
  constructor() {
    this.state = START.slice();
    this.words = new Int32Array(64);
    this.rest = new Uint8Array(BLOCK);
    this.filled = 0;
    this.total = 0;
  }

  /** Take in more bytes. */
  update(bytes) {
    this.total += bytes.length;
    let from = 0;
    if (this.filled > 0) {
      from = Math.min(BLOCK - this.filled, bytes.length);
      this.rest.set(bytes.subarray(0, from), this.filled);
      this.filled += from;
      if (this.filled < BLOCK) return this;
      this.#blocks(this.rest, 0, BLOCK);
      this.filled = 0;
    }
    const whole = from + Math.floor((bytes.length - from) / BLOCK) * BLOCK;
    this.#blocks(bytes, from, whole);
    this.rest.set(bytes.subarray(whole));
    this.filled = bytes.length - whole;
    return this;
  }

  /** Close, and return the hash as lower-case hex. */
  hex() {
    const bits = this.total * 8;
    const padding = new Uint8Array((this.filled < 56 ? 64 : 128) - this.filled);
    padding[0] = 0x80;
    const view = new DataView(padding.buffer);
    view.setUint32(padding.length - 8, Math.floor(bits / 2 ** 32));
    view.setUint32(padding.length - 4, bits >>> 0);
    this.update(padding);
    return Array.from(this.state, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
  }

  #blocks(bytes, from, to) {
    const { state, words } = this;
    let [a, b, c, d, e, f, g, h] = state;
    for (let at = from; at < to; at += BLOCK) {
      for (let i = 0, byte = at; i < 16; i += 1, byte += 4) {
        words[i] = (bytes[byte] << 24) | (bytes[byte + 1] << 16) | (bytes[byte + 2] << 8) | bytes[byte + 3];
      }
      for (let i = 16; i < 64; i += 1) {
        const x = words[i - 15];
        const y = words[i - 2];
        const small0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
        const small1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
        words[i] = (words[i - 16] + small0 + words[i - 7] + small1) | 0;
      }
      for (let i = 0; i < 64; i += 1) {
        const big1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
        const one = (h + big1 + (g ^ (e & (f ^ g))) + ROUNDS[i] + words[i]) | 0;
        const big0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
        const two = (big0 + ((a & b) | (c & (a | b)))) | 0;
        h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
      }
      a = state[0] = (state[0] + a) | 0; b = state[1] = (state[1] + b) | 0;
      c = state[2] = (state[2] + c) | 0; d = state[3] = (state[3] + d) | 0;
      e = state[4] = (state[4] + e) | 0; f = state[5] = (state[5] + f) | 0;
      g = state[6] = (state[6] + g) | 0; h = state[7] = (state[7] + h) | 0;
    }
  }
}
