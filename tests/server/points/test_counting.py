"""Who is asked what: people, groups as one, quarters and years, the higher of two numbers, single photos."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from server.ledger.entries import Entry, Happened, Share
from server.points import counting, points, reading_rules
from server.points.periods import Per
from server.points.quotas import Of, Quota, Subject, Unit, What
from server.points.ranking import ranks

DUE = datetime(2026, 3, 26, tzinfo=UTC)
SUBMITTED = What(Happened.SUBMITTED)
ONE, TWO = Subject(Of.DEPARTMENT, 1), Subject(Of.DEPARTMENT, 2)


def entry(item: str, department: int = 1, month: str = "2026-03", day: int = 5, kind: str = "news", **more: Any) -> Entry:
    at = datetime(int(month[:4]), int(month[5:]), day, tzinfo=UTC)
    return Entry(item, kind, Happened.SUBMITTED, at, month, department, **more)


def stands(quotas: list[Quota], entries: list[Entry], **more: Any) -> dict[Subject, Any]:
    return {one.subject: one for one in counting.standings(quotas, entries, "2026-03", DUE, **more)}


def test_the_higher_of_two_numbers_that_ask_the_same_holds() -> None:
    found = stands([Quota(1, "二", 2, SUBMITTED, subjects=[ONE, TWO]), Quota(2, "六", 6, SUBMITTED, subjects=[ONE])],
                   [entry("S1"), entry("S2", 2)])
    assert [(one.wanted, one.short) for one in (found[ONE], found[TWO])] == [(6, 5), (2, 1)]


def test_a_group_owes_as_one_and_a_person_whatever_they_signed() -> None:
    group, person = Subject(Of.GROUP, 7), Subject(Of.PERSON, 9)
    shares = (Share(8, "甲", "author", Decimal(50)), Share(9, "乙", "author", Decimal(50)))
    found = stands([Quota(1, "组", 3, SUBMITTED, subjects=[group]), Quota(2, "人", 2, SUBMITTED, subjects=[person])],
                   [entry("S1", shares=shares), entry("S2", 2), entry("S3", 3)], groups={7: (1, 2)})
    assert (found[group].has, found[group].items, found[person].has) == (2, ("S1", "S2"), 1)
    rules = reading_rules.parse('name = "x"\nfrom = "2026-01"\n[short]\neach = "0.2"')
    lost = points.penalties(rules, found.values(), "2026-03")
    assert [(one.person_id, one.department_id, str(one.points)) for one in lost] == [(9, None, "-0.2")]


def test_a_quarter_is_over_with_its_last_month_and_a_year_is_not_yet() -> None:
    found = stands([Quota(1, "季", 3, SUBMITTED, Per.QUARTER, subjects=[ONE]),
                    Quota(2, "年", 5, SUBMITTED, Per.YEAR, subjects=[TWO])],
                   [entry("S1", month="2026-01"), entry("S2"), entry("S3", month="2026-04"), entry("S4", month="2025-12"),
                    entry("S5", 2)])
    assert [(one.period, one.has, one.ends) for one in (found[ONE], found[TWO])] == [("2026Q1", 2, True), ("2026", 1, False)]


def test_single_photos_count_only_where_assets_are_asked() -> None:
    entries = [entry("V1", kind="photo"), entry("V2", kind="film"), entry("S1", kind="picture-set"),
               entry("V3", kind="poster")]
    counted = {unit: stands([Quota(1, "x", 9, What(Happened.SUBMITTED, unit), subjects=[ONE])], entries)[ONE].items
               for unit in Unit}
    assert counted == {Unit.ITEM: ("S1", "V2"), Unit.STORY: ("S1",), Unit.ASSET: ("V1", "V2", "V3")}


def test_what_came_late_is_marked() -> None:
    [one] = counting.standings([Quota(1, "x", 9, SUBMITTED, subjects=[ONE])], [
        entry("S1"), entry("S2", day=28), entry("S3", day=2, late=True), entry("S4", day=3, double=True)], "2026-03", DUE,
        double=True)
    assert one.marked == (("S3", "late"), ("S4", ""), ("S4", ""), ("S1", ""), ("S2", "after"))
    assert (one.has, one.by_due, one.after, one.late) == (5, 4, 1, 1)


def test_equals_share_a_place() -> None:
    scores = {1: Decimal(3), 2: Decimal("1.0"), 3: Decimal(1), 4: Decimal("-0.5")}
    assert ranks(scores) == {1: 1, 2: 2, 3: 2, 4: 4}
    assert ranks(scores, [4, 5]) == {5: 1, 4: 2}, "who has no points has nought"
