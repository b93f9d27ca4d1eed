"""Saved searches: whose they are, who sees their text, and that what they find is each reader's own."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from index.catalogue.audit import AuditLine
from index.catalogue.searches import SavedSearch, packed, unpacked
from index.db import reading
from index.errors import Forbidden, Invalid, NotFound
from server.library.describe import Edit, describe
from server.searches import lists, service
from server.searches.service import Wish


@pytest.fixture
def keep(home: Any, clock: Any) -> Callable[..., int]:
    def save(actor: Any, name: str = "食堂", text: str = "食堂", **wish: Any) -> int:
        return service.save(home, actor, Wish(name, text, **wish), now=clock())

    return save


def names(home: Any, actor: Any, clock: Any) -> set[str]:
    return {one.name for one in lists.lines(home.engine, actor, clock())}


def test_who_sees_a_search(home: Any, cast: Any, clock: Any, keep: Callable[..., int]) -> None:
    keep(cast.photographer, "私")
    keep(cast.photographer, "部门", shared="department")
    keep(cast.photographer, "大家", shared="everyone")
    keep(cast.editor, "给图书馆", shared="department", department="library")
    seen = {part: names(home, actor, clock) for part, actor in cast.people.items()}
    assert seen["photographer"] == {"私", "部门", "大家"}
    for part in ("second_photographer", "reviewer", "director"):
        assert seen[part] == {"部门", "大家"}, part
    assert seen["outsider"] == {"大家", "给图书馆"}
    assert seen["editor"] == {"大家", "给图书馆"}
    assert seen["administrator"] == {"大家"}, "what is private is private to the office too"


def test_only_its_owner_changes_it_and_the_office_removes_what_is_shared(home: Any, cast: Any, clock: Any,
                                                                         keep: Callable[..., int]) -> None:
    private, shared = keep(cast.photographer, "私"), keep(cast.photographer, "大家", shared="everyone")
    for actor, search_id, error in ((cast.editor, private, NotFound), (cast.editor, shared, Forbidden),
                                    (cast.second_photographer, shared, Forbidden)):
        with pytest.raises(error):
            service.change(home, actor, search_id, Wish("改", "改"), now=clock())
    for actor, search_id, error in ((cast.editor, private, NotFound), (cast.second_photographer, shared, Forbidden)):
        with pytest.raises(error):
            service.remove(home.engine, actor, search_id, now=clock())
    service.remove(home.engine, cast.editor, shared, now=clock())
    service.change(home, cast.photographer, private, Wish("改", "操场", "rating"), now=clock())
    line = lists.line(home.engine, cast.photographer, private, clock())
    assert (line.name, line.text, line.sort) == ("改", "操场", "rating")
    with reading(home.engine) as session:
        verbs = session.scalars(select(AuditLine.verb).where(AuditLine.subject.like("search:%"))).all()
    assert verbs == ["added", "added", "removed", "changed"]


@pytest.mark.parametrize(("wish", "field"), [
    (Wish("", "食堂"), "name"), (Wish("长" * 61, "食堂"), "name"), (Wish("名", "  "), "text"),
    (Wish("名", "食堂", shared="x"), "shared"),
    (Wish("名", "食堂", shared="department", department="library"), "shared"),
])
def test_what_cannot_be_saved_is_told_at_its_field(home: Any, cast: Any, clock: Any, wish: Wish, field: str) -> None:
    with pytest.raises(Invalid) as caught:
        service.save(home, cast.photographer, wish, now=clock())
    assert caught.value.field == field


def test_a_shared_search_finds_for_each_reader_what_is_theirs(browser: Any, photo: Callable[..., int], home: Any, cast: Any,
                                                              clock: Any, worker: Any, keep: Callable[..., int]) -> None:
    asset = photo(cast.photographer)
    describe(home.engine, cast.photographer, asset, Edit(title="食堂"), now=clock())
    worker.drain()
    keep(cast.photographer, "大家的食堂", shared="everyone")
    for part, finds in (("photographer", True), ("outsider", False)):
        one = browser(part)
        page = one.get("/searches/").text
        assert "大家的食堂" in page
        href = re.search(r'href="(/library\?[^"]+)">大家的食堂', page)
        assert href
        assert (f'value="V{asset}"' in one.get(href[1].replace("&amp;", "&")).text) is finds


def test_saved_from_the_library_and_removed(browser: Any, home: Any) -> None:
    one = browser("photographer")
    page = one.get("/library?q=食堂 类型:照片&sort=rating").text
    assert "/searches/new?q=" in page
    assert 'value="食堂 类型:照片"' in one.get("/searches/new?q=食堂 类型:照片&sort=rating").text
    answer = one.post("/searches/new", {"name": "", "text": "食堂", "shared": "private"})
    assert answer.status_code == 422
    assert 'id="f-name-error"' in answer.text
    filled = {"name": "食堂照片", "text": "食堂 类型:照片", "sort": "rating",
              "shared": "department:canteen", "subscribed": "on"}
    answer = one.post("/searches/new", filled, follow_redirects=True)
    assert "检索已保存" in answer.text
    line = re.search(r'href="/searches/(\d+)/change"', answer.text)
    assert line
    form = one.get(f"/searches/{line[1]}/change").text
    assert re.search(r'value="department:canteen" selected', form)
    assert 'name="subscribed" checked' in form
    assert one.post(f"/searches/{line[1]}/change", {"name": "新名字", "text": "食堂", "shared": "private"}).status_code == 302
    assert "新名字" in one.get("/searches/").text
    assert browser("reviewer").get(f"/searches/{line[1]}/change").status_code == 404
    one.post(f"/searches/{line[1]}/remove", {})
    with reading(home.engine) as session:
        assert session.scalar(select(func.count()).select_from(SavedSearch)) == 0


def test_the_office_may_choose_a_department_and_others_have_their_own(browser: Any) -> None:
    assert 'value="department:library"' in browser("editor").get("/searches/new?q=x").text
    page = browser("photographer").get("/searches/new?q=x").text
    assert 'value="department:canteen"' in page
    assert 'value="department:library"' not in page


def test_ids_are_packed_without_loss(engine: Engine) -> None:
    assert engine
    for ids in (set(), {1}, set(range(1, 100_000, 3)), {2**40}):
        assert unpacked(packed(ids)) == ids
    assert len(packed(range(100_000))) < 200_000
