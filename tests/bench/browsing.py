"""The library in Chromium: from Enter to rows on the screen, the first picture, layout shifts, frames while scrolling.

Everything is real: gunicorn, pictures that the product rendered, the pages' own scripts. Times are the browser's own.
"""

from __future__ import annotations

import shutil
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench import asking, filling, pictures, serving
from tests.bench.measure import Row, percentile

VIEW = {"width": 1280, "height": 800}
TILES = 10_000
"""Tiles that are scrolled through."""
FRAME_MS = 1000 / 60

# A mark is set in the frame after the one that draws what is waited for: then it has been painted. What stood there when
# Enter was pressed never counts.
WATCH = """(() => {
  const marks = window.vitrineBench = {shifted: 0};
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) if (!one.hadRecentInput) marks.shifted += one.value;
  }).observe({type: 'layout-shift', buffered: true});
  let round = 0;
  const painted = (name, ready) => {
    const mine = round;
    const look = () => {
      if (mine !== round) return;
      if (!ready()) { requestAnimationFrame(look); return; }
      requestAnimationFrame(() => { if (mine === round) marks[name] = performance.timeOrigin + performance.now(); });
    };
    requestAnimationFrame(look);
  };
  const fresh = '.library:not([data-bench-old])';
  const come = (image) => image.complete && image.naturalWidth;
  const watch = () => {
    painted('rows', () => document.querySelector(`${fresh} .grid.is-placed .tile, ${fresh} .empty`));
    painted('picture', () => [...document.querySelectorAll(`${fresh} .grid.is-placed .tile img`)].some(come));
  };
  addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    sessionStorage.setItem('bench-enter', String(performance.timeOrigin + event.timeStamp));
    document.querySelector('.library')?.setAttribute('data-bench-old', '');
    round += 1;
    delete marks.rows;
    delete marks.picture;
    watch();
  }, true);
  watch();
})();"""

FRAMES = """() => new Promise((done) => {
  const gaps = []; let last = 0; const from = scrollY;
  const each = (now) => {
    if (last) gaps.push(now - last);
    last = now;
    if (window.benchStop) done({gaps, moved: scrollY - from});
    else requestAnimationFrame(each);
  };
  window.benchStop = false;
  requestAnimationFrame(each);
})"""


@dataclass(frozen=True, slots=True)
class Size:
    """How much of it: assets, searches, loads of the page, seconds of scrolling at each speed, and seconds from one search to
    the next.
    """

    assets: int = TILES
    searches: int = 40
    loads: int = 12
    seconds: float = 6.0
    pause: float = 1.0


def measure(folder: Path, size: Size) -> list[Row]:
    """Return what somebody at a browser waits for, in a library of ``size``."""
    settings = filling.fill(folder / "home", size.assets, asking.captions(size.assets))
    pictures.give(settings, folder / "pictures", min(size.assets, TILES))
    part = f"browser {size.assets:,}"
    with serving.running(settings) as port, _browser() as chrome:
        address = f"http://127.0.0.1:{port}"
        return [*_searches(chrome, address, part, size.searches, size.pause), *_loads(chrome, address, part, size.loads),
                *_scrolls(chrome, address, part, size.assets, size.seconds)]


@contextmanager
def _browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@contextmanager
def _page(chrome: Any, address: str) -> Iterator[Any]:
    """A page of somebody who has signed in, with nothing in its cache."""
    context = chrome.new_context(viewport=VIEW, locale="zh-CN", base_url=address)
    context.add_init_script(WATCH)
    context.add_cookies([{"name": "vitrine_session", "value": filling.TOKEN, "url": address}])
    try:
        yield context.new_page()
    finally:
        context.close()


def _marks(page: Any, name: str) -> Any:
    page.wait_for_function(f"() => window.vitrineBench?.{name}")
    return page.evaluate("({...window.vitrineBench, began: performance.timeOrigin, "
                         "enter: Number(sessionStorage.getItem('bench-enter'))})")


def _searches(chrome: Any, address: str, part: str, count: int, pause: float) -> list[Row]:
    """Type a query and press Enter, again and again, in one browser: as a person does, and then as no person can, each once a
    picture of the one before is there, whose other pictures are still on their way.
    """
    queries, lines = asking.queries(), []
    with _page(chrome, address) as page:
        page.goto("/library")
        _search(page, queries[0].text)  # it warms the server
        for begin, (how, seconds) in enumerate((("a search", pause), ("a search upon the other", 0.0))):
            times = []
            for one in queries[begin :: max(1, asking.QUERIES // count)][:count]:
                page.wait_for_timeout(seconds * 1000)
                times.append(_search(page, one.text))
            for what, asks in (("rows", "p95 < 150 ms"), ("picture", None)):
                taken = [one[what] for one in times if what in one]
                lines.append(Row(part, f"{how}, from Enter to {'rows' if what == 'rows' else 'a picture'}", "ms",
                                 statistics.median(taken), percentile(taken, 95), len(taken), asked=asks))
    return lines


def _search(page: Any, text: str) -> dict[str, float]:
    """Return how long rows and, where there are any, a picture take (ms) from Enter."""
    page.fill("#search", text)
    page.press("#search", "Enter")
    page.wait_for_function("text => new URLSearchParams(location.search).get('q') === text", arg=text)
    marks = _marks(page, "rows")
    taken = {"rows": marks["rows"] - marks["enter"]}
    if page.locator(".tile img").count():
        taken["picture"] = _marks(page, "picture")["picture"] - marks["enter"]
    return taken


def _loads(chrome: Any, address: str, part: str, count: int) -> list[Row]:
    """Open the grid page, each time in a browser that has never seen it, then once more with what it kept."""
    times: dict[str, list[float]] = {"new": [], "again": []}
    shifted = 0.0
    for _ in range(count + 1):
        with _page(chrome, address) as page:
            for name, several in times.items():
                page.goto("/library" if name == "new" else "/library?sort=newest")
                marks = _marks(page, "picture")
                several.append(marks["picture"] - marks["began"])
                page.wait_for_load_state("networkidle")
                shifted = max(shifted, page.evaluate("window.vitrineBench.shifted"))
    for several in times.values():
        del several[0]
    return [Row(part, "grid page, first picture, nothing kept", "ms", statistics.median(times["new"]),
                percentile(times["new"], 95), count, asked="< 300 ms"),
            Row(part, "grid page, first picture, scripts kept", "ms", statistics.median(times["again"]),
                percentile(times["again"], 95), count, asked="< 300 ms"),
            Row(part, "grid page, layout shift at most", "", shifted, samples=2 * count, asked="0")]


def _scrolls(chrome: Any, address: str, part: str, assets: int, seconds: float) -> list[Row]:
    """Scroll as a wheel does, at three speeds, and as far as 10,000 tiles go; beside it a page that holds nothing."""
    lines = []
    with _page(chrome, address) as page:
        page.goto("/library")
        page.wait_for_function("() => !document.querySelector('.more')")
        page.wait_for_load_state("networkidle")
        deep = page.evaluate("document.body.scrollHeight") * min(1.0, TILES / assets)
        for name, speed in (("reading", 1200), ("hurrying", 6000), ("flying through all", deep / (2 * seconds))):
            gaps = _scroll(page, speed, seconds * (2 if name.startswith("flying") else 1))
            lines.append(_frames(part, name, gaps))
        lines.append(Row(part, "layout shift while scrolling", "", page.evaluate("window.vitrineBench.shifted"), asked="0"))
        page.goto("about:blank")
        page.set_content("<body style='height: 4000000px'>")
        lines.append(_frames(part, "an empty page", _scroll(page, 6000, seconds)))
    return lines


def _scroll(page: Any, speed: float, seconds: float) -> list[float]:
    """Return the time between frames (ms) while the wheel turns."""
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_timeout(500)
    page.evaluate(f"() => {{ window.benchFrames = ({FRAMES})(); }}")
    session = page.context.new_cdp_session(page)
    session.send("Input.synthesizeScrollGesture", {"x": 640, "y": 400, "yDistance": -int(speed * seconds),
                                                   "speed": int(speed), "gestureSourceType": "mouse"})
    page.evaluate("window.benchStop = true")
    told = page.evaluate("window.benchFrames")
    if told["moved"] < speed * seconds * 0.9:
        raise RuntimeError(f"scrolled {told['moved']:.0f} px instead of {speed * seconds:.0f}")
    return list(told["gaps"])


def _frames(part: str, name: str, gaps: list[float]) -> Row:
    late = sum(max(0, round(gap / FRAME_MS) - 1) for gap in gaps)
    return Row(part, f"scrolling, {name}: frame ({late} of {len(gaps) + late} late)", "ms", statistics.median(gaps),
               percentile(gaps, 95), len(gaps), asked="16.7")
