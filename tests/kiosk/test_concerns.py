"""What is read again after a change is all that the change concerns, and no more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

import pytest

from index.catalogue import audit
from index.catalogue.assets import Rendition
from index.catalogue.people import OWNER
from index.db import reading, writing
from kiosk import fleet
from kiosk.fleet import Fleet
from server.bin import deleting
from server.bin import service as bins
from server.boards import service as boards
from server.bulletins import service as bulletins
from server.bulletins.filling import Filled
from server.campuses import service as campuses
from server.emergencies import service as emergencies
from server.library import describe
from server.screens import commands, groups
from server.screens import service as screens
from server.screens.aiming import Wanted
from server.screens.spoken import Words
from server.takedowns import service as takedowns

pytestmark = pytest.mark.usefixtures("database")  # on SQLite and on PostgreSQL
ALL: Final = Wanted(everything=True)
WATER: Final = Filled("更换主水管", "三教", datetime(2026, 3, 2, 6, tzinfo=UTC), datetime(2026, 3, 2, 10, tzinfo=UTC), "后勤")
FIRE: Final = emergencies.Wish(Words("火警", "Fire", "走", "Go"), 30, ALL)


@pytest.fixture
def hall(campus: Any) -> Any:
    """A canteen and a dormitory with boards of their own, and one picture that lies on both."""
    both = campus.picture("校园")
    campus.board("食堂", campus.picture("早餐"), campus.picture("午餐"), both)
    campus.board("宿舍", campus.picture("中秋"), both)
    campus.board("仓库", campus.picture("没有屏"))
    campus.screen("一楼", "食堂")
    campus.screen("门厅", "宿舍")
    return campus


@pytest.fixture
def read(hall: Any) -> Callable[[Fleet | None], Fleet]:
    """Read what is so now: whole, or what changed since an earlier reading."""
    def one(before: Fleet | None = None) -> Fleet:
        with reading(hall.home.engine) as session:
            now, zone = hall.clock(), hall.home.settings.zone
            return fleet.renewed(session, before, now, zone) if before else fleet.read(session, now, zone)

    return one


def line(hall: Any, verb: str, subject: str) -> None:
    with writing(hall.home.engine) as session:
        audit.record(session, OWNER, verb, subject, at=hall.clock())


def remade(hall: Any, asset_id: int) -> None:
    """Give an asset another rendition, as the pipeline does."""
    hall.picture("又一张")
    with writing(hall.home.engine) as session:
        rows = sorted(session.query(Rendition).all(), key=lambda one: one.id)
        rows[-1].original_sha256, rows[-1].preset = rows[asset_id - 1].original_sha256, "poster"


def test_nothing_is_missed_whatever_somebody_does(hall: Any, read: Callable[..., Fleet]) -> None:
    engine, first, second, both = hall.home.engine, *(hall.made[number] for number in (1, 2, 0))
    deeds: tuple[Callable[[], object], ...] = (
        lambda: describe.describe(engine, OWNER, first, describe.Edit(title="早餐，八点前"), now=hall.clock()),
        lambda: takedowns.take_down(engine, OWNER, [both], "有人反对", now=hall.clock()),
        lambda: boards.change_board(engine, OWNER, "食堂", boards.BoardChange(item_seconds=20), now=hall.clock()),
        lambda: boards.reorder(engine, OWNER, "食堂", [second, first, both], now=hall.clock()),
        lambda: remade(hall, second),
        lambda: screens.change_screen(engine, OWNER, "门厅", screens.ScreenChange(boards=("宿舍", "仓库"), group="走廊"),
                                      now=hall.clock()),
        lambda: groups.hang(engine, OWNER, "走廊", ["食堂"], now=hall.clock()),
        lambda: campuses.add(hall.home, OWNER, campuses.Wish("东校区", accent="#8a1538", is_default=True), now=hall.clock()),
        lambda: campuses.take_screens(hall.home, OWNER, "东校区", ["门厅"], now=hall.clock()),
        lambda: campuses.change(hall.home, OWNER, "东校区", campuses.Wish(accent="#1c4f8c"), now=hall.clock()),
        lambda: commands.ask(engine, OWNER, ["门厅"], "identify", now=hall.clock()),
        lambda: emergencies.start(engine, OWNER, FIRE, now=hall.clock()),
        lambda: emergencies.end(engine, OWNER, None, now=hall.clock()),
        lambda: bulletins.publish(engine, OWNER, bulletins.Wish(1, WATER, ALL, hall.clock()), hall.home.settings.zone,
                                  now=hall.clock()),
        lambda: bulletins.end(engine, OWNER, 1, now=hall.clock()),
        lambda: bins.put(engine, OWNER, [both], "重复", now=hall.clock()),
        lambda: boards.remove_board(engine, OWNER, "食堂", now=hall.clock()),
        lambda: screens.remove_screen(engine, OWNER, "一楼", now=hall.clock()),
    )
    before = read()
    for number, deed in enumerate(deeds):
        hall.clock.wind(seconds=1)
        deed()
        before, whole = read(before), read()
        assert replace(before, read_at=whole.read_at) == whole, f"deed {number}"


def test_only_what_is_concerned_is_read_again(hall: Any, read: Callable[..., Fleet]) -> None:
    def again(before: Fleet) -> tuple[Fleet, set[str]]:
        after = read(before)
        return after, {one.board.name for board, one in after.boards.items() if one is not before.boards[board]}

    here = read()
    for verb, subject, concerned in (
            ("added", "collection:3", set()), ("described", f"asset:V{hall.made[1]}", {"食堂"}),
            ("described", f"asset:V{hall.made[0]}", {"食堂", "宿舍"}), ("downloaded", f"asset:V{hall.made[4]}", set()),
            ("changed", "board:2", {"宿舍"}), ("changed", "board:3", set()), ("commanded", "screen:1", set()),
            ("changed", "person:1", set()), ("changed", "event:1", {"食堂", "宿舍"}), ("sang", "choir:1", {"食堂", "宿舍"}),
            ("sang", "asset:all", {"食堂", "宿舍"})):
        line(hall, verb, subject)
        here, found = again(here)
        assert (subject, found) == (subject, concerned)
    assert again(here)[1] == set()


def test_what_was_deleted_is_missed_at_once_where_it_lay(hall: Any, read: Callable[..., Fleet], cast: Any) -> None:
    engine, gone = hall.home.engine, hall.made[1]
    takedowns.take_down(engine, OWNER, [gone], "重复", now=hall.clock())
    assert bins.put(engine, OWNER, [gone], "重复", now=hall.clock()).done == (gone,)
    deleting.propose(hall.home, cast.editor, [gone], "重复", now=hall.clock())
    before = read()
    assert deleting.confirm(hall.home, cast.second_editor, [gone], now=hall.clock()).done == (gone,)
    assert [entry.ref.id for entry in read(before).boards[1].entries] == [hall.made[2], hall.made[0]]
