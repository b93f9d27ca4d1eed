"""What of a board's round is shown at once: whole turns of photos or sheets, in order, each told with all of its parts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from index.catalogue import items
from index.catalogue.events import Event
from index.catalogue.people import OWNER
from index.db import writing
from kiosk.layouts import key, turns
from kiosk.plan import BoardFacts, Entry
from server.boards import service as boards


def entries(layout: str, kinds: str) -> list[Entry]:
    """Photos (p), films (v) and stories (s) on one board, numbered from 1."""
    board = BoardFacts(3, "栏", 10, active=True, layout=layout)
    known = dict.fromkeys(("captured", "color", "duration", "changed_at", "embargo_until", "expires_at", "file", "poster"))
    return [Entry(board, items.story(number) if kind == "s" else items.ref(number),
                  {"p": "photo", "v": "video", "s": "story"}[kind], "", "", "", "", published=True, state="approved", **known)
            for number, kind in enumerate(kinds, 1)]


@pytest.mark.parametrize(("layout", "kinds", "upright", "sizes"), [
    ("full", "ppp", False, [1, 1, 1]), ("panel", "ppp", False, [1, 1, 1]),
    ("mosaic", "ppppp", False, [2, 3]), ("mosaic", "ppppp", True, [5]),
    ("mosaic", "ppvppp", False, [2, 1, 3]), ("mosaic", "psp", False, [1, 1, 1]), ("mosaic", "p" * 13, True, [4, 4, 5]),
    ("sheets", "pspvs", False, [3, 1, 1]), ("sheets", "pppp", True, [2, 2]), ("sheets", "", False, []),
])
def test_consecutive_items_that_may_lie_together_do_so_evenly_and_in_order(layout, kinds, upright, sizes):
    found = turns(entries(layout, kinds), upright=upright)
    assert [len(turn) for turn in found] == sizes
    assert [one.ref.id for turn in found for one in turn] == list(range(1, len(kinds) + 1))


def test_what_weighs_more_never_lies_beside_itself():
    one, two, three, _ = entries("mosaic", "pppp")
    assert turns([one, two, one, three], upright=False) == ((one, two), (one, three))


def test_the_name_of_a_turn_is_of_its_parts_and_ends_in_the_first():
    one, two, three = entries("mosaic", "ppp")
    assert key((one,)) == "3-V1"
    assert key((one, two)) != key((one, three))
    assert key((one, two)).startswith("3-m")
    assert key((one, two)).endswith("-V1")


def test_a_screen_is_told_of_parts_and_the_gap_of_one_that_leaves_is_closed(campus, paired):
    photos = [campus.picture(f"图{number}") for number in range(4)]
    campus.board("校园四季", *photos)
    boards.change_board(campus.home.engine, OWNER, "校园四季", boards.BoardChange(layout="mosaic"), now=campus.clock.at)
    campus.screen("一食堂", "校园四季")
    screen = paired("一食堂")
    told = screen.get("/kiosk/manifest").get_json()
    (item,) = told["items"]
    assert (item["kind"], item["bytes"], item["duration_ms"]) == ("mosaic", 0, 21_000)
    assert [one["asset"] for one in item["parts"]] == [f"V{number}" for number in photos]
    assert told["rounds"][told["windows"][0]["round"]] == [item["key"]]
    campus.change(photos[1], expires_at=datetime.now(UTC) - timedelta(days=1000))
    campus.clock.wind(seconds=20)
    after = screen.get("/kiosk/manifest").get_json()
    assert [one["asset"] for one in after["items"][0]["parts"]] == [f"V{number}" for number in photos if number != photos[1]]


def test_the_events_ahead_are_told_where_a_board_shows_them_and_nowhere_else(campus, paired):
    with writing(campus.home.engine) as session:
        session.add(Event(name="闭门会议", starts_on=date(2026, 3, 5), ends_on=date(2026, 3, 5), off_screens=True))
        session.add_all(Event(name=name, place="东操场", starts_on=begins, ends_on=ends) for name, begins, ends in (
            ("昨天", date(2026, 2, 28), date(2026, 2, 28)), ("运动会", date(2026, 3, 12), date(2026, 3, 13)),
            ("今天", date(2026, 2, 27), date(2026, 3, 1)), ("明年", date(2027, 3, 1), date(2027, 3, 1))))
    campus.board("校园四季", campus.picture("春"))
    campus.screen("一食堂", "校园四季")
    screen = paired("一食堂")
    assert "calendar" not in screen.get("/kiosk/manifest").get_json()
    boards.change_board(campus.home.engine, OWNER, "校园四季", boards.BoardChange(layout="calendar"), now=campus.clock.at)
    told = screen.get("/kiosk/manifest").get_json()["calendar"]
    assert [one["title"] for one in told] == ["今天", "运动会"]
    assert told[1] == {"title": "运动会", "place": "东操场", "from": "2026-03-12", "until": "2026-03-13"}
