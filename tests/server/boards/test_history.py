"""A board's history: played again from the trail, told in sentences to whom it may be, and an earlier list brought back."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from index.db import reading
from server.boards import history, lists, replay, service
from server.boards.replay import Told
from server.boards.service import NewBoard, add_board
from server.takedowns import service as takedowns


def test_what_hung_when_follows_from_the_lines(clock: Any) -> None:
    lines = [("filled", {"asset": "V1"}), ("filled", {"story": "S2"}), ("filled", {"asset": "V1"}),
             ("scheduled", {"asset": "V1"}), ("reordered", {"order": ["S2", "V1"]}), ("emptied", {"story": "S2"}),
             ("followed", {"order": ["V9", "V1"]})]
    told = [Told(number, clock.turn(days=1), verb, details) for number, (verb, details) in enumerate(lines, 1)]
    steps = replay.steps(told)
    assert [one.items for one in steps] == [("V1",), ("V1", "S2"), ("S2", "V1"), ("V1",), ("V9", "V1")]
    assert replay.at(steps, told[4].at + timedelta(hours=1)) == steps[2]
    assert replay.at(steps, told[0].at - timedelta(hours=1)) is None
    assert [(one.item, one.until) for one in replay.spans(steps)] == [("V1", None), ("V9", None), ("S2", told[5].at)]


def test_a_removed_board_keeps_its_history_and_its_number_tells_no_other(home: Any, cast: Any, clock: Any, visitor: Any,
                                                                          on_air: Callable[..., int]) -> None:
    board = add_board(home.engine, cast.editor, NewBoard("早餐"), now=clock())
    service.add_item(home.engine, cast.editor, str(board), on_air("豆浆"), now=clock.turn(hours=1))
    service.remove_board(home.engine, cast.editor, str(board), now=clock.turn(days=1))
    editor = visitor("editor")
    page = editor.get(f"/boards/{board}/history")
    assert all(words in page for words in ("早餐", "豆浆", "removed the board"))
    assert "Bring this list back" not in page
    again = add_board(home.engine, cast.editor, NewBoard("晚餐"), now=clock.turn(hours=1))
    assert again == board, "SQLite gives its number again"
    later = editor.get(f"/boards/{board}/history")
    assert ("晚餐" in later, "早餐" in later, "豆浆" in later) == (True, False, False)
    listed = editor.get("/boards/removed")
    (address,) = re.findall(rf'href="(/boards/{board}/history\?removed=\d+)"', listed)
    assert ("早餐" in listed, "豆浆" in editor.get(address)) == (True, True)
    assert "豆浆" in editor.get(f"{address}&format=csv")
    photographer = visitor("photographer")
    photographer.get("/boards/removed", 403)
    photographer.get(address, 403)
    service.remove_board(home.engine, cast.editor, str(board), now=clock.turn(hours=1))
    photographer.get(f"/boards/{board}/history", 404)


def test_an_earlier_list_hangs_again_as_far_as_it_may(home: Any, cast: Any, clock: Any, visitor: Any,
                                                      on_air: Callable[..., int]) -> None:
    board = str(add_board(home.engine, cast.editor, NewBoard("早餐"), now=clock()))
    milk, buns, tea = on_air("豆浆"), on_air("包子"), on_air("早茶")
    for asset in (milk, buns):
        service.add_item(home.engine, cast.editor, board, asset, now=clock.turn(hours=1))
    service.reorder(home.engine, cast.editor, board, [buns, milk], now=clock.turn(hours=1))
    with reading(home.engine) as session:
        full = history.of_board(session, cast.editor, int(board), clock()).steps[-1]
    for asset in (buns, milk):
        service.remove_item(home.engine, cast.editor, board, asset, now=clock.turn(days=1))
    service.add_item(home.engine, cast.editor, board, tea, now=clock.turn(hours=1))
    takedowns.take_down(home.engine, cast.editor, [milk], "有人提出异议", now=clock.turn(hours=1))
    editor, outsider = visitor("editor"), visitor("outsider")
    page = editor.get(f"/boards/{board}/history?on=2026-03-02")
    assert "editor 同学 put “豆浆” on" in page
    assert f'name="line" value="{full.line}"' in page
    page = outsider.get(f"/boards/{board}/history?on=2026-03-02")
    assert "豆浆" not in page, "what was taken down is theirs to see no more"
    assert "editor 同学 put something that is gone on" in page
    assert "bring-back" not in page
    outsider.post(f"/boards/{board}/history/bring-back", 403, line=str(full.line))
    editor.post(f"/boards/{board}/history/bring-back", line="0")
    editor.post(f"/boards/{board}/history/bring-back", line=str(full.line))
    assert lists.board_line(home.engine, board).items == (f"V{buns}",)
    page = editor.get(f"/boards/{board}")
    assert f"V{milk}：This is not approved yet" in page
    with reading(home.engine) as session:
        found = history.of_board(session, cast.editor, int(board), clock())
    assert (found.entries[0].verb, found.complete) == ("brought-back", True)
    assert [(one.item, one.until is None) for one in found.spans][:2] == [(f"V{buns}", True), (f"V{tea}", False)]
    rows = editor.get(f"/boards/{board}/history?format=csv&of=items").splitlines()
    assert [row.split(",")[1] for row in rows[1:]] == ["包子", "早茶", "豆浆", "包子"]
