"""Rule sets, quotas and closed months over a real catalogue."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from index.catalogue.months import ClosedMonth
from index.catalogue.placements import Placement
from index.catalogue.quotas import Quota
from index.db import reading, writing
from index.errors import Conflict, Forbidden, Invalid, VitrineError
from server.ledger.entries import Happened
from server.points import asking, book, closing, defaults, lists, points, setting
from server.points.asking import Wish
from server.points.quotas import What

FEBRUARY = datetime(2026, 2, 10, 2, tzinfo=UTC)
MARCH = datetime(2026, 3, 10, 2, tzinfo=UTC)
CLOSED = datetime(2026, 3, 5, 16, tzinfo=UTC)
"""The fifth of March is over at the campus."""


def page(home: Any, month: str, now: datetime) -> book.Page:
    with reading(home.engine) as session:
        return book.pages(session, [month], home.settings.zone, now)[month]


def scored(home: Any, month: str, now: datetime) -> dict[int, Decimal]:
    return points.scores(page(home, month, now).figures.lines)


def code(refused: pytest.ExceptionInfo[VitrineError]) -> str:
    return refused.value.reason.code


@pytest.mark.usefixtures("database")
def test_no_two_rule_sets_hold_on_one_day_and_each_change_is_a_version(home: Any, cast: Any, clock: Any, county: Any) -> None:
    first = county(begins="2026-01")
    other = 'name = "另一个"\nfrom = "2026-06"\nuntil = "2026-12"'
    with pytest.raises(Conflict) as refused:
        setting.add(home.engine, cast.editor, other, now=clock())
    assert "2026-01 至 … 已有「政法信息考核办法」" in refused.value.reason.zh
    with pytest.raises(Forbidden):
        setting.add(home.engine, cast.reviewer, other, now=clock())
    with reading(home.engine) as session:
        text = setting.line(session, str(first)).text
    ended = setting.change(home.engine, cast.editor, first, text.replace("from =", 'until = "2026-05"\nfrom ='), now=clock())
    setting.add(home.engine, cast.editor, other, now=clock())
    with pytest.raises(Conflict) as late:
        setting.change(home.engine, cast.editor, first, text, now=clock())
    assert code(late) == "rules-changed"
    with pytest.raises(Conflict) as taken:
        setting.change(home.engine, cast.editor, ended, text, now=clock())
    assert code(taken) == "rules-overlap"
    with reading(home.engine) as session:
        assert [(one.name, one.version, one.until) for one in setting.lines(session)] == [
            ("另一个", 1, "2026-12"), ("政法信息考核办法", 2, "2026-05")]
        assert [one.version for one in setting.lines(session, replaced=True)] == [1]


def test_a_quota_for_nobody_is_refused(home: Any, cast: Any, clock: Any) -> None:
    what = What(Happened.SUBMITTED)
    with pytest.raises(Conflict) as refused:
        asking.add(home.engine, cast.editor, Wish("每月一篇", 1, what, from_month="2026-03"), now=clock())
    assert refused.value.reason.zh == "「每月一篇」没有对象。请至少选一个在用的部门、部门组或人员。"
    with pytest.raises(Conflict) as unknown:
        setting.add(home.engine, cast.editor, defaults.text("county").replace("# ded", 'deduction = "1"  # ded'), now=clock())
    assert unknown.value.reason.zh.startswith("「乡镇(办)动态信息」写的「乡镇(办)」不存在")
    with reading(home.engine) as session:
        assert setting.lines(session) == [], "all of it or nothing"
    for field, wish in (("name", Wish("", 1, what)), ("wanted", Wish("x", -1, what)), ("wanted", Wish("x", 0, what)),
                        ("month", Wish("x", 1, what, from_month="3"))):
        with pytest.raises(Invalid) as wrong:
            asking.add(home.engine, cast.editor, wish, now=clock())
        assert wrong.value.field == field


@pytest.mark.usefixtures("database")
def test_a_closed_month_never_changes_silently(home: Any, cast: Any, clock: Any, county: Any, wrote: Any, adopted: Any,
                                               outlets: dict[str, int]) -> None:
    clock.now = FEBRUARY - timedelta(days=5)
    county()
    canteen, zone, engine = cast.departments["canteen"], home.settings.zone, home.engine
    story = wrote(cast.photographer, FEBRUARY, authors=(cast.photographer, cast.reviewer))
    placed = adopted(story, outlets["市日报"], date(2026, 2, 20), FEBRUARY + timedelta(days=11))
    open_ = scored(home, "2026-02", FEBRUARY + timedelta(days=12))
    assert open_ == {canteen: Decimal("1.0")}, "nothing is short before the close"
    assert closing.close_due(engine, zone, CLOSED - timedelta(seconds=1)) == []
    assert closing.close_due(engine, zone, CLOSED + timedelta(hours=3)) == ["2026-02"]
    assert closing.close_due(engine, zone, CLOSED + timedelta(hours=4)) == []
    held = {canteen: Decimal("0.4"), cast.departments["library"]: Decimal("-0.4"),
            cast.departments["office"]: Decimal("-1.2")}
    closed = page(home, "2026-02", MARCH)
    assert (scored(home, "2026-02", MARCH), closed.closed_at) == (held, CLOSED)
    parts = next(line.parts for line in closed.figures.lines if line.item)
    assert [(one.person_id, str(one.points)) for one in parts] == [
        (cast.photographer.person_id, "0.50"), (cast.reviewer.person_id, "0.50")]

    adopted(story, outlets["县政法简报"], date(2026, 2, 25), MARCH)
    late = [line for line in page(home, "2026-03", MARCH).figures.lines if line.late]
    assert [(line.month, str(line.points)) for line in late] == [("2026-03", "0.3")], "it counts when it came"
    with reading(engine) as session:
        assert closing.differences(session, "2026-02", closed, zone, MARCH) == []
    with writing(engine) as session:
        session.delete(session.get_one(Placement, placed))
        quota = session.get_one(Quota, 1)
        quota.number = 0
    assert scored(home, "2026-02", MARCH) == held, "the figures stay"
    with reading(engine) as session:
        changed = closing.differences(session, "2026-02", closed, zone, MARCH)
    assert [(one.department_id, one.points, one.adopted) for one in changed] == [
        (canteen, (Decimal("0.4"), Decimal("-0.6")), (1, 0))], "and by the quotas of then the difference is told"

    with pytest.raises(Conflict) as refused:
        closing.correct(engine, cast.editor, "2026-02", canteen, "-1", "撤稿", now=MARCH)
    assert code(refused) == "month-closed"
    with pytest.raises(Conflict):
        closing.close(engine, cast.editor, "2026-02", zone=zone, now=MARCH)
    closing.correct(engine, cast.editor, "2026-03", canteen, "-1.0", "二月撤稿", of_month="2026-02", now=MARCH)
    assert scored(home, "2026-03", MARCH)[canteen] == Decimal("-0.7")
    with reading(engine) as session:
        kept = session.get_one(ClosedMonth, "2026-02")
        assert (kept.closed_by, kept.figures["named"]) == (None, sorted(cast.departments.values()))


def test_months_are_closed_in_their_order(home: Any, cast: Any, clock: Any, county: Any) -> None:
    clock.now, zone = datetime(2026, 4, 2, tzinfo=UTC), home.settings.zone
    county()
    assert closing.close_due(home.engine, zone, clock()) == [], "whose day had passed before the rules were there waits"
    with pytest.raises(Conflict) as order:
        closing.close(home.engine, cast.editor, "2026-03", zone=zone, now=clock())
    assert (code(order), "2026-02" in order.value.reason.zh) == ("month-order", True)
    for not_over in ("2026-04", "2026-05"):
        with pytest.raises(Conflict) as future:
            closing.close(home.engine, cast.editor, not_over, zone=zone, now=clock())
        assert code(future) == "month-future"
    with pytest.raises(Forbidden):
        closing.close(home.engine, cast.director, "2026-02", zone=zone, now=clock())
    assert closing.close_due(home.engine, zone, datetime(2026, 4, 6, tzinfo=UTC)) == ["2026-02", "2026-03"]


def test_the_second_naming_of_a_year_is_found_over_closed_and_open_months(home: Any, cast: Any, clock: Any, county: Any,
                                                                        wrote: Any) -> None:
    clock.now = FEBRUARY
    county("2.5")
    for day in (1, 2):
        wrote(cast.outsider, FEBRUARY + timedelta(days=day))
    closing.close_due(home.engine, home.settings.zone, MARCH)
    now = datetime(2026, 3, 26, tzinfo=UTC)
    figures = page(home, "2026-03", now).figures
    assert figures.named == tuple(sorted(cast.departments.values()))
    library = cast.departments["library"]
    assert {line.department_id for line in figures.lines if line.annual} == set(cast.departments.values()) - {library}
    with reading(home.engine) as session:
        year = lists.ranking(session, "2026", home.settings.zone, now)
        quarter = lists.ranking(session, "2026Q1", home.settings.zone, now)
    assert [(one.rank, one.department_name, str(one.points)) for one in year.lines] == [
        (1, "图书馆", "0"), (2, "饮食服务中心", "-3.3"), (3, "综合办公室", "-3.7")]
    assert [str(one.points) for one in quarter.lines] == ["0", "-0.8", "-1.2"], "the deduction is the year's"


def test_a_month_is_ranked_with_ties_and_movement(home: Any, cast: Any, clock: Any, county: Any, wrote: Any, adopted: Any,
                                                  outlets: dict[str, int]) -> None:
    clock.now = FEBRUARY
    county()
    wrote(cast.outsider, datetime(2026, 1, 5, 2, tzinfo=UTC))
    for owner, outlet, day in ((cast.photographer, "县政法简报", 2), (cast.outsider, "市日报", 3),
                               (cast.editor, "县政法简报", 3), (cast.photographer, "市日报", 3)):
        at = datetime(2026, day, 5, 2, tzinfo=UTC)
        adopted(wrote(owner, at), outlets[outlet], at.date(), at)
    with reading(home.engine) as session:
        found = lists.ranking(session, "2026-03", home.settings.zone, MARCH)
        group = lists.ranking(session, "2026-03", home.settings.zone, MARCH, within=[cast.departments["office"]])
        first = lists.ranking(session, "2026-02", home.settings.zone, MARCH)
    assert [(one.rank, one.department_name, str(one.points), one.adopted, one.before, one.movement)
            for one in found.lines] == [
        (1, "饮食服务中心", "1.0", 1, 1, 0), (1, "图书馆", "1.0", 1, 2, 1), (3, "综合办公室", "0.3", 1, 2, -1)]
    assert [(one.rank, one.department_name) for one in group.lines] == [(1, "综合办公室")]
    assert {(one.before, one.movement) for one in first.lines} == {(None, None)}, "January was before the rules"
    assert [(one.rank, one.name, str(one.points)) for one in found.people] == [
        (1, cast.outsider.display, "1.0"), (1, cast.photographer.display, "1.0"), (3, cast.editor.display, "0.3")]


def test_what_a_month_would_have_been_by_other_rules(home: Any, cast: Any, clock: Any, county: Any, wrote: Any,
                                                     outlets: dict[str, int], adopted: Any) -> None:
    clock.now = FEBRUARY
    county()
    adopted(wrote(cast.photographer, FEBRUARY), outlets["市日报"], date(2026, 2, 10), FEBRUARY)
    canteen, zone = cast.departments["canteen"], home.settings.zone
    other = 'name = "试"\nfrom = "2026-01"\n[short]\neach = "0.1"\n[[award]]\npoints = "5"'
    with reading(home.engine) as session:
        would = setting.tried(session, other, "2026-02", zone, MARCH)
        own = setting.tried(session, f'{other}\n[[quota]]\nname = "q"\nnumber = 3\ntrigger = "submitted"\neverybody = true',
                            "2026-02", zone, MARCH)
    assert points.scores(would.lines)[canteen] == Decimal("4.7")
    assert points.scores(own.lines) == {canteen: Decimal("4.8"), cast.departments["library"]: Decimal("-0.3"),
                                        cast.departments["office"]: Decimal("-0.3")}
    assert scored(home, "2026-02", MARCH) == {canteen: Decimal("1.0")}, "trying changes nothing"
