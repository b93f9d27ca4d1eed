"""Editing many at once: counted, looked at, saved by the rules of a single edit, and taken back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from index.catalogue import queries
from index.catalogue.lifecycle import Verb
from index.db import reading
from index.errors import Invalid
from server.batch import keeping, lists
from server.batch.service import How, Step, change_many
from server.library.describe import Edit, describe
from server.review.service import Order, act
from server.sheets import service as sheets
from server.sheets.reading import read_sheet


@pytest.fixture
def ids(new_asset: Callable[..., int], home: Any, cast: Any, clock: Any) -> list[int]:
    """Three of the photographer's, about the canteen, the first with a keyword more."""
    found = [new_asset(cast.photographer) for _ in range(3)]
    for place, one in enumerate(found):
        words = ("食堂", "早餐") if place == 0 else ("食堂",)
        describe(home.engine, cast.photographer, one, Edit(keywords=words, caption="后厨"), now=clock())
    return found


def words(home: Any, asset_id: int) -> Any:
    with reading(home.engine) as session:
        return queries.asset(session, asset_id).words


def test_each_value_is_counted_and_only_what_one_may_see(home: Any, cast: Any, clock: Any, ids: list[int],
                                                         new_asset: Callable[..., int]) -> None:
    theirs = new_asset(cast.outsider)
    with reading(home.engine) as session:
        chosen = lists.selection(session, cast.photographer, [*ids, theirs], clock())
    values = {one.name: one for one in chosen.values}
    assert chosen.asset_ids == tuple(ids)
    assert values["keywords"].counts == (("食堂", 3), ("早餐", 1))
    assert (values["keywords"].more, values["keywords"].rest) == ((), 0)
    assert (values["caption"].counts, values["place"].empty) == ((("后厨", 3),), 3)


def test_all_values_can_be_looked_at(visitor: Any, home: Any, cast: Any, clock: Any, ids: list[int]) -> None:
    describe(home.engine, cast.photographer, ids[0], Edit(title="早晨", caption="后厨", credit="我",
             keywords=tuple(f"词{number:02}" for number in range(20))), now=clock())
    page = visitor("photographer").post("/batch/edit", 200, asset=[f"V{one}" for one in ids]).text
    assert all(f"词{number:02}" in page for number in range(20))
    assert "People shown" in page


def test_adding_removing_and_replacing(home: Any, cast: Any, clock: Any, ids: list[int]) -> None:
    change = {"keywords": Step(How.ADD, "开放日、食堂"), "caption": Step(How.REMOVE, "后"),
              "place": Step(How.REPLACE, " 第二食堂 ")}
    change_many(home.engine, cast.photographer, ids, change, "x", now=clock())
    found = words(home, ids[0])
    assert (found.keywords, found.caption, found.place) == (("食堂", "早餐", "开放日"), "厨", "第二食堂")
    change_many(home.engine, cast.photographer, ids, {"keywords": Step(How.REMOVE, "食堂")}, "x", now=clock())
    assert words(home, ids[1]).keywords == ("开放日",)


def test_looking_first_tells_what_would_happen_and_keeps_nothing(home: Any, cast: Any, clock: Any, ids: list[int],
                                                                 new_asset: Callable[..., int]) -> None:
    for who, verb in [(cast.photographer, Verb.SUBMIT), (cast.reviewer, Verb.APPROVE), (cast.editor, Verb.APPROVE)]:
        act(home.engine, who, Order(verb, "screens"), ids[0], now=clock())
    theirs = new_asset(cast.outsider)
    batch, told = change_many(home.engine, cast.photographer, [*ids, theirs], {"keywords": Step(How.ADD, "早餐")}, "x",
                              now=clock(), check=True)
    found = lists.summary(told)
    assert batch is None
    assert (found.changed, found.unchanged, found.voided) == (2, 1, ())
    assert [(one.reason.code, one.assets) for one in found.refused] == [("not-found", (f"V{theirs}",))]
    change = {"place": Step(How.REPLACE, "操场")}
    _, told = change_many(home.engine, cast.photographer, ids, change, "x", now=clock(), check=True)
    assert lists.summary(told).voided == (("screens", 1),)
    assert words(home, ids[0]).place == ""
    with reading(home.engine) as session:
        assert queries.asset(session, ids[0]).status["screens"] == "approved"


def test_no_change_and_too_long_a_text_are_told(home: Any, cast: Any, clock: Any, ids: list[int]) -> None:
    with pytest.raises(Invalid):
        change_many(home.engine, cast.photographer, ids, {}, "x", now=clock())
    _, told = change_many(home.engine, cast.photographer, ids, {"title": Step(How.REPLACE, "长" * 121)}, "x", now=clock())
    assert {(one.outcome, one.column) for one in told} == {("refused", "title")}


def test_one_undo_takes_back_all_but_what_was_edited_since(home: Any, cast: Any, clock: Any, ids: list[int]) -> None:
    batch, _ = change_many(home.engine, cast.photographer, ids, {"keywords": Step(How.REPLACE, "秋")}, "x", now=clock())
    assert batch is not None
    describe(home.engine, cast.photographer, ids[2], Edit(title="后来"), now=clock())
    found = lists.summary(keeping.undo(home.engine, cast.photographer, batch, now=clock()))
    assert (found.changed, [one.assets for one in found.refused]) == (2, [(f"V{ids[2]}",)])
    assert [words(home, one).keywords for one in ids] == [("食堂", "早餐"), ("食堂",), ("秋",)]


def test_from_the_grid_to_the_undo(visitor: Any, home: Any, ids: list[int]) -> None:
    me = visitor("photographer")
    assets = [f"V{one}" for one in ids]
    page = me.post("/batch/edit", 200, asset=assets).text
    assert "食堂" in page
    assert " ".join(assets) in page
    given = {"assets": " ".join(assets), "place-how": "replace", "place": "操场"}
    assert "3 items will change" in me.post("/batch/edit", 200, verb="preview", **given).text
    assert words(home, ids[0]).place == ""
    shown = me.post("/batch/edit", 302, verb="save", **given).location
    assert words(home, ids[0]).place == "操场"
    assert "Undo the whole batch" in me.get(shown)
    visitor("outsider").get(shown, 404)
    me.post(f"{shown}/undo")
    assert "This batch is undone" in me.get(shown)
    assert words(home, ids[0]).place == ""
    me.post("/batch/edit", 422, verb="preview", assets=assets[0])


def test_the_page_names_the_channel_whose_approval_would_be_void(visitor: Any, home: Any, cast: Any, clock: Any,
                                                                  ids: list[int]) -> None:
    for who, verb in [(cast.photographer, Verb.SUBMIT), (cast.reviewer, Verb.APPROVE), (cast.editor, Verb.APPROVE)]:
        act(home.engine, who, Order(verb, "screens"), ids[0], now=clock())
    page = visitor("photographer").post("/batch/edit", 200, verb="preview", assets=f"V{ids[0]}", place="操场",
                                        **{"place-how": "replace"}).text
    assert "Campus screens: the approval of 1 item becomes void" in page


def test_all_that_a_search_finds(visitor: Any, worker: Any, ids: list[int]) -> None:
    worker.drain()
    page = visitor("photographer").get("/batch/edit?q=早餐")
    assert f'name="assets" value="V{ids[0]}"' in page


def test_a_sheet_of_the_selection_is_harmless_and_comes_back_unchanged(visitor: Any, home: Any, cast: Any, clock: Any,
                                                                       ids: list[int], tmp_path: Path) -> None:
    describe(home.engine, cast.photographer, ids[0], Edit(title='=HYPERLINK("x")', place="-"), now=clock())
    answer = visitor("photographer").post("/batch/sheet", 200, assets=f"V{ids[0]} V{ids[1]}")
    assert answer.data.startswith("\ufeff素材编号".encode())
    assert "\"'=HYPERLINK" in answer.text
    path = tmp_path / "a.csv"
    path.write_bytes(answer.data)
    _, told = sheets.apply(home.engine, cast.photographer, read_sheet(path), "a.csv", now=clock())
    assert [one.outcome for one in told] == ["unchanged", "unchanged"]
