"""A screen wears its campus: it is told of it, fetches its logo and nobody else's, and hears of a change."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from index.catalogue.people import OWNER
from server.campuses import lists, service
from server.campuses.service import Wish
from server.screens import service as screens


def logo(colour: str) -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGBA", (320, 200), colour).save(out, "PNG")
    return io.BytesIO(out.getvalue())


@pytest.fixture
def sites(campus: Any) -> Any:
    """Two campuses with logos; a screen on the first, one on the second, one that names none."""
    for name, accent in (("东校区", "#8a1538"), ("西校区", "#ffcc00")):
        service.add(campus.home, OWNER, Wish(name, f"{name} in English", accent, logo=logo(accent)), now=campus.clock())
    campus.board("要闻", campus.picture("早餐"))
    for name, site in (("一楼", "东校区"), ("门厅", "西校区"), ("无名", "")):
        campus.screen(name, "要闻")
        screens.change_screen(campus.home.engine, OWNER, name, screens.ScreenChange(campus=site), now=campus.clock())
    return campus


def test_a_screen_is_told_its_own_campus_and_may_fetch_that_logo_alone(
        sites: Any, paired: Callable[[str], Any], device: Any) -> None:
    east, west = paired("一楼"), paired("门厅")
    told, other = (one.get("/kiosk/manifest").get_json()["branding"] for one in (east, west))
    assert (told["name"], told["accent"], other["accent"], other["on_dark"]) == ("东校区", "#8a1538", "#806600", "#ffcc00")
    given = east.get(f"/kiosk/media/{told['logo']['sha256']}")
    assert (given.status_code, given.mimetype) == (200, "image/png")
    assert hashlib.sha256(given.data).hexdigest() == told["logo"]["chunks"][0] == told["logo"]["sha256"]
    assert len(given.data) == told["logo"]["bytes"]
    assert west.get(f"/kiosk/media/{told['logo']['sha256']}").status_code == 404
    assert device.get(f"/kiosk/media/{told['logo']['sha256']}").status_code == 401
    assert "branding" not in paired("无名").get("/kiosk/manifest").get_json()


def test_a_change_reaches_its_screens_and_leaves_the_others_as_they_are(sites: Any, paired: Callable[[str], Any]) -> None:
    east, west = paired("一楼"), paired("门厅")
    before = {one: one.get("/kiosk/manifest").get_json()["revision"] for one in (east, west)}
    hint = east.get("/kiosk/alerts").get_json()["manifest"]
    sites.clock.wind(seconds=1)
    service.change(sites.home, OWNER, "东校区", Wish(accent="#1c4f8c", logo=logo("#1c4f8c")), now=sites.clock())
    after = east.get("/kiosk/manifest").get_json()
    assert (after["branding"]["accent"], after["branding"]["name"]) == ("#1c4f8c", "东校区")
    assert after["revision"] != before[east]
    assert east.get("/kiosk/alerts").get_json()["manifest"] != hint
    assert west.get("/kiosk/manifest").get_json()["revision"] == before[west]


def test_the_default_campus_is_for_whoever_names_none_or_one_that_is_not_in_use(
        sites: Any, paired: Callable[[str], Any]) -> None:
    plain, west = paired("无名"), paired("门厅")
    sites.clock.wind(seconds=1)
    service.change(sites.home, OWNER, "东校区", Wish(is_default=True), now=sites.clock())
    assert plain.get("/kiosk/manifest").get_json()["branding"]["name"] == "东校区"
    sites.clock.wind(seconds=1)
    service.change(sites.home, OWNER, "西校区", Wish(active=False), now=sites.clock())
    assert west.get("/kiosk/manifest").get_json()["branding"]["name"] == "东校区"
    sites.clock.wind(seconds=1)
    service.remove(sites.home, OWNER, "东校区", now=sites.clock())
    assert "branding" not in plain.get("/kiosk/manifest").get_json()
    assert lists.names(sites.home.engine) == []
