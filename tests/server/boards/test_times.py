"""When boards and their items are shown: typed in forms and on the command line, read back, previewed at any moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time
from typing import Any

import pytest

from index import jobs
from index.catalogue.dayparts import DayPart, Days
from index.db import writing
from index.errors import Invalid
from server.boards import lists, sources, timing
from server.boards import service as boards
from server.boards.times import part_of, spoken, written
from server.screens import service as screens
from server.screens import telling
from server.searches import following
from server.searches import service as searches


@pytest.fixture
def board(home: Any, cast: Any, clock: Any) -> str:
    boards.add_board(home.engine, cast.editor, boards.NewBoard("食堂风采"), now=clock())
    return "食堂风采"


@pytest.mark.parametrize(("given", "part", "zh"), [
    ("11:00-13:00", DayPart(time(11), time(13)), "每天 11:00–13:00"),
    ("22:00–02:00 5-6", DayPart(time(22), time(2), 0b0110000), "周五至周六 22:00–次日 02:00"),
    ("7:00-9:00 工作日", DayPart(time(7), time(9), days=Days.WORKDAYS), "工作日 07:00–09:00"),
    ("00:00-24:00 周一，Sat", DayPart(time(), time(), 0b0100001), "周一、周六 全天"),
    ("08:00-18:00 makeup 6,7", DayPart(time(8), time(18), 0b1100000, Days.MAKEUP), "周六至周日（限调休上班日） 08:00–18:00"),
])
def test_a_day_part_is_written_and_read(given: str, part: DayPart, zh: str) -> None:
    assert part_of(given) == part == part_of(written(part))
    assert spoken(part)[0] == zh


@pytest.mark.parametrize("given", ["", "11", "25:00-26:00", "11:00-13:00 8", "11:00-13:00 5-1", "11:00-13:00 someday"])
def test_what_is_no_day_part_is_refused_in_words(given: str) -> None:
    with pytest.raises(Invalid):
        part_of(given)


def test_an_editor_says_when_a_board_is_on_and_sees_the_week(board: str, home: Any, visitor: Callable[[str], Any]) -> None:
    editor = visitor("editor")
    form = {"from_day": "2026-03-01", "until_day": "2026-03-31", "priority": "3", "evergreen": "on",
            "part-0-begins": "11:00", "part-0-until": "13:00", "part-0-kind": "workdays", "part-0-day": list("12345"),
            "part-3-begins": "22:00", "part-3-until": "02:00", "part-3-kind": "any", "part-3-day": ["6"]}
    editor.post("/boards/1/times", **form)
    line = lists.board_line(home.engine, board)
    assert line.parts == ("11:00-13:00 1,2,3,4,5 workdays", "22:00-02:00 6")
    assert (line.show_from, line.show_until) == (datetime(2026, 2, 28, 16, tzinfo=UTC), datetime(2026, 3, 31, 16, tzinfo=UTC))
    assert (line.priority, line.evergreen) == (3, True)
    page = editor.get("/boards/1/times?week=2026-03-04")
    assert 'value="2026-03-31"' in page, "a day is to its end, and stays that day"
    assert 'name="until_time" class="input" aria-describedby="f-until_time-help" value=""' in page
    assert page.count("11:00–13:00") == 5
    assert "22:00–24:00" in page
    assert page.count("00:00–02:00") == 1
    page = editor.get("/boards/1")
    assert "the end of Tue 31 Mar 2026" in page
    assert "22:00–02:00, Sat" in page
    editor.post("/boards/1/times", until_day="2026-01-31")
    assert "Its time is over" in editor.get("/boards/1")
    editor.post("/boards/1/times", from_day="2026-12-01", from_time="08:00")
    assert "from Tue 1 Dec 2026 08:00" in editor.get("/boards/")
    editor.post("/boards/1/times", priority="0")
    line = lists.board_line(home.engine, board)
    assert (line.parts, line.show_from, line.priority, line.evergreen) == ((), None, 0, False)


@pytest.mark.parametrize(("form", "told"), [
    ({"from_day": "2026-03-02", "until_day": "2026-03-01"}, "must be after the beginning"),
    ({"until_time": "12:00"}, "a day is needed"), ({"priority": "12"}, "between 0 and 9"),
    ({"part-0-begins": "11:00"}, "no time of day"), ({"part-0-begins": "11:00", "part-0-until": "12:00"}, "needs a weekday"),
])
def test_what_makes_no_sense_is_refused_at_its_field_and_stays_typed(board: str, visitor: Callable[[str], Any],
                                                                    form: dict[str, str], told: str) -> None:
    page = visitor("editor").post("/boards/1/times", 422, **form).text
    assert told in page
    assert all(f'value="{value}"' in page for value in form.values())


def test_an_item_has_its_weight_its_length_and_its_place(board: str, home: Any, visitor: Callable[[str], Any],
                                                       on_air: Callable[..., int]) -> None:
    editor, asset = visitor("editor"), f"V{on_air()}"
    editor.post("/boards/1/items", asset=asset)
    assert "item-rules" not in editor.get("/boards/1")
    editor.post(f"/boards/1/items/{asset}", weight="3", seconds="20", pin="0", evergreen="on", until_day="2026-03-09",
                framing="whole")
    page = editor.get("/boards/1")
    assert "3 times a round · 20 s · to the end of Mon 9 Mar 2026 · evergreen · whole" in page
    told = editor.client.get("/boards/1/preview.json").get_json()
    assert (told["items"][0]["duration_ms"], told["items"][0]["until"]) == (20_000, "2026-03-09T16:00:00.000Z")
    assert "between 1 and 9" in editor.post(f"/boards/1/items/{asset}", 422, weight="10").text
    assert "there is no “round”" in editor.post(f"/boards/1/items/{asset}", 422, framing="round").text
    editor.get("/boards/1/items/V99", 404)
    editor.get("/boards/1/items/remove", 404)
    visitor("photographer").get("/boards/1/times", 403)
    visitor("photographer").post(f"/boards/1/items/{asset}", 403, weight="2")


def test_the_preview_is_of_any_moment_and_of_any_screen(board: str, home: Any, cast: Any, clock: Any,
                                                       visitor: Callable[[str], Any], on_air: Callable[..., int]) -> None:
    editor, asset = visitor("editor"), f"V{on_air()}"
    editor.post("/boards/1/items", asset=asset)
    screen = screens.add_screen(home.engine, cast.editor, screens.NewScreen("东门", orientation="portrait", boards=(board,)),
                                now=clock())
    timing.set_board(home, cast.editor, board, timing.BoardTimes(parts=(part_of("11:00-13:00"),), show_until="2026-03-20"),
                     now=clock())

    def told(at: str, address: str = f"/screens/{screen}/preview.json") -> dict[str, Any]:
        found: dict[str, Any] = editor.client.get(f"{address}?at={at}").get_json()
        return found

    assert [item["asset"] for item in told("2026-03-19T10:00")["items"]] == [asset]
    assert told("2026-03-21T11:30")["items"] == [], "it is over by then"
    assert told("2026-03-19T10:00", "/boards/1/preview.json")["server_time"] == "2026-03-19T02:00:00.000Z"
    page = editor.get(f"/boards/1?on={screen}&at=2026-03-19T11:30")
    assert f"/screens/{screen}/preview?at=2026-03-19T11:30" in page
    assert 'data-at="2026-03-19T03:30:00+00:00"' in editor.get(f"/screens/{screen}/preview?at=2026-03-19T11:30")
    page = editor.get(f"/screens/{screen}?asset={asset}&at=2026-03-19T10:00")
    assert "the next begins 2026-03-19 11:00" in page
    boards.change_board(home.engine, cast.editor, board, boards.BoardChange(active=False), now=clock())
    assert told("2026-03-19T11:30", "/boards/1/preview.json")["items"] == [], "what is switched off no screen shows"
    assert "The board is switched off" in editor.get("/boards/1")
    visitor("photographer").get(f"/screens/{screen}/preview", 403)


def test_a_board_that_fills_itself_keeps_how_its_items_are_shown(board: str, home: Any, cast: Any, clock: Any, worker: Any,
                                                               on_air: Callable[..., int]) -> None:
    def indexed(title: str) -> int:
        asset = on_air(title)
        with writing(home.engine) as session:
            jobs.enqueue(session, "index", str(asset), now=clock(), lane=jobs.INDEX_LANE)
        worker.drain()
        return asset

    first = indexed("热豆浆")
    search = searches.save(home, cast.editor, searches.Wish("早餐", "kind:photo", "uploaded"), now=clock())
    sources.set_source(home, cast.editor, 1, search, 5, now=clock())
    timing.set_item(home, cast.editor, board, first, timing.ItemTimes(weight=4), now=clock())
    second = indexed("油条")
    following.follow_boards(home, clock())
    view = lists.board(home.engine, cast.editor, board, clock())
    assert {one.ref.id: one.rules.weight for one in view.items} == {second: 1, first: 4}


def test_a_day_names_what_plays_on_a_screen(board: str, home: Any, cast: Any, clock: Any, on_air: Callable[..., int]) -> None:
    asset = on_air()
    for name, times in (("早餐", timing.BoardTimes(parts=(part_of("06:30-09:00 workdays"),), priority=2)),
                        ("校园", timing.BoardTimes())):
        boards.add_board(home.engine, cast.editor, boards.NewBoard(name), now=clock())
        boards.add_item(home.engine, cast.editor, name, asset, now=clock())
        timing.set_board(home, cast.editor, name, times, now=clock())
    screens.add_screen(home.engine, cast.editor, screens.NewScreen("东门", boards=("早餐", "校园")), now=clock())
    days = telling.week_of_screen(home, "东门", datetime(2026, 3, 6, 3, tzinfo=UTC))  # a Friday
    assert [(bar.text, bar.names) for bar in days[0].bars] == [
        ("00:00–06:30", ("校园",)), ("06:30–09:00", ("早餐",)), ("09:00–24:00", ("校园",))]
    assert [(bar.length, bar.names) for bar in days[1].bars] == [(1440, ("校园",))]
