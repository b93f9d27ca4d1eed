"""The list of kinds: added, renamed, put in order, switched off; stories of a kind that is off stay what they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from index.catalogue.audit import AuditLine
from index.catalogue.stories import DEFAULT_KINDS
from index.db import reading
from index.errors import Forbidden, Invalid, NotFound
from server.stories import kinds, service
from server.stories.kinds import Wish
from server.stories.service import Wish as Story


def codes(home: Any) -> list[str]:
    with reading(home.engine) as session:
        return [one.code for one in kinds.listed(session)]


def test_a_kind_that_is_off_is_not_begun_with_and_stays_where_it_is(home: Any, cast: Any, clock: Any) -> None:
    text = Story("weekly", "第九周")
    story = service.begin(home.engine, cast.photographer, text, now=clock())
    kinds.change(home.engine, cast.administrator, Wish("weekly", "工作周报", "Weekly report", active=False), now=clock())
    with pytest.raises(Invalid) as caught:
        service.begin(home.engine, cast.photographer, text, now=clock())
    assert caught.value.field == "kind"
    assert "已停用" in caught.value.reason.zh
    assert service.save(home.engine, cast.photographer, story, replace(text, title="第九周周报"), seen_version=1,
                        now=clock()) == 2
    news = replace(text, kind="news", title="第九周新闻")
    assert service.save(home.engine, cast.photographer, story, news, seen_version=2, now=clock()) == 3
    with pytest.raises(Invalid):
        service.save(home.engine, cast.photographer, story, text, seen_version=3, now=clock())


def test_kinds_are_added_renamed_and_put_in_order(home: Any, cast: Any, clock: Any) -> None:
    boss = cast.administrator
    kinds.add(home.engine, boss, Wish("Interview", " 专访 ", "Interview"), now=clock())
    kinds.arrange(home.engine, boss, ["interview", "film"], now=clock())
    assert codes(home) == ["interview", "film", *(one[0] for one in DEFAULT_KINDS if one[0] != "film")]
    kinds.arrange(home.engine, boss, ["interview", "film"], now=clock())
    kinds.change(home.engine, boss, Wish("interview", "人物专访", ""), now=clock())
    with reading(home.engine) as session:
        line = kinds.listed(session)[0]
        assert (line.name, line.name_en, line.active, line.stories) == ("人物专访", "人物专访", True, 0)
        told = session.scalars(select(AuditLine).where(AuditLine.subject.startswith("story-kind")).order_by(AuditLine.id))
        assert [(one.verb, one.subject) for one in told] == [
            ("added", "story-kind:interview"), ("changed", "story-kinds"), ("changed", "story-kind:interview")]


@pytest.mark.parametrize(("wish", "field"), [
    (Wish("news", "新闻二"), "code"), (Wish("新", "新"), "code"), (Wish("", "新"), "code"), (Wish("new", " "), "name"),
    (Wish("new", "新闻"), "name"), (Wish("new", "长" * 21), "name"),
])
def test_a_kind_that_cannot_be(home: Any, cast: Any, clock: Any, wish: Wish, field: str) -> None:
    with pytest.raises(Invalid) as caught:
        kinds.add(home.engine, cast.administrator, wish, now=clock())
    assert caught.value.field == field
    with pytest.raises(Forbidden):
        kinds.add(home.engine, cast.editor, wish, now=clock())


def test_one_stays_in_use(home: Any, cast: Any, clock: Any) -> None:
    boss = cast.administrator
    for code, name, name_en in DEFAULT_KINDS[1:]:
        kinds.change(home.engine, boss, Wish(code, name, name_en, active=False), now=clock())
    with pytest.raises(Invalid) as caught:
        kinds.change(home.engine, boss, Wish("news", "新闻", "News", active=False), now=clock())
    assert caught.value.field == "active"
    with pytest.raises(NotFound):
        kinds.arrange(home.engine, boss, ["none"], now=clock())


def test_the_page(visitor: Callable[[str], Any], home: Any) -> None:
    boss = visitor("administrator")
    assert "Weekly report" in boss.get("/admin/story-kinds/")
    boss.post("/admin/story-kinds/", act="add", code="interview", name="专访", name_en="Interview")
    boss.post("/admin/story-kinds/", act="up", code="feature")
    assert codes(home)[:2] == ["feature", "news"]
    boss.post("/admin/story-kinds/", act="up", code="feature")
    boss.post("/admin/story-kinds/", act="down", code="interview")
    assert (codes(home)[0], codes(home)[-1]) == ("feature", "interview")
    assert "is taken" in boss.post("/admin/story-kinds/", 422, act="save", code="news", name="通讯", active="1").text
    boss.post("/admin/story-kinds/", act="save", code="feature", name="通讯", name_en="Feature")
    assert "Switched off" in boss.get("/admin/story-kinds/")
    writer = visitor("photographer")
    assert '<option value="news" selected>' in writer.get("/stories/new"), "the first that is in use"
    assert '<option value="feature"' not in writer.get("/stories/new")
    writer.get("/admin/story-kinds/", 403)
