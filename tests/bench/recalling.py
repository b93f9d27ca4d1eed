"""A recall: from the office's click to two live screens that no longer show it, and to their word that it is gone.

Two players of the product in Chromium, paired by code, play one board from a real server; somebody of the office takes
down what they are showing, on its page. What a screen shows is noted within its own page at each change.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.bench import filling, photographs, pictures, serving
from tests.bench.measure import Row, percentile

SCREENS = ("东门", "食堂")
LONGEST_S = 60
ASKED = "< 10"
PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--autoplay-policy=no-user-gesture-required"]
WATCH = """(() => {
  window.benchShown = [];
  const note = () => {
    const shown = `${document.body?.dataset.mode}:${document.body?.dataset.sha256 ?? ''}`;
    if (benchShown.at(-1)?.shown === shown) return;
    const one = {shown, at: performance.timeOrigin + performance.now()};
    benchShown.push(one);
    requestAnimationFrame((frame) => { one.frame = performance.timeOrigin + frame; });
  };
  new MutationObserver(note).observe(document, {subtree: true, attributeFilter: ['data-mode', 'data-sha256']});
  addEventListener('submit', () => sessionStorage.setItem('bench-click', String(performance.timeOrigin + performance.now())),
                   true);
})();"""
"""When the page of a screen began to show what it shows, with the frame that it did so in, and when somebody sent a form.
Times are ms since 1970.
"""


def measure(folder: Path, *, rounds: int) -> list[Row]:
    """Return the seconds from the click until neither screen shows it, and until both have confirmed."""
    from server import home as homes

    settings = filling.fill(folder / "home", rounds + 3)
    pictures.give(settings, folder / "pictures", 1)
    home = homes.open_home(settings)
    _apart(home)
    gone, confirmed = [], []
    with serving.running(settings) as port, chrome() as browser:
        address = f"http://127.0.0.1:{port}"
        screens = [screen(browser, home, name, address) for name in SCREENS]
        office = _page(browser, address)
        office.context.add_cookies([{"name": "vitrine_session", "value": filling.TOKEN, "url": address}])
        for _ in range(rounds):
            shown, told = _recall(home, office, screens)
            gone.append(shown)
            confirmed.append(told)
    home.engine.dispose()
    return [Row("recall", f"from the click, {what}", "s", percentile(values, 50), percentile(values, 95), len(values),
                asked=ASKED)
            for what, values in (("gone from two live screens", gone), ("confirmed by both", confirmed))]


def _apart(home: Any) -> None:
    """Give each asset a picture for screens of its own bytes: what is taken down is a file."""
    from sqlalchemy import select

    from index.catalogue.assets import Rendition
    from index.db import writing

    with writing(home.engine) as session:
        for number, one in enumerate(session.scalars(select(Rendition).where(Rendition.preset == "screen")), 1):
            data = photographs.copy(home.store.path("renditions", one.sha256).read_bytes(), number)
            one.sha256, one.bytes = pictures.put(home, data), len(data)


@contextmanager
def chrome() -> Iterator[Any]:
    """Start Chromium, with its window hidden."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PROGRAM, args=FLAGS)
        yield browser
        browser.close()


def _page(browser: Any, address: str) -> Any:
    context = browser.new_context(viewport={"width": 1280, "height": 720}, base_url=address)
    context.add_init_script(WATCH)
    return context.new_page()


def screen(browser: Any, home: Any, name: str, address: str, **more: Any) -> Any:
    """Return the page of a new screen, in a context of its own, once it plays. ``more`` goes to NewScreen."""
    return paired(_page(browser, address), home, name, address, **more)


def paired(page: Any, home: Any, name: str, address: str, **more: Any) -> Any:
    """Make a new screen of this page, paired by the code that it shows, and return it once it plays."""
    from index.catalogue.people import OWNER
    from server.screens import service
    from server.screens.service import NewScreen

    service.add_screen(home.engine, OWNER, NewScreen(name, **{"boards": ("校园一周",), **more}), now=datetime.now(UTC))
    page.goto(f"{address}/kiosk/")
    page.wait_for_selector("#pairing[data-code]:not([data-code=''])", timeout=LONGEST_S * 1000)
    service.pair(home.engine, OWNER, name, page.get_attribute("#pairing", "data-code"), now=datetime.now(UTC))
    page.wait_for_selector("body[data-mode=playing][data-sha256]", timeout=LONGEST_S * 1000)
    return page


def _recall(home: Any, office: Any, screens: list[Any]) -> tuple[float, float]:
    """Take down what the first screen shows; once the other one shows it too."""
    sha256 = ""
    end = time.monotonic() + LONGEST_S
    while not sha256 or any(_shows(page) != sha256 for page in screens):
        sha256 = _shows(screens[0])
        if time.monotonic() > end:
            raise RuntimeError("the two screens never showed the same picture")
        time.sleep(0.2)
    office.goto(f"/library/V{_asset_of(home, sha256)}")
    office.fill("#take-down-reason", "bench")
    office.click(".take-down-here button")
    office.wait_for_url("**/take-downs/*")
    clicked = float(office.evaluate("sessionStorage.getItem('bench-click')"))
    gone = max(_gone_at(page, sha256, clicked) for page in screens)
    return (gone - clicked) / 1000, _heard_at(home, sha256) - clicked / 1000


def _shows(page: Any) -> str:
    return str(page.get_attribute("body", "data-sha256") or "")


def _gone_at(page: Any, sha256: str, clicked: float) -> float:
    """Return when a screen that showed it at the click began to show something else."""
    page.wait_for_selector(f"body:not([data-sha256='{sha256}'])", timeout=LONGEST_S * 1000)
    page.wait_for_timeout(50)
    turns = page.evaluate("window.benchShown")
    if not [one for one in turns if one["shown"].endswith(sha256) and one["at"] < clicked]:
        raise RuntimeError("a screen did not show it at the click")
    return float(min(one["at"] for one in turns if one["at"] > clicked and not one["shown"].endswith(sha256)))


def _asset_of(home: Any, sha256: str) -> int:
    from sqlalchemy import select

    from index.catalogue.assets import Asset, Rendition
    from index.db import reading

    with reading(home.engine) as session:
        return session.scalars(select(Asset.id).join(Rendition, Rendition.original_sha256 == Asset.sha256)
                               .where(Rendition.sha256 == sha256)).one()


def _heard_at(home: Any, sha256: str) -> float:
    """Return when the last of the two screens had told the server that it is gone (seconds since 1970)."""
    from sqlalchemy import select

    from index.catalogue.screens import Screen
    from index.catalogue.takedowns import Removal
    from index.db import reading

    end = time.monotonic() + LONGEST_S
    while time.monotonic() < end:
        with reading(home.engine) as session:
            heard = session.scalars(select(Removal.heard_at).join(Screen, Screen.id == Removal.screen_id)
                                    .where(Removal.sha256 == sha256, Screen.name.in_(SCREENS))).all()
        if len(heard) == len(SCREENS) and all(heard):
            return max(one.timestamp() for one in heard if one)
        time.sleep(0.1)
    raise RuntimeError("a screen never confirmed")
