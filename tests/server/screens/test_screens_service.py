"""The office makes screens, hangs boards on them and sees how they are."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from index.errors import Conflict, Forbidden, Invalid, NotFound
from server.boards import service as boards
from server.screens import lists, service
from server.screens.lists import ScreenState, state_of
from server.screens.service import NewScreen, ScreenChange


@pytest.fixture
def hung(home: Any, cast: Any, clock: Any) -> str:
    for name in ("食堂风采", "运动会"):
        boards.add_board(home.engine, cast.editor, boards.NewBoard(name), now=clock())
    new = NewScreen("二食堂", "二楼入口", "食堂", boards=("运动会", "食堂风采"))
    service.add_screen(home.engine, cast.editor, new, now=clock())
    return "二食堂"


def line(home: Any, clock: Any, name: str) -> lists.ScreenLine:
    return lists.screen(home.engine, name, clock())


def test_a_screen_lists_its_boards_in_order(home: Any, clock: Any, hung: str) -> None:
    found = line(home, clock, hung)
    assert (found.group, found.orientation, found.state) == ("食堂", "landscape", "unpaired")
    assert found.boards == ("运动会", "食堂风采")
    assert line(home, clock, str(found.id)) == found


def test_boards_are_rehung_by_name_or_id(home: Any, cast: Any, clock: Any, hung: str) -> None:
    service.change_screen(home.engine, cast.administrator, hung, ScreenChange(boards=("1", "食堂风采")), now=clock())
    assert line(home, clock, hung).boards == ("食堂风采",)
    with pytest.raises(NotFound):
        service.change_screen(home.engine, cast.editor, hung, ScreenChange(boards=("没有",)), now=clock())
    assert line(home, clock, hung).boards == ("食堂风采",)


def test_a_change_leaves_what_it_does_not_name(home: Any, cast: Any, clock: Any, hung: str) -> None:
    change = ScreenChange(orientation="portrait", rotation=90, group="")
    service.change_screen(home.engine, cast.editor, hung, change, now=clock())
    found = line(home, clock, hung)
    assert (found.place, found.group, found.orientation, found.rotation) == ("二楼入口", None, "portrait", 90)
    assert found.boards == ("运动会", "食堂风采")


@pytest.mark.parametrize("wrong", [NewScreen(""), NewScreen("a", orientation="round"), NewScreen("a", rotation=45)])
def test_fields_are_checked(home: Any, cast: Any, clock: Any, wrong: NewScreen) -> None:
    with pytest.raises(Invalid):
        service.add_screen(home.engine, cast.editor, wrong, now=clock())


def test_names_are_unique(home: Any, cast: Any, clock: Any, hung: str) -> None:
    with pytest.raises(Conflict):
        service.add_screen(home.engine, cast.editor, NewScreen(hung), now=clock())
    service.change_screen(home.engine, cast.editor, hung, ScreenChange(name=hung), now=clock())


@pytest.mark.parametrize("part", ["photographer", "reviewer", "director", "outsider"])
def test_only_the_office_manages_screens(home: Any, cast: Any, clock: Any, hung: str, part: str) -> None:
    actor = cast.people[part]
    for attempt in (lambda: service.add_screen(home.engine, actor, NewScreen("新"), now=clock()),
                    lambda: service.change_screen(home.engine, actor, hung, ScreenChange(name="改"), now=clock()),
                    lambda: service.pair(home.engine, actor, hung, "ABCD2345", now=clock()),
                    lambda: service.revoke(home.engine, actor, hung, now=clock()),
                    lambda: service.remove_screen(home.engine, actor, hung, now=clock())):
        with pytest.raises(Forbidden):
            attempt()


@pytest.mark.parametrize(("paired", "silent", "state"), [
    (False, None, ScreenState.UNPAIRED), (True, None, ScreenState.NEVER_SEEN), (True, 75, ScreenState.LIVE),
    (True, 76, ScreenState.STALE), (True, 600, ScreenState.STALE), (True, 601, ScreenState.OFFLINE)])
def test_states_follow_from_silence(clock: Any, paired: bool, silent: int | None, state: ScreenState) -> None:
    seen = None if silent is None else clock() - timedelta(seconds=silent)
    assert state_of(paired=paired, seen_at=seen, now=clock()) is state


def test_a_removed_screen_is_gone_and_its_boards_stay(home: Any, cast: Any, clock: Any, hung: str) -> None:
    service.remove_screen(home.engine, cast.editor, hung, now=clock())
    with pytest.raises(NotFound):
        line(home, clock, hung)
    assert lists.groups(home.engine) == ["食堂"]
