"""Boards that are to be refreshed: by whose word, by which rhythm, and who is told before and after."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from index.db import reading
from index.errors import Invalid
from server.boards import lists, refreshing, service
from server.boards.service import BoardChange, NewBoard
from server.notices import lists as notices
from server.notices import rounds
from server.notices.tongue import Tongue


def told(home: Any, actor: Any, now: Any) -> list[tuple[str, str]]:
    rounds.look_at_clock(home, now)
    with reading(home.engine) as session:
        days, _more = notices.days(session, actor, Tongue("zh_CN", home.settings.zone), now)
    return [(line.text, line.more) for day in days for line in day.lines]


def test_a_rhythm_begins_with_a_day(home: Any, cast: Any, clock: Any) -> None:
    with pytest.raises(Invalid, match="更新期限"):
        service.add_board(home.engine, cast.editor, NewBoard("一周菜单", refresh_every_days=7), now=clock())
    with pytest.raises(Invalid, match="每隔几天更新"):
        service.add_board(home.engine, cast.editor, NewBoard("一周菜单", refresh_by=date(2026, 3, 9), refresh_every_days=400),
                          now=clock())


def test_its_owner_is_told_before_and_the_office_weekly_after(home: Any, cast: Any, clock: Any) -> None:
    new = NewBoard("一周菜单", owner="photographer", refresh_by=date(2026, 3, 6), refresh_every_days=7)
    board = service.add_board(home.engine, cast.editor, new, now=clock())
    assert told(home, cast.photographer, clock()) == []
    clock.turn(days=1, hours=-2)
    assert told(home, cast.photographer, clock()) == [], "nobody is woken"
    soon = ("宣传栏「一周菜单」快到更新期限了", "更新期限 3月6日 周五")
    assert told(home, cast.photographer, clock.turn(hours=2)) == [soon]
    assert told(home, cast.photographer, clock.turn(days=1)) == [soon], "once"
    assert told(home, cast.editor, clock()) == []
    over = ("宣传栏「一周菜单」已过更新期限", soon[1])
    clock.turn(days=3)
    assert told(home, cast.photographer, clock()) == [over, soon]
    assert told(home, cast.second_editor, clock()) == [over]
    assert lists.board_line(home.engine, str(board)).overdue(date(2026, 3, 7)) == 1
    assert told(home, cast.second_editor, clock.turn(days=6)) == [over]
    assert told(home, cast.second_editor, clock.turn(days=1)) == [over, over], "and once a week"


def test_whoever_refreshed_it_says_so(home: Any, cast: Any, clock: Any, visitor: Any, on_air: Any) -> None:
    new = NewBoard("一周菜单", refresh_by=date(2026, 3, 1), refresh_every_days=7)
    board = service.add_board(home.engine, cast.editor, new, now=clock())
    service.add_item(home.engine, cast.editor, str(board), on_air(), now=clock())
    editor = visitor("editor")
    page = editor.get(f"/boards/{board}")
    assert "Overdue by 1 day" in page
    assert "1 change since" in page
    assert "Overdue by 1 day" in editor.get("/office/")
    assert "Overdue by 1 day" in editor.get("/boards/")
    editor.post(f"/boards/{board}/refreshed")
    assert lists.board_line(home.engine, str(board)).refresh_by == date(2026, 3, 9)
    assert "Overdue" not in editor.get(f"/boards/{board}")
    visitor("photographer").post(f"/boards/{board}/refreshed", 403)
    service.change_board(home.engine, cast.editor, str(board), BoardChange(refresh_every_days=0), now=clock())
    assert refreshing.mark(home.engine, cast.editor, str(board), zone=home.settings.zone, now=clock()) is None


def test_who_looks_after_a_board_says_so_of_that_one_alone(home: Any, cast: Any, clock: Any, visitor: Any) -> None:
    today = clock().date()
    own = service.add_board(home.engine, cast.editor, NewBoard("食堂", owner="photographer", refresh_by=today), now=clock())
    other = service.add_board(home.engine, cast.editor, NewBoard("宿舍", owner="editor", refresh_by=today), now=clock())
    keeper = visitor("photographer")
    assert "It is refreshed" in keeper.get(f"/boards/{own}")
    assert "It is refreshed" not in keeper.get(f"/boards/{other}")
    keeper.post(f"/boards/{own}/refreshed")
    keeper.post(f"/boards/{other}/refreshed", 403)
    with reading(home.engine) as session:
        last = refreshing.last(session, own)
    assert last is not None
    assert last.by == cast.photographer.display
