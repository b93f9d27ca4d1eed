// A page whose time runs fast, for the bench. Timers and clocks go by a time of their own, and each callback at its moment of
// it, so that a busy machine makes a day longer but never unlike itself: while something real is awaited (a decoder, a film's
// frames, an answer or a file that takes long, a scene that has yet to be painted) time passes as it does.
(() => {
  const [FAST, FILM, PATIENCE_MS, PAINT_MS, ANSWER_MS, AHEAD_MS] = [1000, 16, 10_000, 100, 10, 5_000];
  const steady = performance.now.bind(performance);
  const later = window.setTimeout.bind(window);
  const frame = window.requestAnimationFrame.bind(window);
  const wall = Date.now() - steady();
  const timers = new Map();
  const [films, answers, patience] = [new Set(), new Map(), new Set()];
  let [now, since, ahead, painting, number] = [steady(), steady(), 0, 0, 1];
  window.bench = { begun: now, items: 0, blobs: new Set() };

  function speed() {
    const slow = [...answers.values()].some((asked) => steady() - asked > ANSWER_MS);
    if (painting || patience.size || slow) return 1; // a wait of ten seconds is the director's, for a decoder
    return films.size ? FILM : FAST;
  }

  function earliest() {
    let found = null;
    for (const [id, one] of timers) if (!found || one.due < found.due) found = { id, ...one };
    return found;
  }

  function fire({ id, every, work, more }) {
    if (every === null) drop(id);
    else timers.get(id).due += whole(every);
    work(...more);
  }

  const { port1, port2 } = new MessageChannel();
  port1.onmessage = turn;
  function turn() {
    const at = steady();
    ahead = Math.min(ahead + (at - since) * speed(), AHEAD_MS);
    since = at;
    const next = earliest();
    const wait = next ? Math.max(0, next.due - now) : Infinity;
    if (wait > ahead) return void later(turn, 1);
    ahead -= wait;
    now += wait;
    port2.postMessage(null);
    fire(next);
  }
  later(turn, 1);

  // As a browser's own: what is left of a second by its fraction, waited for again and again, would never be over, as a
  // number of hours cannot hold so small a part.
  const whole = (ms) => Math.max(1, Math.trunc(Number(ms) || 0));

  function add(work, ms, every, more) {
    const id = (number += 1);
    timers.set(id, { due: now + whole(ms), every, work, more });
    if (ms === PATIENCE_MS && every === null) patience.add(id);
    return id;
  }
  function drop(id) {
    timers.delete(id);
    patience.delete(id);
  }
  window.setTimeout = (work, ms = 0, ...more) => add(work, ms, null, more);
  window.setInterval = (work, ms = 0, ...more) => add(work, ms, ms, more);
  window.clearTimeout = window.clearInterval = drop;
  performance.now = () => now;
  Date.now = () => wall + now;

  const around = (of, name, make) => (of[name] = make(of[name]));
  // Each of these is waited for by a loop that the watchdog looks after.
  const WAITS = [[window, "fetch"], [Response.prototype, "json"], [SubtleCrypto.prototype, "digest"], [Blob.prototype, "arrayBuffer"],
    [HTMLImageElement.prototype, "decode"], [StorageManager.prototype, "estimate"], [StorageManager.prototype, "getDirectory"],
    ...["getDirectoryHandle", "getFileHandle", "removeEntry"].map((name) => [FileSystemDirectoryHandle.prototype, name]),
    ...["createWritable", "getFile"].map((name) => [FileSystemFileHandle.prototype, name]),
    ...["write", "close"].map((name) => [FileSystemWritableFileStream.prototype, name])];
  for (const [of, name] of WAITS) {
    around(of, name, (real) => function (...all) {
      const answer = real.apply(this, all);
      answers.set(answer, steady());
      const over = () => answers.delete(answer);
      answer.then(over, over);
      return answer;
    });
  }
  around(IDBDatabase.prototype, "transaction", (real) => function (...all) {
    const deal = real.apply(this, all);
    answers.set(deal, steady());
    for (const over of ["complete", "abort"]) deal.addEventListener(over, () => answers.delete(deal), { once: true });
    return deal;
  });
  around(HTMLMediaElement.prototype, "play", (real) => function (...all) {
    this.playbackRate = FILM;
    films.add(this);
    for (const over of ["ended", "error", "emptied"]) this.addEventListener(over, () => films.delete(this), { once: true });
    return real.apply(this, all);
  });
  around(HTMLMediaElement.prototype, "pause", (real) => function (...all) {
    films.delete(this);
    return real.apply(this, all);
  });
  around(Element.prototype, "animate", (real) => function (frames, options) {
    return real.call(this, frames, { ...options, duration: options.duration / FAST });
  });
  around(Element.prototype, "append", (real) => function (...all) {
    if (all.some((one) => one?.classList?.contains("scene"))) {
      bench.items += 1;
      painting += 1;
      Promise.race([new Promise((done) => frame(() => frame(done))), new Promise((done) => later(done, PAINT_MS))])
        .then(() => (painting -= 1));
    }
    return real.apply(this, all);
  });
  around(URL, "createObjectURL", (real) => (blob) => {
    const url = real.call(URL, blob);
    bench.blobs.add(url);
    return url;
  });
  around(URL, "revokeObjectURL", (real) => (url) => {
    bench.blobs.delete(url);
    real.call(URL, url);
  });
  bench.look = () => ({ hours: (now - bench.begun) / 3_600_000, items: bench.items, blobs: bench.blobs.size, begun: bench.begun });
})();
