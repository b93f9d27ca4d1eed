"""Takes pictures of the pages from the demo campus: two for the README, or with --all every page in every dress.

    scripts/shots.py                     docs/images: grid.webp, screen.webp, and install.webp, pairing.webp of the guide
    scripts/shots.py --all FOLDER        each page at 360, 1280 and 1920 px, light and dark, zh and en
    --home FOLDER keeps the demo's home there and uses it again.

Wants Chromium and the test environment (make test installs both).
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
VITRINE = Path(sys.executable).parent / "vitrine"
CHROMIUM = next((path for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if Path(path).exists()), "chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]
SCREEN = "第二食堂大厅屏"
PAGES = {
    "sign-in": "/sign-in", "library": "/library", "search": "/library?q=食堂", "none": "/library?q=天文望远镜",
    "asset": "/library/V35", "film": "/library?q=kind:video", "upload": "/upload", "review": "/review",
    "mine": "/review/mine", "boards": "/boards/", "board": "/boards/1", "board-change": "/boards/1/change",
    "preview": "/boards/1/preview", "screens": "/screens/", "screen": "/screens/1", "office": "/office/",
    "account": "/account", "notices": "/notices/", "told": "/account/notices",
    "admin": "/admin/", "people": "/admin/people/", "missing": "/library/V9999",
}
ADMINISTRATORS = {"admin", "people"}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--all", type=Path, metavar="FOLDER")
    parser.add_argument("--home", type=Path)
    parser.add_argument("--only", nargs="*", default=None, metavar="PAGE")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = given.home or Path(folder) / "home"
        logins = seeded(home)
        with serving(home) as base:
            if given.all:
                every_page(base, logins, given.all, given.only)
            else:
                for_readme(base, logins, home, ROOT / "docs" / "images")
        if not given.all:
            for_guide(home, ROOT / "docs" / "images")
    return 0


def seeded(home: Path) -> dict[str, str]:
    """Return the demo's logins and passwords, seeding it where there is none."""
    kept = home.with_suffix(".logins.json")
    if not kept.exists():
        done = subprocess.run([VITRINE, "demo", "--json"], env=environment(home), check=True, capture_output=True, text=True)
        kept.write_text(done.stdout, encoding="utf-8")
    return {line["login"]: line["password"] for line in map(json.loads, kept.read_text("utf-8").splitlines())}


@contextmanager
def serving(home: Path, *more: str, **settings: str) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen([VITRINE, "up", "--bind", f"127.0.0.1:{port}", *more], env=environment(home) | settings,
                               stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        base = f"http{'s' if '--tls' in more else ''}://localhost:{port}"
        for _ in range(200):
            try:
                urllib.request.urlopen(f"{base}/readyz", timeout=2, context=ssl._create_unverified_context())
                break
            except OSError:
                time.sleep(0.1)
        yield base
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(40)


def environment(home: Path) -> dict[str, str]:
    return {**os.environ, "VITRINE_HOME": str(home)}


def sign_in(page: Any, base: str, login: str, password: str) -> None:
    page.goto(f"{base}/sign-in")
    page.fill("[name=login]", login)
    page.fill("[name=password]", password)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)


def settled(page: Any) -> None:
    page.wait_for_load_state("networkidle")
    page.evaluate("() => document.fonts.ready")
    page.wait_for_timeout(400)


def every_page(base: str, logins: dict[str, str], folder: Path, only: list[str] | None) -> None:
    from playwright.sync_api import sync_playwright

    folder.mkdir(parents=True, exist_ok=True)
    pages = {name: path for name, path in PAGES.items() if only is None or name in only}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for scheme in ("light", "dark"):
            for locale in ("zh-CN", "en"):
                visitors = {login: browser.new_context(color_scheme=scheme, locale=locale).new_page()
                            for login in ("", "gu", "admin")}
                for login in ("gu", "admin"):
                    sign_in(visitors[login], base, login, logins[login])
                for name, path in pages.items():
                    page = visitors["" if name == "sign-in" else "admin" if name in ADMINISTRATORS else "gu"]
                    shoot(page, base + path, folder, f"{scheme}-{locale[:2]}", name)
        browser.close()


def shoot(page: Any, address: str, folder: Path, dress: str, name: str) -> None:
    for width, height in ((360, 780), (1280, 800), (1920, 1080)):
        page.set_viewport_size({"width": width, "height": height})
        page.goto(address)
        settled(page)
        page.screenshot(path=folder / f"{name}-{width}-{dress}.png", full_page=width < 1920)


def for_readme(base: str, logins: dict[str, str], home: Path, folder: Path) -> None:
    from playwright.sync_api import sync_playwright

    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900}).new_page()
        sign_in(page, base, "gu", logins["gu"])
        page.goto(f"{base}/library")
        settled(page)
        page.screenshot(path=folder / "grid.png")
        screen = browser.new_context(locale="zh-CN", viewport={"width": 1920, "height": 1080}).new_page()
        screen.goto(f"{base}/kiosk/")
        screen.wait_for_selector("#pairing[data-code]:not([data-code=''])")
        code = screen.get_attribute("#pairing", "data-code")
        subprocess.run([VITRINE, "screens", "pair", SCREEN, code], env=environment(home), check=True, capture_output=True)
        screen.wait_for_selector("body[data-mode=playing]", timeout=60000)
        screen.wait_for_timeout(3000)
        screen.screenshot(path=folder / "screen.png")
        browser.close()
    for name in ("grid", "screen"):
        small(folder / f"{name}.png", 1440)


def for_guide(home: Path, folder: Path) -> None:
    """Take what whoever sets up a screen sees: the page with the scripts, and the code."""
    from playwright.sync_api import sync_playwright

    named = {"VITRINE_PUBLIC_URL": "https://vitrine.example.edu"}
    with sync_playwright() as playwright, serving(home, "--tls", **named) as base:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = browser.new_context(locale="zh-CN", viewport={"width": 880, "height": 920}, ignore_https_errors=True)
        page = context.new_page()
        page.goto(f"{base}/install/?from=23:00&until=06:30")
        settled(page)
        page.screenshot(path=folder / "install.png")
        page.set_viewport_size({"width": 1920, "height": 1080})
        page.goto(f"{base}/kiosk/")
        page.wait_for_selector("#pairing[data-code]:not([data-code=''])")
        page.screenshot(path=folder / "pairing.png")
        browser.close()
    small(folder / "install.png", 880)
    small(folder / "pairing.png", 960)


def small(path: Path, width: int) -> None:
    """Make a picture of a page small enough for the repository, and remove the large one."""
    from PIL import Image

    with Image.open(path) as picture:
        picture.convert("RGB").resize((width, picture.height * width // picture.width)).save(
            path.with_suffix(".webp"), quality=82, method=6)
    path.unlink()


if __name__ == "__main__":
    raise SystemExit(main())
