// The kiosk's few requests, in one place. Each answer also brings a sample for the clock.

const LIMIT_MS = 10_000;
const STALL_MS = 30_000;
// The kiosk redirects nowhere; a captive portal does.
const PLAIN = { cache: "no-store", credentials: "same-origin", redirect: "error" };

export class Server {
  #clock;
  #base;

  constructor(clock, base = "/kiosk/") {
    this.#clock = clock;
    this.#base = base;
  }

  async #ask(path, options = {}) {
    const sent = this.#clock.steady();
    const answer = await fetch(this.#base + path, {
      ...PLAIN,
      signal: AbortSignal.timeout(LIMIT_MS),
      ...options,
    });
    const said = answer.headers.get("X-Vitrine-Time");
    if (said) this.#clock.sample(Date.parse(said), sent, this.#clock.steady());
    return answer;
  }

  /**
   * GET a document: {status, etag, home, alerts, body}. `home` is the mark of the installation that answered, null where
   * something else did; `alerts` the revision of the newest alerts, where it says so; body is null unless 200, or 401 with a
   * reason. Throws when there is no server, or nonsense from one.
   */
  async get(path, etag = null) {
    const answer = await this.#ask(path, { headers: etag ? { "If-None-Match": etag } : {} });
    const { status, headers } = answer;
    const body = status === 200 ? await answer.json() : status === 401 ? await answer.json().catch(() => null) : null;
    return { status, etag: headers.get("ETag"), home: headers.get("X-Vitrine-Home"), alerts: headers.get("X-Vitrine-Alerts"), body };
  }

  /** POST JSON: {status, body, retryAfter (s)}; body is null if the answer is not JSON. */
  async post(path, content = {}) {
    const answer = await this.#ask(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(content),
    });
    const isJson = (answer.headers.get("Content-Type") ?? "").includes("json");
    return { status: answer.status, body: isJson ? await answer.json() : null, retryAfter: Number(answer.headers.get("Retry-After")) || 0 };
  }

  /** The bytes of a file, part by part. Throws on any status but 200 and when nothing comes for 30 s or `signal` gives up. */
  async *media(sha256, signal = undefined) {
    const stop = new AbortController();
    const giveUp = () => stop.abort();
    signal?.addEventListener("abort", giveUp);
    if (signal?.aborted) stop.abort();
    let timer = setTimeout(() => stop.abort(), STALL_MS);
    try {
      const answer = await fetch(`${this.#base}media/${sha256}`, { ...PLAIN, signal: stop.signal });
      if (answer.status !== 200) throw new Error(`status ${answer.status}`);
      const reader = answer.body.getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        clearTimeout(timer);
        timer = setTimeout(() => stop.abort(), STALL_MS);
        yield value;
      }
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", giveUp);
      stop.abort(); // a reader that gave up half-way must not leave the rest coming
    }
  }
}
