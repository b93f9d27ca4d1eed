"""A poster on a board: what a screen is told of its pages, what it may fetch, and that all of it leaves at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from posters import write_poster
from sqlalchemy import select

from index.catalogue import audit
from index.catalogue.assets import Arrival
from index.catalogue.channels import Aim
from index.catalogue.people import OWNER
from index.db import reading, writing
from ingest.intake import Origin, take_in
from kiosk.told import page_seconds
from server.boards import timing
from server.takedowns import lists
from server.takedowns import service as takedowns
from server.takedowns.lists import Told
from server.worker import Worker


@pytest.fixture
def hung(campus, decoder, tmp_path: Path) -> int:
    """A board with an approved poster of two pages, and its screen."""
    pages = [("读书节", "图书馆一层大厅"), ("安排", "四月十日开幕。" * 30)]
    path = write_poster(tmp_path / "海报.pdf", pages, title="读书节")
    with path.open("rb") as stream:
        take_in(campus.home.engine, campus.home.store, stream, Origin(OWNER, "folder", "b", path.name, str(path)),
                limit=1 << 30, now=campus.clock.at)
    Worker(campus.home, decoder, campus.clock).drain()
    with writing(campus.home.engine) as session:
        made = session.scalars(select(Arrival.asset_id)).one()
        aim = session.scalars(select(Aim).where(Aim.asset_id == made)).one()
        sha = session.scalars(select(Arrival.sha256)).one()
        aim.state, aim.pinned_version, aim.pinned_sha256, aim.changed_at = "approved", 1, sha, campus.clock.at
    campus.board("海报", made)
    campus.screen("大厅", "海报")
    return int(made)


def test_a_poster_is_told_page_by_page_and_every_page_may_be_fetched(campus, hung, paired):
    screen = paired("大厅")
    item = screen.get("/kiosk/manifest").get_json()["items"][0]
    assert (item["kind"], item["title"], item["sha256"]) == ("poster", "读书节", item["pages"][0]["sha256"])
    assert [(page["width"], page["height"], page["ms"]) for page in item["pages"]] == [
        (1809, 2560, 12_000), (1809, 2560, 35_000)], "there is more to read on the second"
    assert item["duration_ms"] == 47_000
    for page in item["pages"]:
        assert screen.get(f"/kiosk/media/{page['sha256']}").status_code == 200


@pytest.mark.parametrize(("title", "size", "made_by", "framing", "kind"), [
    ("招新", (108, 192), None, "auto", "poster"), ("招新", (108, 192), "Canon", "auto", "photo"),
    ("招新", (192, 108), None, "auto", "photo"), ("招新海报", (192, 108), None, "auto", "poster"),
    ("海报前合影", (192, 108), "Canon", "auto", "photo"), ("招新", (108, 192), None, "photo", "photo"),
    ("招新", (192, 108), "Canon", "whole", "poster"),
])
def test_a_photo_lies_whole_where_it_is_a_poster(campus, paired, title, size, made_by, framing, kind):
    """A poster that was handed in as a picture lost its title to the crop, and its foot to the caption."""
    made = campus.picture(title, size=size)
    campus.change(made, facts={"make": made_by})
    campus.board("招新", made)
    campus.screen("大厅", "招新", orientation="portrait")
    timing.set_item(campus.home, OWNER, "招新", made, timing.ItemTimes(framing=framing), now=campus.clock.at)
    told = paired("大厅").get("/kiosk/manifest").get_json()["items"][0]
    assert (told["kind"], told["title"]) == (kind, title)
    assert [page["sha256"] for page in told.get("pages", ())] == ([told["sha256"]] if kind == "poster" else [])


def test_a_large_panel_is_told_of_the_large_rendition_which_leaves_with_the_other(campus, paired):
    """A picture of a poster, in 1,920 pixels, was soft on 3,840."""
    made = campus.picture("招新海报", size=(192, 108))
    usual, sha256 = campus.enlarged(made, (256, 144))
    campus.board("招新", made)
    campus.screen("大厅", "招新")
    screen = paired("大厅")
    (item,) = screen.get("/kiosk/manifest").get_json()["items"]
    assert (item["sha256"], item["large"]["sha256"], item["large"]["width"]) == (usual, sha256, 256)
    assert item["pages"][0]["large"]["chunks"] == [sha256]
    assert screen.get(f"/kiosk/media/{sha256}").status_code == 200
    takedowns.take_down(campus.home.engine, OWNER, [made], "过期", now=campus.clock.at)
    assert screen.get("/kiosk/alerts").get_json()["confirm"] == sorted([usual, sha256])


def test_a_screen_answers_for_each_page_that_is_taken_down(campus, hung, paired):
    screen = paired("大厅")
    pages = sorted(page["sha256"] for page in screen.get("/kiosk/manifest").get_json()["items"][0]["pages"])
    report = takedowns.take_down(campus.home.engine, OWNER, [hung], "过期", now=campus.clock.at).report
    assert screen.get("/kiosk/alerts").get_json()["confirm"] == pages

    def told() -> Told:
        with reading(campus.home.engine) as session:
            (one,) = lists.report(session, OWNER, report, campus.clock.at).screens
        return one

    campus.clock.wind(seconds=3)
    for number, sha256 in enumerate(pages, 1):
        screen.post("/kiosk/removed", json={"removed": [{"sha256": sha256, "at": campus.clock.at.isoformat()}]})
        assert (told().files, told().confirmed, told().removed_at is not None) == (2, number, number == 2)
    campus.clock.wind(minutes=1)
    assert screen.get("/kiosk/alerts").get_json()["confirm"] == []


def test_all_pages_leave_together_and_the_first_answers_for_them(campus, hung, paired):
    screen = paired("大厅")
    pages = [page["sha256"] for page in screen.get("/kiosk/manifest").get_json()["items"][0]["pages"]]
    with writing(campus.home.engine) as session:
        aim = session.scalars(select(Aim).where(Aim.asset_id == hung)).one()
        aim.state, aim.changed_at = "withdrawn", campus.clock.at
        audit.record(session, OWNER, "withdrawn", f"asset:V{hung}", at=campus.clock.at)
    told = screen.get("/kiosk/manifest").get_json()
    assert told["items"] == []
    assert set(pages) <= set(told["withdrawn"])
    assert set(pages) <= set(screen.get("/kiosk/alerts").get_json()["withdrawn"])
    assert [screen.get(f"/kiosk/media/{sha}").status_code for sha in pages] == [404, 404]


def test_a_page_stays_as_long_as_its_board_says_or_as_it_takes_to_read():
    assert [page_seconds(10, 0), page_seconds(5, 0), page_seconds(10, 120), page_seconds(10, 9_000), page_seconds(60, 9)] == [
        10, 8, 20, 40, 60]
