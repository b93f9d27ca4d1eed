"""Plays counted once, by the campus's days, for those who may know of them; a million of them in no time."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, insert, select, update

from index.catalogue import items
from index.catalogue.people import OWNER
from index.catalogue.screens import Play, Screen
from index.db import reading, writing
from kiosk.gather import keep_plays
from server.boards import service as boards
from server.plays import lists
from server.plays.counting import Only, Span, count
from server.plays.summing import sum_up
from server.screens import service as screens
from server.usage.lists import uses

MARCH = (date(2026, 3, 1), date(2026, 3, 3))


@pytest.fixture
def campus(home: Any, cast: Any, new_asset: Callable[..., int], clock: Any) -> dict[str, int]:
    """Two items, of two departments, on two boards (the second the reviewer's) and two screens."""
    made = {"ours": new_asset(cast.photographer, title="早餐"), "theirs": new_asset(cast.outsider, title="球赛")}
    made["food"] = boards.add_board(home.engine, cast.editor, boards.NewBoard("食堂风采"), now=clock())
    made["sport"] = boards.add_board(home.engine, cast.editor, boards.NewBoard("运动会", owner="reviewer"), now=clock())
    for name, place in (("hall", "二食堂"), ("gate", "东门")):
        made[name] = screens.add_screen(home.engine, OWNER, screens.NewScreen(place, place="一楼"), now=clock())
    return made


def told(item: str, at: str, **changes: Any) -> dict[str, Any]:
    return {"id": str(uuid4()), "item": item, "sha256": "a" * 64, "revision": "r", "duration_ms": 12_000,
            "started_at": datetime.fromisoformat(at).astimezone(UTC), "outcome": "completed", **changes}


@pytest.fixture
def played(home: Any, campus: dict[str, int], clock: Any) -> dict[str, int]:
    ours, theirs = (f"-V{campus[one]}" for one in ("ours", "theirs"))
    hall = [told(f"{campus['food']}{ours}", "2026-03-01T23:59:59+08:00"),
            told(f"{campus['food']}{ours}", "2026-03-02T00:00+08:00"),
            told(f"{campus['sport']}{theirs}", "2026-03-02T10:00+08:00"),
            told(f"{campus['food']}{ours}", "2026-03-02T11:00+08:00", outcome="skipped"),
            told(f"{campus['food']}{ours}", "2026-02-28T23:59:59+08:00")]
    gate = [told(f"{campus['food']}{theirs}", "2026-03-03T23:59+08:00"), told(f"99{ours}", "2026-03-03T08:00+08:00")]
    with writing(home.engine) as session:
        for _ in range(2):  # a screen that heard no answer tells all of it again
            keep_plays(session, campus["hall"], hall, clock())
            keep_plays(session, campus["gate"], gate, clock())
    return campus


@pytest.fixture(params=["fresh", "summed", "both"])
def summed(request: pytest.FixtureRequest, home: Any) -> Callable[[], None]:
    """Return what happens between the plays and the report: nothing, all are summed, or some are and others came later."""

    def happen() -> None:
        if request.param == "both":
            with writing(home.engine) as session:
                late = session.scalars(select(Play.id).order_by(Play.started_at.desc()).limit(3)).all()
                session.execute(update(Play).values(counted=True).where(Play.id.in_(late)))
        if request.param != "fresh":
            sum_up(home.engine, home.settings.zone)
            assert sum_up(home.engine, home.settings.zone) == 0, "each once"
        if request.param == "both":
            with writing(home.engine) as session:
                session.execute(update(Play).values(counted=False).where(Play.id.in_(late)))

    return happen


def report(home: Any, actor: Any, clock: Any, **only: Any) -> Any:
    with reading(home.engine) as session:
        return lists.report(session, actor, Span(*MARCH, home.settings.zone), Only(**only), clock())


@pytest.mark.usefixtures("database")
def test_each_play_counts_once_in_every_table(home: Any, cast: Any, clock: Any, played: dict[str, int],
                                              summed: Callable[[], None]) -> None:
    summed()
    found = report(home, cast.editor, clock)
    assert [(line.name, line.times) for line in found.item] == [("早餐", 3), ("球赛", 2)]
    assert [(line.key, line.name, line.times) for line in found.board] == [
        ("1", "食堂风采", 3), ("2", "运动会", 1), ("99", "", 1)]
    assert [(line.name, line.times, line.ms) for line in found.screen] == [("二食堂", 3, 36_000), ("东门", 2, 24_000)]
    assert [(line.key, line.times) for line in found.day] == [("2026-03-01", 1), ("2026-03-02", 2), ("2026-03-03", 2)]
    assert found.total == (5, 60_000)
    hall = report(home, cast.editor, clock, screen=played["hall"], board=played["food"])
    assert ([(line.name, line.times) for line in hall.item], hall.total.times) == ([("早餐", 2)], 2)
    one = report(home, cast.editor, clock, item=items.ref(played["theirs"]))
    assert [(line.name, line.times) for line in one.screen] == [("东门", 1), ("二食堂", 1)]
    with reading(home.engine) as session:
        used = uses(session, cast.editor, [played["ours"]], clock())
    assert sorted((one.where[0], one.times) for one in used if one.kind == "played") == [("东门", 1), ("二食堂", 3)]


def test_a_department_knows_of_its_items_and_boards(home: Any, cast: Any, clock: Any, played: dict[str, int]) -> None:
    def seen(actor: Any) -> list[tuple[str, int]]:
        found = report(home, actor, clock)
        assert found.total.times == sum(line.times for line in found.item) == sum(line.times for line in found.screen)
        return [(line.key, line.times) for line in found.item]

    ours, theirs = f"V{played['ours']}", f"V{played['theirs']}"
    assert seen(cast.director) == seen(cast.administrator) == [(ours, 3), (theirs, 2)]
    assert seen(cast.photographer) == [(ours, 3), (theirs, 1)], "and what its reviewer's board showed"
    assert seen(cast.outsider) == [(theirs, 2)]


def test_the_page_and_its_sheets(visitor: Callable[[str], Any], played: dict[str, int]) -> None:
    editor, asked = visitor("editor"), "from=2026-03-01&until=2026-03-03"
    page = editor.get(f"/plays/?{asked}")
    for words in ("早餐", "二食堂", "A board that was removed", "By day"):
        assert words in page
    assert "must not be after the last day" in editor.get("/plays/?from=2026-03-03&until=2026-03-01", 422)
    assert "Nothing was shown in these days" in editor.get("/plays/?from=2020-01-01&until=2020-01-03")
    for way, first in (("item", ["V1", "早餐", "3", "36"]), ("board", ["1", "食堂风采", "3", "36"]),
                       ("screen", ["3", "二食堂", "一楼", "", "3", "36"]), ("day", ["2026-03-01", "1", "12"])):
        rows = list(csv.reader(editor.get(f"/plays/plays.csv?by={way}&{asked}").splitlines()))
        assert rows[1][-len(first) + 1:] == first[1:]
        assert all(row[1] for row in rows), "each has a name, or says that nobody knows it any more"
    editor.get("/plays/plays.csv?by=nothing", 404)
    assert "Shown 4 times on 2 screens" in editor.get(f"/library/V{played['ours']}")


def test_many_plays_are_summed_and_then_counted_at_once(home: Any, cast: Any, campus: dict[str, int]) -> None:
    """A hundred thousand: no report reads a play again that is summed."""
    start = datetime(2026, 2, 28, 16, tzinfo=UTC)
    with writing(home.engine) as session:
        here = session.scalars(select(Screen.id)).all()
        for batch in range(10):
            session.execute(insert(Play), [
                {"id": f"{batch}-{one}", "screen_id": here[one % len(here)], "sha256": f"{one % 300:064d}", "revision": "r",
                 "item": f"{one % 7}-V{one % 300}", "started_at": start + timedelta(seconds=batch * 10_000 + one),
                 "duration_ms": 10_000, "outcome": "completed", "received_at": start} for one in range(10_000)])
    span = Span(date(2026, 3, 1), date(2026, 3, 31), home.settings.zone)
    with reading(home.engine) as session:
        before = count(session, cast.editor, span, Only())
    assert sum_up(home.engine, home.settings.zone) == 100_000
    with reading(home.engine) as session:
        began = time.process_time()
        found = count(session, cast.editor, span, Only())
        assert time.process_time() - began < 0.3
        assert session.scalar(select(func.count()).select_from(Play)) == sum(one.times for one in found.days.values())
    assert (before.items, before.screens) == (found.items, found.screens)
    assert {day: one for day, one in before.days.items() if one.times} == found.days
    assert sum(one.times for one in found.items.values()) == sum(one.times for one in found.screens.values()) == 100_000
