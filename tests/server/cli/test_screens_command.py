"""``vitrine screens`` as people type it: what the desk can set, the command can, and what is not named stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from index.catalogue.searches import BoardSource, SavedSearch
from index.db import reading, writing


def test_tags_hours_and_leases_by_command(vitrine: Callable[..., Any]) -> None:
    kept = ("--tag", "食堂", "--tag", "大屏", "--inches", "55", "--hours", "06:30-22:00")
    made = vitrine("screens", "add", "二食堂", "--group", "走廊", *kept, "--json").lines[0]
    assert (made["tags"], made["inches"], made["opens"], made["closes"]) == (["大屏", "食堂"], 55, "06:30", "22:00")
    changed = vitrine("screens", "change", "二食堂", "--lease", "7", "--json").lines[0]
    assert (changed["tags"], changed["opens"], changed["lease_days"]) == (["大屏", "食堂"], "06:30", 7)
    changed = vitrine("screens", "change", "二食堂", "--hours", "always", "--tag", "", "--json").lines[0]
    assert (changed["tags"], changed["opens"], changed["closes"], changed["inches"]) == ([], "00:00", "00:00", 55)
    changed = vitrine("screens", "change", "二食堂", "--hours", "", "--lease", "", "--tag", "门厅", "--json").lines[0]
    assert (changed["opens"], changed["lease_days"], changed["tags"]) == ("", None, ["门厅"])
    wrong = vitrine("screens", "change", "二食堂", "--hours", "07:00")
    assert (wrong.code, "both" in wrong.err) == (1, True)
    assert [one["name"] for one in vitrine("screens", "list", "--tag", "门厅", "--json").lines] == ["二食堂"]
    assert "no device" in vitrine("screens", "tell", "二食堂", "reload").err

    for board in ("要闻", "早餐"):
        vitrine("boards", "add", board)
    given = ("--board", "早餐", "--board", "要闻", "--hours", "07:00-23:00")
    group = vitrine("screens", "groups", "change", "走廊", *given, "--json").lines[0]
    assert (len(group["boards"]), group["opens"], group["closes"], group["screens"]) == (2, "07:00", "23:00", 1)
    assert vitrine("screens", "show", "二食堂", "--json").lines[0]["group_boards"] == ["早餐", "要闻"]
    renamed = vitrine("screens", "groups", "change", "走廊", "--name", "长廊", "--board", "", "--json").lines[0]
    assert (renamed["name"], renamed["boards"], renamed["opens"]) == ("长廊", [], "07:00")
    assert vitrine("screens", "groups", "remove", "长廊").code == 0
    assert vitrine("screens", "remove", "二食堂").code == 0
    assert "二食堂" not in [one["name"] for one in vitrine("screens", "list", "--json").lines]


def test_boards_are_put_in_order_follow_and_go_by_command(vitrine: Callable[..., Any], home: Any, cast: Any,
                                                          clock: Any) -> None:
    vitrine("boards", "add", "要闻", "--refresh-by", "2026-12-01")
    assert vitrine("boards", "change", "要闻", "--no-refresh-by", "--json").lines[0]["refresh_by"] is None
    with writing(home.engine) as session:
        session.add(SavedSearch(owner_id=cast.editor.person_id, name="本周", text="秋天", sort="", changed_at=clock()))
    vitrine("boards", "follow", "要闻", "本周", "--most", "5", "--as", "editor")
    with reading(home.engine) as session:
        assert session.scalar(select(BoardSource.most)) == 5
    assert vitrine("boards", "follow", "要闻", "下周", "--as", "editor").code == 1
    assert vitrine("boards", "follow", "要闻").code == 2
    assert vitrine("boards", "follow", "要闻", "--by-hand", "--as", "editor").code == 0
    with reading(home.engine) as session:
        assert session.scalar(select(BoardSource.most)) is None
    assert vitrine("boards", "remove", "要闻").code == 0
    assert vitrine("boards", "order", "要闻", "V1").code == 1
