"""``vitrine boards`` as people type it: when a board is on, and how an item on it is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from index.catalogue.boards import BoardItem
from index.db import writing


def test_times_from_the_command_line(vitrine: Callable[..., Any], home: Any, clock: Any,
                                     new_asset: Callable[..., int]) -> None:
    first = ("--part", "6:30-9:00 工作日", "--priority", "2", "--until", "2026-12-31")
    made = vitrine("boards", "add", "早餐", *first, "--json").lines[0]
    assert (made["parts"], made["priority"], made["show_until"]) == (["06:30-09:00 workdays"], 2, "2026-12-31T16:00:00+00:00")
    parts = ("--part", "22:00-02:00 5-6", "--part", "11:00-13:00")
    changed = vitrine("boards", "change", "早餐", *parts, "--evergreen", "--until", "", "--json").lines[0]
    assert (changed["parts"], changed["evergreen"]) == (["11:00-13:00", "22:00-02:00 5,6"], True)
    assert (changed["show_until"], changed["priority"]) == (None, 2)
    assert vitrine("boards", "change", "早餐", "--part", "none", "--json").lines[0]["parts"] == []
    assert vitrine("boards", "change", "早餐", "--part", "noon").code == 1
    with writing(home.engine) as session:
        session.add(BoardItem(board_id=made["id"], asset_id=new_asset(), position=1, added_at=clock()))
    usual = {"weight": 1, "seconds": None, "pin": 0, "evergreen": False, "show_from": None, "show_until": None,
             "framing": "auto"}
    assert vitrine("boards", "item", "早餐", "V1", "--json").lines == [usual]
    told = vitrine("boards", "item", "早餐", "V1", "--weight", "3", "--pin", "first", "--seconds", "20", "--framing", "whole",
                   "--json").lines
    assert told == [usual | {"weight": 3, "pin": 1, "seconds": 20, "framing": "whole"}]
    told = vitrine("boards", "item", "早餐", "V1", "--pin", "none", "--seconds", "0", "--json").lines
    assert told == [usual | {"weight": 3, "framing": "whole"}]
    assert vitrine("boards", "item", "早餐", "V1", "--pin", "last").code == 1
