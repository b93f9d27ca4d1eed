"""The office's list of words that mean the same: written as lines, checked, kept from being overwritten, searched by."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from index.catalogue.visibility import EVERYTHING
from index.errors import Conflict, Forbidden, Invalid
from index.search import keeping
from index.search.search import search
from server.searches import synonyms

LIST = "食堂 = 餐厅＝饭堂\n\n宿舍 = 公寓 = 宿舍"


def test_it_is_kept_as_lines_and_searched_by(home: Any, cast: Any, new_asset: Callable[..., int], worker: Any,
                                             clock: Any) -> None:
    new_asset(cast.photographer, title="第二餐厅检查")
    keeping.rebuild_all(home.engine, home.index, "auto")

    def found() -> int:
        return search(home.index, "食堂", limit=9, now=clock(), viewer_filter=EVERYTHING).total

    assert found() == 0
    assert synonyms.write(home, cast.editor, LIST, before="", now=clock()) == 2
    assert synonyms.text(home) == "食堂 = 餐厅 = 饭堂\n宿舍 = 公寓"
    assert found() == 1
    (home.settings.home / "index" / "SYNONYMS").unlink()
    assert found() == 0
    worker.drain()
    assert found() == 1, "the worker of a home brings its copy back"


def test_two_people_do_not_overwrite_each_other(home: Any, cast: Any, clock: Any) -> None:
    synonyms.write(home, cast.editor, "食堂 = 餐厅", before="", now=clock())
    with pytest.raises(Conflict):
        synonyms.write(home, cast.second_editor, "宿舍 = 公寓", before="", now=clock())
    assert synonyms.text(home) == "食堂 = 餐厅"


@pytest.mark.parametrize(("line", "why"), [
    ("宿舍 = 公寓\n食堂", "line 2 has one word"), ("食堂 = ，。", "is no word"), ("食堂 = " + "长" * 31, "is no word"),
    (" = ".join(f"词{n}" for n in range(13)), "more than 12")])
def test_a_wrong_line_is_named(line: str, why: str) -> None:
    with pytest.raises(Invalid) as refused:
        synonyms.parse(line)
    assert why in refused.value.reason.en


def test_only_the_office_keeps_it(home: Any, cast: Any, clock: Any) -> None:
    with pytest.raises(Forbidden):
        synonyms.write(home, cast.photographer, LIST, before="", now=clock())


def test_the_page_saves_and_shows_what_was_wrong(visitor: Callable[..., Any]) -> None:
    editor = visitor("editor")
    assert "食堂 = 餐厅" in editor.get("/searches/synonyms")
    wrong = editor.post("/searches/synonyms", 422, text="食堂", before="")
    assert "line 1 has one word" in wrong.text
    editor.post("/searches/synonyms", 302, text=LIST, before="")
    assert "食堂 = 餐厅 = 饭堂" in editor.get("/searches/synonyms")
    stale = editor.post("/searches/synonyms", 409, text="图书馆 = 书馆", before="")
    assert "Somebody changed the list" in stale.text
    assert "图书馆 = 书馆" in stale.text, "what was typed is not lost"
    assert "<pre>食堂 = 餐厅 = 饭堂" in stale.text, "nor is what the other one wrote"
    visitor("photographer").get("/searches/synonyms", 403)
