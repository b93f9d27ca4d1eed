"""Editors make boards of approved assets; nobody else does, and nothing else goes on them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from index.catalogue.assets import Asset
from index.catalogue.audit import AuditLine
from index.catalogue.channels import Aim, Channel
from index.catalogue.steps import Step
from index.db import reading, writing
from index.errors import Conflict, Forbidden, Invalid, NotFound
from server.boards import contents, lists, service
from server.boards.service import BoardChange, NewBoard


@pytest.fixture
def approved(home: Any, cast: Any, clock: Any, new_asset: Callable[..., int]) -> Callable[..., int]:
    """Return a function that enters an asset in a state on the channel of the screens."""

    def make(title: str = "早餐", state: str = "approved", **columns: Any) -> int:
        asset_id = new_asset(cast.photographer, title=title, rendered_at=clock(), **columns)
        with writing(home.engine) as session:
            session.add(Aim(
                asset_id=asset_id, channel_id=session.scalars(select(Channel.id).where(Channel.code == "screens")).one(),
                state=state, route=(Step("office"),), pinned_sha256=session.get_one(Asset, asset_id).sha256, pinned_version=1,
                changed_at=clock()))
        return asset_id

    return make


@pytest.fixture
def board(home: Any, cast: Any, clock: Any) -> str:
    service.add_board(home.engine, cast.editor, NewBoard("食堂风采", "饮食文化", refresh_by=date(2026, 3, 10)), now=clock())
    return "食堂风采"


def items(home: Any, board: str) -> tuple[str, ...]:
    return lists.board_line(home.engine, board).items


def test_a_board_is_found_by_name_and_by_id(home: Any, cast: Any, board: str) -> None:
    line = lists.board_line(home.engine, board)
    assert lists.board_line(home.engine, str(line.id)) == line
    assert (line.theme, line.owner, line.item_seconds, line.items) == ("饮食文化", "editor", 12, ())
    with pytest.raises(NotFound):
        lists.board_line(home.engine, "没有这个")


def test_a_board_is_overdue_the_day_after(home: Any, board: str) -> None:
    line = lists.board_line(home.engine, board)
    assert [line.overdue(date(2026, 3, day)) for day in (9, 10, 11)] == [False, False, True]


@pytest.mark.parametrize("part", ["photographer", "reviewer", "director", "outsider", "administrator"])
def test_only_the_office_edits_boards(home: Any, cast: Any, clock: Any, board: str, part: str) -> None:
    actor = cast.people[part]
    with pytest.raises(Forbidden):
        service.add_board(home.engine, actor, NewBoard("另一个"), now=clock())
    with pytest.raises(Forbidden):
        service.change_board(home.engine, actor, board, BoardChange(name="改名"), now=clock())
    for act in (service.add_item, service.remove_item):
        with pytest.raises(Forbidden):
            act(home.engine, actor, board, 1, now=clock())
    with pytest.raises(Forbidden):
        service.reorder(home.engine, actor, board, [1], now=clock())
    with pytest.raises(Forbidden):
        service.remove_board(home.engine, actor, board, now=clock())


def test_names_are_unique_and_fields_are_checked(home: Any, cast: Any, clock: Any, board: str) -> None:
    with pytest.raises(Conflict) as taken:
        service.add_board(home.engine, cast.editor, NewBoard(f" {board} "), now=clock())
    assert taken.value.reason.code == "name-taken"
    for wrong in (NewBoard(" "), NewBoard("x" * 61), NewBoard("短", item_seconds=1)):
        with pytest.raises(Invalid):
            service.add_board(home.engine, cast.editor, wrong, now=clock())


def test_a_change_leaves_what_it_does_not_name(home: Any, cast: Any, clock: Any, board: str) -> None:
    service.change_board(home.engine, cast.editor, board, BoardChange(name="食堂", owner="reviewer"), now=clock())
    line = lists.board_line(home.engine, "食堂")
    assert (line.theme, line.owner, line.refresh_by) == ("饮食文化", "reviewer", date(2026, 3, 10))
    service.change_board(home.engine, cast.editor, "食堂", BoardChange(owner="", no_refresh=True), now=clock())
    line = lists.board_line(home.engine, "食堂")
    assert (line.owner, line.refresh_by) == (None, None)


@pytest.mark.parametrize("state", ["draft", "submitted", "reviewed", "returned", "withdrawn"])
def test_what_is_not_approved_is_refused(home: Any, cast: Any, clock: Any, board: str, state: str,
                                        approved: Callable[..., int]) -> None:
    with pytest.raises(Conflict) as refused:
        service.add_item(home.engine, cast.editor, board, approved(state=state), now=clock())
    assert refused.value.reason.code == "not-approved"
    assert items(home, board) == ()


def test_terms_are_told_apart_from_approval(home: Any, cast: Any, clock: Any, board: str,
                                           approved: Callable[..., int]) -> None:
    day = timedelta(days=1)
    for code, columns in (("embargo", {"embargo_until": clock() + day}), ("expired", {"expires_at": clock() - day})):
        with pytest.raises(Conflict) as refused:
            service.add_item(home.engine, cast.editor, board, approved(**columns), now=clock())
        assert refused.value.reason.code == code


def test_items_come_go_and_are_reordered(home: Any, cast: Any, clock: Any, board: str, approved: Callable[..., int]) -> None:
    one, two, three = (approved(title) for title in ("一", "二", "三"))
    outcomes = service.change_items(home.engine, cast.editor, board, [one, two, three, one, 999], add=True, clock=clock)
    assert [error is None for _, error in outcomes] == [True, True, True, True, False]
    assert items(home, board) == (f"V{one}", f"V{two}", f"V{three}")
    service.reorder(home.engine, cast.editor, board, [three, 999, three, one], now=clock())
    assert items(home, board) == (f"V{three}", f"V{one}", f"V{two}")
    service.remove_item(home.engine, cast.editor, board, one, now=clock())
    service.add_item(home.engine, cast.editor, board, one, now=clock())
    assert items(home, board) == (f"V{three}", f"V{two}", f"V{one}")


def test_each_change_is_a_line_of_the_trail(home: Any, cast: Any, clock: Any, board: str,
                                           approved: Callable[..., int]) -> None:
    asset = approved()
    service.add_item(home.engine, cast.editor, board, asset, now=clock())
    service.reorder(home.engine, cast.editor, board, [asset], now=clock())
    service.remove_item(home.engine, cast.editor, board, asset, now=clock())
    service.remove_board(home.engine, cast.editor, board, now=clock())
    with reading(home.engine) as session:
        lines = select(AuditLine.verb).where(AuditLine.subject.startswith("board:")).order_by(AuditLine.id)
        verbs = list(session.scalars(lines))
    assert verbs == ["added", "filled", "reordered", "emptied", "removed"]


def test_the_picker_offers_what_is_approved_and_not_there_yet(home: Any, cast: Any, clock: Any, board: str,
                                                             approved: Callable[..., int]) -> None:
    breakfast, lunch = approved("早餐 豆浆"), approved("午餐 米饭")
    approved("草稿", state="draft")
    assert [view.id for view in contents.candidates(home.engine, board, clock())] == [lunch, breakfast]
    among = [999, breakfast, lunch]
    assert [view.id for view in contents.candidates(home.engine, board, clock(), among=among)] == [breakfast, lunch]
    assert contents.candidates(home.engine, board, clock(), among=[]) == []
    service.add_item(home.engine, cast.editor, board, lunch, now=clock())
    assert [view.id for view in contents.candidates(home.engine, board, clock())] == [breakfast]


def test_others_see_of_a_board_only_what_they_may_see(home: Any, cast: Any, clock: Any, board: str,
                                                     approved: Callable[..., int]) -> None:
    shown, gone = approved("在播"), approved("将撤")
    service.change_items(home.engine, cast.editor, board, [shown, gone], add=True, clock=clock)
    with writing(home.engine) as session:
        session.scalars(select(Aim).where(Aim.asset_id == gone)).one().state = "withdrawn"
    seen = {part: [(i.ref.id, i.shown) for i in lists.board(home.engine, cast.people[part], board, clock()).items]
            for part in ("editor", "outsider")}
    assert seen == {"editor": [(shown, True), (gone, False)], "outsider": [(shown, True)]}
    assert [view.id for view in lists.cards(home.engine, cast.outsider, clock())[0].pictures] == [shown]


def test_a_board_has_a_layout_of_those_that_there_are(home: Any, cast: Any, clock: Any, board: str) -> None:
    assert lists.board_line(home.engine, board).layout == "full"
    service.change_board(home.engine, cast.editor, board, service.BoardChange(layout="panel"), now=clock())
    service.change_board(home.engine, cast.editor, board, service.BoardChange(theme="秋天"), now=clock())
    assert lists.board_line(home.engine, board).layout == "panel"
    with pytest.raises(Invalid, match="layout"):
        service.change_board(home.engine, cast.editor, board, service.BoardChange(layout="sideways"), now=clock())
