"""One asset, all the way: from a folder of real camera files to pixels on a screen that plays on without its server."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

TITLE = "第二食堂开放日"
LONGEST_MS = 120_000
"""As long as busy cores take; how quick it is, the bench says."""


def test_from_a_card_to_a_screen_that_plays_on_when_the_server_is_dead(installation: Any, card: Path, screen: Any) -> None:
    run = installation.run
    _people(run)
    lines = run("ingest", str(card), "--department", "canteen", "--as", "lin", "--wait", "--json", code=1)
    assets = [line["asset"] for line in lines if line["outcome"] == "added"]
    assert len(assets) == 3
    assert {line["outcome"]: line["reason"]["code"] for line in lines if line["reason"]} == {
        "refused": "not-media", "ignored": "side-file"}
    shown = run("show", assets[0], "--json")[0]
    assert set(shown["renditions"]) == {"grid", "screen", "large"}

    lacking = run("submit", assets[0], "--as", "lin", "--json", code=1)[0]
    assert lacking["missing"] == ["caption", "people", "place", "credit"]
    _describe(installation, assets[:2])
    assert run("search", "食堂", "--json")[0]["hits"][0]["asset"] == assets[0]

    run("submit", *assets[:2], "--as", "lin", "--json")
    assert run("approve", assets[0], "--as", "lin", "--json", code=1)[0]["reason"]["code"] == "own-work"
    run("boards", "add", "校园生活", "--json")
    refused = run("boards", "change", "校园生活", "--add", assets[0], "--as", "editor", "--json", code=1)
    assert refused[0]["reason"]["code"] == "not-approved"
    assert run("approve", *assets[:2], "--as", "rev", "--json")[0]["status"] == {"screens": "reviewed"}
    assert run("approve", *assets[:2], "--as", "editor", "--json")[0]["status"] == {"screens": "approved"}
    run("boards", "change", "校园生活", "--add", assets[0], "--add", assets[1], "--as", "editor", "--json")
    run("screens", "add", "食堂大厅", "--board", "校园生活", "--json")

    with installation.up() as server:
        with screen() as page:
            page.goto(f"{installation.base}/kiosk/")
            page.wait_for_selector("body[data-mode=pairing]", timeout=LONGEST_MS)
            run("screens", "pair", "食堂大厅", _pairing_code(page))
            served = {item["asset"]: item["sha256"] for item in run("manifest", "食堂大厅")[0]["items"]}
            assert set(served) == set(assets[:2])
            assert _assert_playing(page, installation.home) in served.values()
        server.terminate()
        server.wait(40)

    with screen() as page:  # the browser starts again, and there is no server
        page.goto(f"{installation.base}/kiosk/")
        assert _assert_playing(page, installation.home) in served.values()

    with installation.up(), screen() as page:  # the server is back, and one picture is taken down
        page.goto(f"{installation.base}/kiosk/")
        _assert_playing(page, installation.home)
        run("withdraw", assets[0], "--as", "editor", "--reason", "有异议", "--json")
        page.wait_for_selector(f"body[data-mode=playing][data-sha256='{served[assets[1]]}']", timeout=LONGEST_MS)
        page.wait_for_timeout(13000)  # an item's time: the withdrawn one does not come round again
        assert page.get_attribute("body", "data-sha256") == served[assets[1]]
        down = run("take-down", assets[1], "--as", "editor", "--reason", "有异议", "--json")[0]
        page.wait_for_selector("body[data-mode=fallback]", timeout=LONGEST_MS)
        _assert_confirmed(run, page, down["report"])


def _assert_confirmed(run: Any, page: Any, report: int) -> None:
    """The player says by itself that the file is gone, within ten seconds of the take-down."""
    for _ in range(20):
        told = run("take-downs", str(report), "--json")[0]
        if told["removed_at"]:
            break
        page.wait_for_timeout(500)
    assert (told["name"], told["state"]) == ("食堂大厅", "live")
    assert 0 < told["seconds"] < 10


def _people(run: Any) -> None:
    run("init")
    run("departments", "add", "--code", "canteen", "--name", "饮食服务中心", "--json")
    run("departments", "add", "--code", "office", "--name", "宣传部办公室", "--office", "--json")
    for login, role, department in (("lin", "contributor", "canteen"), ("rev", "reviewer", "canteen"),
                                    ("editor", "editor", "office")):
        run("users", "add", login, "--role", role, "--department", department, "--json")


def _describe(installation: Any, assets: list[str]) -> None:
    """Give the first pictures what is required and a Chinese title, through the service that pages use, and index them."""
    from index.catalogue.assets import row_id
    from index.db import reading
    from index.settings import load
    from server import clock, home
    from server.admin import named
    from server.library.describe import Edit, describe

    opened = home.open_home(load({}, home=installation.home))
    with reading(opened.engine) as session:
        author = named.actor(session, "lin")
    for asset, title in zip(assets, (TITLE, "后厨"), strict=True):
        words = Edit(title=title, caption="师傅在准备午餐。", place="第二食堂", credit="lin", nobody=True)
        describe(opened.engine, author, row_id(asset), words, now=clock.now())
    opened.engine.dispose()
    installation.run("work", "--once")


def _pairing_code(page: Any) -> str:
    """The code on the screen. The player's policy forbids eval, so the page is watched by selectors only."""
    page.wait_for_selector("body[data-mode=pairing] #pairing[data-code]:not([data-code=''])", timeout=LONGEST_MS)
    return str(page.get_attribute("#pairing", "data-code"))


def _assert_playing(page: Any, home: Path) -> str:
    """A picture is on the screen, out of the screen's own store: the middle of one is the middle of the other.

    Mean colours agree within what gentle motion and the fit allow. Returns the hash of what is shown.
    """
    from PIL import Image, ImageStat

    page.wait_for_selector("body[data-mode=playing]", timeout=LONGEST_MS)
    page.wait_for_timeout(1500)  # the cross-fade is over
    state = page.evaluate("() => window.vitrine.state")
    assert state["source"] == "store"
    sha256 = str(state["sha256"])
    seen = ImageStat.Stat(_middle(Image.open(io.BytesIO(page.screenshot())).convert("RGB"))).mean
    if page.evaluate("() => window.vitrine.state.sha256") != sha256:  # it changed between the two looks
        return _assert_playing(page, home)
    with Image.open(home / "renditions" / sha256[:2] / sha256[2:4] / sha256) as picture:
        wanted = ImageStat.Stat(_middle(picture.convert("RGB"))).mean
    assert max(abs(a - b) for a, b in zip(wanted, seen, strict=True)) < 24, (wanted, seen)
    return sha256


def _middle(picture: Any) -> Any:
    width, height = picture.size
    return picture.crop((width * 2 // 5, height * 2 // 5, width * 3 // 5, height * 3 // 5))
