"""Hours of a screen in a quarter of one: what the browser holds must not grow with what has been shown.

The player of the product, its timers and clocks made to run ten times as fast from outside, shows photos and films of a fifth
of a second from a real server. At more than that a busy machine sets its watchdogs off. Counted are elements, live blobs and
the memory of the process that draws the page.
"""

from __future__ import annotations

import time
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench import filling, playing, recalling, serving
from tests.bench.measure import Row

LOOK_S, FILM_S = 2.0, 0.2
FAST = """(() => {
  const K = 10, steady = performance.now.bind(performance), wall = Date.now, begun = steady(), day = wall();
  const passed = () => (steady() - begun) * K;
  performance.now = () => begun + passed();
  Date.now = () => day + passed();
  for (const name of ["setTimeout", "setInterval"]) {
    const real = window[name].bind(window);
    window[name] = (work, ms = 0, ...more) => real(work, ms / K, ...more);
  }
  const [make, drop] = [URL.createObjectURL.bind(URL), URL.revokeObjectURL.bind(URL)];
  window.bench = {blobs: new Set(), items: 0};
  URL.createObjectURL = (blob) => { const url = make(blob); bench.blobs.add(url); return url; };
  URL.revokeObjectURL = (url) => { bench.blobs.delete(url); drop(url); };
  const append = Element.prototype.append;
  Element.prototype.append = function (...all) {
    bench.items += all.filter((one) => one?.classList?.contains("scene")).length;
    return append.apply(this, all);
  };
})();"""
LOOK = "() => ({items: bench.items, blobs: bench.blobs.size, elements: document.querySelectorAll('*').length})"


def measure(folder: Path, *, seconds: float) -> list[Row]:
    """Return elements, blobs and memory in the last quarter of the run, compared with the second."""
    from server import home as homes

    settings = filling.fill(folder / "home", playing.ITEMS)
    home = homes.open_home(settings)
    playing.hang(home, folder, film_s=FILM_S)
    with serving.running(settings) as port, recalling.chrome() as chrome:
        page = recalling.screen(chrome, home, "东门", f"http://127.0.0.1:{port}")
        page.context.add_init_script(FAST)
        page.reload()
        page.wait_for_selector("body[data-mode=playing]", timeout=recalling.LONGEST_S * 1000)
        looks = _looks(chrome, page, seconds)
    home.engine.dispose()
    return _rows(looks)


def _looks(chrome: Any, page: Any, seconds: float) -> list[dict[str, float]]:
    line, looks = chrome.new_browser_cdp_session(), []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        page.wait_for_timeout(LOOK_S * 1000)
        told = line.send("SystemInfo.getProcessInfo")["processInfo"]
        memory = max(_resident_mib(one["id"]) for one in told if one["type"] == "renderer")
        looks.append({**page.evaluate(LOOK), "memory": memory})
    return looks


def _resident_mib(process: int) -> float:
    pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 2**20


def _rows(looks: list[dict[str, float]]) -> list[Row]:
    quarter = max(1, len(looks) // 4)
    early, late = looks[quarter:2 * quarter] or looks[:1], looks[-quarter:]
    shown = int(looks[-1]["items"])

    def row(what: str, unit: str) -> Row:
        before, after = (median(one[what] for one in some) for some in (early, late))
        return Row("last", f"{what} at the end of {shown:,} items", unit, after, None, len(late), after / max(before, 1),
                   "the second quarter", "flat")

    return [row("elements", "elements"), row("blobs", "blobs"), row("memory", "MiB")]
