"""Grades, who is named for a year, and the announcement that freezes both."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine, event, select

from index.catalogue.audit import AuditLine
from index.catalogue.notices import Kind, Notice
from index.catalogue.people import Person
from index.db import reading, writing
from index.errors import Conflict, Forbidden, Invalid, VitrineError
from server.honours import grading, naming
from server.honours.grading import Wish
from server.honours.whom import Whom
from server.notices import rounds
from server.records import reading as records
from server.reports import reading as reports


def line(page: str, whom: Whom) -> str:
    """What a page's table says of somebody."""
    return page.partition(f'<tr id="{whom}"')[2].partition("</tr>")[0]


def rows(reader: Any) -> set[tuple[str, ...]]:
    """Rank, name, points, adoptions, tasks asked and met of the canteen and of people, as somebody reads their sheet."""
    told = csv.reader(io.StringIO(reader.get("/points/honours/sheet?year=2026")))
    return {(row[1], row[2], *row[4:8]) for row in told if row[2] == "饮食服务中心" or row[0].endswith("person")}


@contextmanager
def asked_for() -> Iterator[list[str]]:
    """What databases are asked for meanwhile."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(Engine, "before_cursor_execute", note)


@pytest.fixture
def named(home: Any, cast: Any, clock: Any, closed: int) -> tuple[Whom, Whom]:
    """The canteen and its photographer, graded and named, and not announced yet."""
    unit, person = Whom(True, cast.departments["canteen"]), Whom(False, cast.photographer.person_id)
    grading.grade(home.engine, cast.editor, "2026", unit, Wish("优", "good", "两组组图被市日报采用"), now=clock())
    grading.grade(home.engine, cast.editor, "2026", person, Wish("good", "", "稿件扎实"), now=clock())
    naming.name(home.engine, cast.editor, 2026, [unit, person], [unit, person], now=clock())
    return unit, person


@pytest.mark.usefixtures("database")
def test_a_year_stands_side_by_side_and_is_frozen_when_announced(home: Any, cast: Any, clock: Any, named: tuple[Whom, Whom],
                                                                 year: Any) -> None:
    unit, person = named
    found = year()
    assert found.open == (), "months in which nothing was asked need no closing"
    canteen = next(one for one in found.side.units if one.key == str(unit))
    assert (canteen.rank, canteen.points, canteen.adopted, canteen.asked, canteen.met) == (2, Decimal("-3.4"), 1, 2, 0)
    assert canteen.of_year
    assert (canteen.of_year.quality, canteen.of_year.reaction) == ("excellent", "good")
    photographer = next(one for one in found.side.people if one.key == str(person))
    assert (photographer.points, photographer.adopted, photographer.named) == (Decimal("1.0"), 1, True)
    with pytest.raises(Conflict) as stale:
        naming.announce(home.engine, cast.editor, 2026, seen="0" * 64, zone=home.settings.zone, now=clock())
    assert stale.value.reason.code == "honours-changed"
    naming.announce(home.engine, cast.editor, 2026, seen=found.seen, zone=home.settings.zone, now=clock())
    with writing(home.engine) as session:
        session.get_one(Person, cast.photographer.person_id).display = "改了名"
    for refused in (lambda: grading.grade(home.engine, cast.editor, "2026-11", unit, Wish("差", reason="补"), now=clock()),
                    lambda: naming.name(home.engine, cast.editor, 2026, [], [unit], now=clock()),
                    lambda: naming.set_places(home.engine, cast.editor, 2026, 1, 1, now=clock())):
        with pytest.raises(Conflict) as stays:
            refused()
        assert stays.value.reason.code == "honours-announced"
    assert year().side == found.side, "what was announced stays, names and all"


def test_whoever_is_named_is_told_and_it_is_in_their_record_and_in_the_report(home: Any, cast: Any, clock: Any,
                                                                              named: tuple[Whom, Whom], year: Any) -> None:
    def record() -> tuple[Any, bool]:
        with reading(home.engine) as session:
            found = records.record(session, cast.photographer, cast.photographer.person_id, 2026, home.settings, clock())
            return found.grade, found.honoured

    def report() -> list[str]:
        with reading(home.engine) as session:
            parts = reports.preview(session, "2026", home.settings.zone, clock()).parts
        return [str(block) for part in parts if part.name == "优秀单位和个人" for block in part.blocks]

    assert (record(), report()) == ((None, False), []), "nothing is told before"
    naming.announce(home.engine, cast.editor, 2026, seen=year().seen, zone=home.settings.zone, now=clock())
    grade, honoured = record()
    assert (grade.quality, grade.reason, honoured) == ("good", "稿件扎实", True)
    assert [one for one in ("优秀信息单位（1个）：饮食服务中心", f"{cast.photographer.display}（饮食服务中心）")
            if not any(one in block for block in report())] == []
    rounds.follow(home, clock.turn(minutes=1))
    with reading(home.engine) as session:
        told = list(session.scalars(select(Notice.person_id).where(Notice.kind == Kind.HONOURED)))
    assert set(told) == {cast.photographer.person_id, cast.reviewer.person_id}, "the person, and who answers for the unit"
    with pytest.raises(VitrineError):
        naming.take_back(home.engine, cast.editor, 2026, " ", now=clock())
    naming.take_back(home.engine, cast.editor, 2026, "漏了一家", now=clock())
    assert (record(), report(), year().announced_at) == ((None, False), [], None)
    rounds.follow(home, clock.turn(minutes=1))
    with reading(home.engine) as session:
        back = session.scalars(select(Notice).where(Notice.kind == Kind.HONOURED_NOT)).all()
        verbs = list(session.scalars(select(AuditLine.verb).where(AuditLine.subject == "honours:2026")
                                     .order_by(AuditLine.id)))
    assert {one.person_id for one in back} == set(told)
    assert verbs == ["graded", "graded", "named", "announced", "unannounced"]


def test_no_more_are_named_than_there_are_places(home: Any, cast: Any, clock: Any, closed: int, year: Any) -> None:
    every = [Whom(True, one) for one in cast.departments.values()]
    naming.set_places(home.engine, cast.editor, 2026, 1, 2, now=clock())
    with pytest.raises(Conflict) as full:
        naming.name(home.engine, cast.editor, 2026, every, every, now=clock())
    assert (full.value.reason.code, "1 个名额，选了 3 个" in full.value.reason.zh) == ("honours-places", True)
    naming.name(home.engine, cast.editor, 2026, every[:1], every, now=clock())
    naming.name(home.engine, cast.editor, 2026, [], every[1:], now=clock())
    assert [one.key for one in year().side.named[0]] == [str(every[0])], "who was not shown stays"
    assert (year(2027).units, year(2027).people) == (1, 2), "the next year begins with as many"


def test_a_year_is_announced_when_its_months_are_closed(home: Any, cast: Any, clock: Any, counted: int, year: Any) -> None:
    with pytest.raises(Conflict) as nobody:
        naming.announce(home.engine, cast.editor, 2026, seen="", zone=home.settings.zone, now=clock())
    assert nobody.value.reason.code == "honours-nobody"
    unit = Whom(True, cast.departments["canteen"])
    naming.name(home.engine, cast.editor, 2026, [unit], [unit], now=clock())
    assert year().open == ("2026-11", "2026-12")
    with pytest.raises(Conflict) as early:
        naming.announce(home.engine, cast.editor, 2026, seen=year().seen, zone=home.settings.zone, now=clock())
    assert (early.value.reason.code, "2026-11" in early.value.reason.zh) == ("honours-open", True)


def test_a_grade_says_why_and_is_the_offices(home: Any, cast: Any, clock: Any, year: Any) -> None:
    unit = Whom(True, cast.departments["library"])
    wrong_ones = (("quality", "2026", Wish("超优", reason="x")), ("reason", "2026", Wish("优")),
                  ("reason", "2026", Wish("优", reason="x" * 201)), ("period", "2026Q1", Wish("优", reason="x")))
    for field, period, wish in wrong_ones:
        with pytest.raises(Invalid) as wrong:
            grading.grade(home.engine, cast.editor, period, unit, wish, now=clock())
        assert wrong.value.field == field
    with pytest.raises(Forbidden):
        grading.grade(home.engine, cast.director, "2026", unit, Wish("优", reason="x"), now=clock())
    grading.grade(home.engine, cast.editor, "2026-03", unit, Wish("", "良", "转载多"), now=clock())
    line = next(one for one in year().side.units if one.key == str(unit))
    assert (line.of_year, [(one.period, one.reaction) for one in line.of_months]) == (None, [("2026-03", "good")])
    grading.grade(home.engine, cast.editor, "2026-03", unit, Wish(), now=clock())
    assert not any(one.grades for one in year().side.units), "without marks the grade goes"


def test_the_pages_show_each_what_is_theirs(visitor: Any, cast: Any, clock: Any, named: tuple[Whom, Whom]) -> None:
    editor, own, other = visitor("editor"), visitor("reviewer"), visitor("outsider")
    page = editor.get("/points/honours/")
    assert all(one in page for one in ("饮食服务中心", "两组组图被市日报采用", "−3.4", "稿件扎实"))
    for reader in (own, other):
        seen = reader.get("/points/honours/?year=2026")
        assert "−3.4" in seen
        assert "组图" not in seen
        assert cast.photographer.display not in seen, "nobody is told before it is announced"
        assert ("0 / 2" in line(seen, named[0])) == (reader is own), "how many tasks were met is for the department itself"
        reader.get("/points/honours/grades/d1", 403)
        reader.post("/points/honours/announce", 403, year="2026", seen="")
    editor.post("/points/honours/grades/d1", 422, year="2026", period="2026", quality="good")
    editor.post("/points/honours/grades/d2", year="2026", period="2026-12", quality="good", reason="按时")
    editor.post("/points/honours/places", 422, year="2026", unit_places="x", people_places="1")
    editor.get("/points/honours/?year=1999", 404)
    editor.get("/points/honours/grades/x1", 404)
    with asked_for() as asked:
        form = editor.get(f"/points/honours/grades/{named[1]}?year=2026")
        assert "按时" in editor.get("/points/honours/grades/d2?year=2026&period=2026-12")
    assert all(one in form for one in ("饮食服务中心", "稿件扎实"))
    assert [one for one in asked if "FROM grades" in one]
    assert not [one for one in asked if "FROM placements" in one or "FROM closed_months" in one], "it counts no year"
    seen_hash = editor.get("/points/honours/").partition('name="seen" value="')[2][:64]
    editor.post("/points/honours/announce", year="2026", seen=seen_hash)
    assert "组图" in own.get("/points/honours/"), "its own department reads its grade"
    told = other.get("/points/honours/")
    assert cast.photographer.display in told
    assert "组图" not in told
    assert "组图" not in other.get("/points/honours/sheet?year=2026")
    assert rows(other) == {("2", "饮食服务中心", "-3.4", "1", "", ""), ("", cast.photographer.display, "", "", "", "")}
    assert rows(own) == {("2", "饮食服务中心", "-3.4", "1", "2", "0"), ("", cast.photographer.display, "", "", "", "")}
    assert ("2", "饮食服务中心", "-3.4", "1", "2", "0") in rows(editor)
    assert any(row[1:4] == (cast.photographer.display, "1.0", "1") for row in rows(editor))
    assert editor.browser.get("/points/honours/sheet?year=2026&form=xlsx").data[:2] == b"PK"
    editor.post("/points/honours/take-back", 422, year="2026", reason="")
    editor.post("/points/honours/take-back", year="2026", reason="漏了一家")


def test_the_commands_say_and_do_the_same(run: Any, closed: int, year: Any) -> None:
    run("best", "grade", "--year", "2026", "--department", "canteen", "--quality", "优", "--reason", "组图好")
    run("best", "name", "--year", "2026", "--department", "canteen", "--person", "photographer")
    told = run("best", "show", "--year", "2026", "--json")
    assert '"quality": "excellent"' in told
    assert [one.name for several in year().side.named for one in several] == ["饮食服务中心", year().side.named[1][0].name]
    run("best", "announce", "--year", "2026")
    assert year().announced_at is not None
    run("best", "name", "--year", "2026", "--department", "library", code=1)
    run("best", "take-back", "--year", "2026", "--reason", "漏了一家")
