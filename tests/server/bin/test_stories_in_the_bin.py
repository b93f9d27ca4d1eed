"""A story in the bin is seen there alone, comes back as it was, and is deleted for good by two people, its trail kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import ForeignKeyConstraint, func, select

from index.catalogue import audit, items
from index.catalogue.audit import AuditLine
from index.catalogue.channels import Aim
from index.catalogue.lifecycle import Verb
from index.catalogue.stories import StoryVersion
from index.db import Base, reading
from index.errors import Conflict, Forbidden, VitrineError
from server.bin import stories as bins
from server.review.service import Order, act
from server.stories.service import Credit, Wish, begin, save

SAID = "张三领奖"


@pytest.fixture
def story(home: Any, cast: Any, clock: Any) -> int:
    credit = Credit("author", "outsider 同学")
    return begin(home.engine, cast.photographer, Wish("news", SAID, body=f"<p>{SAID}，三月一日。</p>", credits=(credit,)),
                 now=clock())


def test_an_own_draft_goes_without_a_reason_and_comes_back_as_it_was(story: int, visitor: Callable[..., Any]) -> None:
    assert story == 1
    mine, other, named = visitor("photographer"), visitor("second_photographer"), visitor("outsider")
    assert "Put into the bin" in mine.get("/stories/S1")
    assert "Put into the bin" not in other.get("/stories/S1")
    other.post("/bin/stories/S1/put", 302, reason="x")
    assert SAID in mine.get("/stories/"), "only its owner and those who review may"
    assert mine.post("/bin/stories/S1/put", reason="").location == "/stories/"
    for one in (mine, other, named):
        assert SAID not in one.get("/stories/")
        assert "these words too" not in one.get(f"/library?q={SAID}")
        one.get("/stories/S1/edit", 404)
        one.get("/stories/S1/versions", 404)
    other.get("/stories/S1", 404)
    other.get("/bin/stories/S1", 404)
    assert SAID not in other.get("/bin/stories/")
    assert SAID in mine.get("/bin/stories/")
    page = mine.get("/bin/stories/S1")
    assert "put it into the recycle bin" in page
    assert "Propose deletion" not in page
    assert mine.post("/bin/stories/S1/restore").location == "/stories/S1"
    page = mine.get("/stories/S1")
    assert "restored it from the recycle bin" in page
    assert SAID in named.get("/stories/")


def test_what_is_under_review_is_withdrawn_and_what_is_published_is_refused(home: Any, cast: Any, clock: Any, story: int,
                                                                            visitor: Callable[..., Any]) -> None:
    ref = items.story(story)
    act(home.engine, cast.photographer, Order(Verb.SUBMIT, "site"), ref, now=clock())
    with pytest.raises(VitrineError) as refused:
        bins.put(home.engine, cast.photographer, story, now=clock())
    assert refused.value.reason.code == "bin-reason"
    assert bins.put(home.engine, cast.photographer, story, "写错了", now=clock())
    with reading(home.engine) as session:
        assert session.scalars(select(Aim.state)).one() == "withdrawn"
    assert SAID not in visitor("reviewer").get("/review")
    assert SAID not in visitor("photographer").get("/review/mine")
    bins.restore(home.engine, cast.photographer, story, now=clock())
    for who, verb in ((cast.photographer, Verb.SUBMIT), (cast.reviewer, Verb.APPROVE), (cast.editor, Verb.APPROVE)):
        act(home.engine, who, Order(verb, "site"), ref, now=clock.turn(minutes=1))
    with pytest.raises(Conflict) as live:
        bins.put(home.engine, cast.editor, story, "写错了", now=clock())
    assert live.value.reason.code == "bin-published"
    with pytest.raises(Forbidden):
        bins.put(home.engine, cast.photographer, story, "写错了", now=clock())
    save(home.engine, cast.reviewer, story, Wish("news", "改了"), seen_version=1, now=clock())
    with pytest.raises(Forbidden):
        bins.put(home.engine, cast.photographer, story, "写错了", now=clock())
    assert bins.put(home.engine, cast.editor, story, "写错了", now=clock()), "the edit voided it, so it was under review"


def test_two_people_delete_it_and_its_trail_stays(home: Any, cast: Any, clock: Any, story: int,
                                                  visitor: Callable[..., Any], photo: Callable[..., int]) -> None:
    save(home.engine, cast.photographer, story, Wish("news", SAID, assets=((photo(), ""),)), seen_version=1, now=clock())
    bins.put(home.engine, cast.editor, story, "多余", now=clock())
    one, two = visitor("editor"), visitor("administrator")
    assert "Say why" in one.post("/bin/stories/S1/propose", 422, reason=" ").text
    one.post("/bin/stories/S1/propose", reason="本人要求")
    assert "takes two people" in one.post("/bin/stories/S1/confirm", 409).text
    visitor("reviewer").post("/bin/stories/S1/restore", 403)
    assert SAID in two.get("/bin/stories/S1")
    two.post("/bin/stories/S1/confirm")
    with reading(home.engine) as session:
        for table in Base.metadata.tables.values():
            for key in table.constraints:
                if isinstance(key, ForeignKeyConstraint) and key.referred_table.name == "stories":
                    assert key.ondelete == "CASCADE"
                    (column,) = key.columns
                    assert session.scalar(select(func.count()).select_from(table).where(column == story)) == 0, table.name
        told = json.dumps([[line.verb, line.details] for line in session.scalars(select(AuditLine))], ensure_ascii=False)
        assert SAID not in told
        assert list(audit.broken_links(session)) == []
    page = two.get("/bin/stories/S1")
    assert "confirmed what editor 同学 had proposed" in page
    assert SAID not in page
    assert "S1" in two.get("/bin/stories/")
    two.get("/stories/S1", 404)
    visitor("photographer").get("/bin/stories/S1", 404)
    assert begin(home.engine, cast.photographer, Wish("news", "新的一篇"), now=clock()) == 2, "a number is never given twice"
    with reading(home.engine) as session:
        assert session.scalars(select(StoryVersion.story_id)).all() == [2]


def test_the_owner_and_the_office_are_told(home: Any, cast: Any, clock: Any, story: int, visitor: Callable[..., Any]) -> None:
    from server.notices import rounds

    bins.put(home.engine, cast.editor, story, "重复了", now=clock())
    rounds.follow(home, clock())
    mine = visitor("photographer")
    page = mine.get("/notices/")
    assert f"editor 同学 put “{SAID}” into the recycle bin" in page
    assert SAID not in visitor("outsider").get("/notices/")
