"""The archive of a year holds what was published and adopted in it, and can be read and verified without the house."""

from __future__ import annotations

import csv
import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from index.catalogue import items
from index.catalogue.archives import YearArchive
from index.catalogue.assets import Asset
from index.catalogue.lifecycle import Verb
from index.catalogue.outlets import Outlet
from index.catalogue.placements import Placement, PlacementState
from index.catalogue.takeouts import TakenItem, Takeout
from index.db import reading, writing
from index.errors import VitrineError
from server.admin import service as admin
from server.archive import making, service
from server.archive.bag import JOURNAL, MANIFEST
from server.archive.checking import Fault, verify
from server.archive.choosing import Year
from server.consents import service as consents
from server.library.describe import Edit, describe
from server.review.service import Order, act
from server.stories.service import Credit, Wish, begin
from server.takedowns import service as takedowns


@dataclass
class Campus:
    """What came of each: ``assets`` by what they stand for; the story of the year."""

    assets: dict[str, int] = field(default_factory=dict)
    story: int = 0
    outlet: str = ""


@pytest.fixture
def campus(home: Any, cast: Any, clock: Any, made_photo: Callable[..., Path], take: Callable[..., Any],
           worker: Any) -> Campus:
    """Two photos of one name and event, one without an event, one adopted, one in a story, one taken down, one of last year,
    one that is a draft; and a story.
    """
    made = Campus()
    event = admin.add_event(home.engine, cast.administrator, name="食堂/开放日", starts_on=date(2026, 3, 1), now=clock())
    for kind in ("one", "two", "alone", "adopted", "in-story", "taken", "draft", "before"):
        taken = take(made_photo(name=f"{kind}.jpg", size=(60, 40)), cast.photographer, name="开放日.JPG",
                     event_id=event if kind in {"one", "two", "in-story"} else None)
        made.assets[kind] = int(taken.asset_id)
    worker.drain()
    describe(home.engine, cast.photographer, made.assets["one"], Edit(title="=门口", people=("李小华",)), now=clock())
    consents.add(home, cast.photographer, consents.Wish("李小华"), now=clock())

    def approve(item: Any) -> None:
        for who, verb in ((cast.photographer, Verb.SUBMIT), (cast.reviewer, Verb.APPROVE), (cast.editor, Verb.APPROVE)):
            act(home.engine, who, Order(verb, "site"), item, now=clock.turn(seconds=1))

    start = clock.now
    clock.now = start.replace(year=2025)
    approve(items.ref(made.assets["before"]))
    clock.now = start
    for kind in ("one", "two", "alone", "in-story", "taken"):
        approve(items.ref(made.assets[kind]))
    takedowns.take_down(home.engine, cast.editor, [made.assets["taken"]], "有人提出异议", now=clock())
    wish = Wish("news", "开放日侧记", "三月一日", "<p>正文<strong>粗</strong></p><ol><li><p>一</p></li></ol>", event,
                assets=((made.assets["in-story"], "队伍"), (made.assets["draft"], "未审"), (made.assets["before"], "去年")),
                credits=(Credit("author", "李小华"),))
    made.story = begin(home.engine, cast.photographer, wish, now=clock())
    approve(items.story(made.story))
    with writing(home.engine) as session:
        outlet = Outlet(name="校报", level="school", type="news")
        session.add(outlet)
        session.flush()
        adopted = session.get_one(Asset, made.assets["adopted"])
        session.add(Placement(asset_id=adopted.id, channel_id=1, outlet_id=outlet.id, state=PlacementState.ADOPTED,
                              published_on=date(2026, 12, 31), evidence_sha256=adopted.sha256, evidence_name="剪报.pdf",
                              confirmed_at=clock(), made_at=clock()))
        made.outlet = outlet.name
    return made


@pytest.fixture
def write(home: Any, cast: Any, clock: Any) -> Callable[..., making.Made]:
    """Return a function that writes the archive of 2026: (folder, progress=) -> Made."""

    def one(folder: Path, progress: Any = lambda *_: None) -> making.Made:
        return making.make(home, cast.administrator, Year(2026, home.settings.zone), folder, clock=clock, progress=progress)

    return one


def paths(folder: Path) -> set[str]:
    return {path.relative_to(folder / "data").as_posix() for path in (folder / "data").rglob("*") if path.is_file()}


def sheet(folder: Path, name: str) -> list[list[str]]:
    with (folder / "data" / "metadata" / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))[1:]


def test_it_holds_the_year_and_nothing_else(campus: Campus, write: Callable[..., making.Made], tmp_path: Path,
                                            home: Any) -> None:
    folder = tmp_path / "2026"
    made = write(folder)
    event, alone = "20260301_食堂_开放日", "20260301_未归入活动"
    names = ("开放日.JPG", "开放日 (2).JPG", "开放日 (3).JPG")
    assert paths(folder) == {
        *(f"{where}/{name}" for where in (event, alone) for name in names),
        *(f"{event}/稿件/S1-开放日侧记.{ending}" for ending in ("html", "md", "json")),
        "用稿凭证/P1-剪报.pdf", "metadata/assets.jsonl", "metadata/assets.csv",
        "metadata/stories.jsonl", "metadata/stories.csv", "metadata/placements.csv", "metadata/left-out.csv"}
    assert (made.assets, made.stories, made.problems) == (6, 1, [])
    checked = subprocess.run(["sha256sum", "-c", "--strict", "--quiet", MANIFEST], cwd=folder, check=False)
    assert checked.returncode == 0
    assert [one for one in verify(folder) if isinstance(one, Fault)] == []

    told = {one["id"]: one for one in map(json.loads, (folder / "data/metadata/assets.jsonl").read_text().splitlines())}
    assert set(told) == {f"V{campus.assets[kind]}" for kind in ("one", "two", "alone", "adopted", "in-story", "before")}
    first = told[f"V{campus.assets['one']}"]
    assert [(one["name"], one["standing"]) for one in first["consents"]] == [("李小华", "given")]
    assert [one["channel"] for one in first["published"]] == ["site"]
    for one in told.values():
        assert all((folder / path).is_file() for path in one["files"])
    assert [one["outlet"] for one in told[f"V{campus.assets['adopted']}"]["adopted"]] == [campus.outlet]
    assert sheet(folder, "left-out.csv") == [[f"V{campus.assets['taken']}", "", "taken-down"]]
    assert sheet(folder, "placements.csv")[0][:4] == ["P1", f"V{campus.assets['adopted']}", campus.outlet, "2026-12-31"]
    assert "'=门口" in [line[2] for line in sheet(folder, "assets.csv")], "no cell is a formula"
    with reading(home.engine) as session:
        record = session.scalars(select(Takeout)).one()
        assert (record.purpose, record.door, record.ended_at is not None) == ("archive", "archive", True)
        assert len(session.scalars(select(TakenItem)).all()) == 6


def test_stories_are_read_beside_their_pictures(campus: Campus, write: Callable[..., making.Made], tmp_path: Path) -> None:
    write(tmp_path / "2026")
    folder = tmp_path / "2026" / "data" / "20260301_食堂_开放日" / "稿件"
    page = (folder / "S1-开放日侧记.html").read_text()
    (picture, other) = [line.partition('"')[0] for line in page.split('<img src="')[1:]]
    from urllib.parse import unquote

    assert (folder / unquote(picture)).resolve().is_file()
    assert (folder / unquote(other)).resolve().is_file(), "published last year, and shown"
    assert "未审" not in page
    assert "<strong>粗</strong>" in page
    text = (folder / "S1-开放日侧记.md").read_text()
    assert text.startswith("# 开放日侧记\n")
    for told in ("正文**粗**", "1. 一", "![队伍](<../"):
        assert told in text


def test_it_is_gone_on_with_after_a_stop(campus: Campus, write: Callable[..., making.Made], tmp_path: Path) -> None:
    def stops(done: int, _wanted: int, _bytes: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(tmp_path / "cut", stops)
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "cut" / "data").rglob("*.JPG")}
    assert len(before) == 3
    write(tmp_path / "cut")
    write(tmp_path / "whole")
    assert {path: path.stat().st_mtime_ns for path in before} == before, "what was there is not written again"
    assert paths(tmp_path / "cut") == paths(tmp_path / "whole")
    assert [(tmp_path / one / MANIFEST).read_text().count("\n") for one in ("cut", "whole")] == [16, 16]


def test_a_damaged_original_is_named_and_the_rest_is_whole(campus: Campus, write: Callable[..., making.Made], tmp_path: Path,
                                                           home: Any) -> None:
    with reading(home.engine) as session:
        sha256 = session.get_one(Asset, campus.assets["alone"]).sha256
    home.store.path("originals", sha256).write_bytes(b"rot")
    folder = tmp_path / "2026"
    made = write(folder)
    assert made.problems == [(f"V{campus.assets['alone']}", "开放日.JPG")]
    assert [f"V{campus.assets['alone']}", "开放日.JPG", "unreadable"] in sheet(folder, "left-out.csv")
    assert [one for one in verify(folder) if isinstance(one, Fault)] == []


def test_a_year_without_anything_makes_no_folder(home: Any, cast: Any, clock: Any, tmp_path: Path) -> None:
    with pytest.raises(VitrineError) as caught:
        making.make(home, cast.administrator, Year(1999, home.settings.zone), tmp_path / "none", clock=clock,
                    progress=lambda *_: None)
    assert (caught.value.reason.code, (tmp_path / "none").exists()) == ("archive-empty", False)
    with pytest.raises(VitrineError) as caught:
        making.make(home, cast.editor, Year(2026, home.settings.zone), tmp_path / "none", clock=clock,
                    progress=lambda *_: None)
    assert caught.value.reason.code == "not-allowed"


def test_the_administrator_has_it_written_by_the_worker(campus: Campus, browser: Any, home: Any, worker: Any) -> None:
    page = browser("administrator")
    assert page.post("/admin/archive/", {"year": "2026"}).status_code == 302
    assert page.post("/admin/archive/", {"year": "2026"}).status_code == 409
    assert page.post("/admin/archive/", {"year": "90"}).status_code == 422
    worker.drain()
    (row,) = service.listed(home.engine)
    assert (row.state, row.done, row.wanted, row.problems) == ("done", 7, 7, 0)
    assert [one for one in verify(Path(row.folder)) if isinstance(one, Fault)] == []
    text = page.get("/admin/archive/").text
    assert row.folder in text
    assert "sha256sum -c" in text
    page.post("/admin/archive/", {"year": "2026"})
    second = service.listed(home.engine)[0]
    assert second.folder == f"{row.folder}-2"
    page.post(f"/admin/archive/{second.id}/stop")
    worker.drain()
    assert (service.listed(home.engine)[0].state, Path(second.folder).exists()) == ("stopped", False)
    page.post("/admin/archive/", {"year": "2026"})
    worker.drain()
    assert [one.state for one in service.listed(home.engine)] == ["done", "done"]
    page.post("/admin/archive/", {"year": "1999"})
    worker.drain()
    assert "没有发布或采用" in page.get("/admin/archive/").text
    assert browser("editor").get("/admin/archive/").status_code == 403


def test_a_worker_that_ends_leaves_it_to_the_next(campus: Campus, home: Any, cast: Any, clock: Any, worker: Any) -> None:
    archive = service.ask(home, cast.administrator, 2026, now=clock())
    worker._stop.set()
    worker.do_media()
    with reading(home.engine) as session:
        row = session.get_one(YearArchive, archive)
        assert (row.state, (Path(row.folder) / JOURNAL).exists()) == ("waiting", True)
    worker._stop.clear()
    worker.drain()
    assert service.listed(home.engine)[0].state == "done"
