"""The county office's rule set, from its text, to the digit; every figure here was worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from index.errors import Invalid
from server.ledger.entries import Entry, Happened, Outlet, Share
from server.points import defaults, figures, points, reading_rules
from server.points.figures import Basis, Figures
from server.points.points import Why
from server.points.quotas import Of, Quota, Subject
from server.points.rules import Rules

ZONE = ZoneInfo("Asia/Shanghai")
TOWN, MEMBER, BRANCH = 1, 2, 3
GROUPS = {"乡镇(办)": (TOWN,), "综治成员单位": (MEMBER,), "政法部门": (BRANCH,)}
COUNTY_PAPER = Outlet(1, "县政法简报", "county", "bulletin")
CITY_PAPER = Outlet(2, "市政法动态", "city", "bulletin")
CITY_DAILY = Outlet(3, "市日报", "city", "news")
CITY_SITE = Outlet(4, "市政府网站", "city", "site")
OTHER_COUNTY = Outlet(5, "县报", "county", "news")
NATIONAL = Outlet(6, "法治日报", "nation", "news", known=True)
CITY_OTHER = Outlet(7, "市委信息", "city", "bulletin")
LATER = datetime(2027, 1, 1, tzinfo=UTC)


def text(deduction: str = "3", **replaced: str) -> str:
    found = defaults.text("county").replace('# deduction = "…"', f'deduction = "{deduction}"')
    for old, new in replaced.items():
        assert f"{old} = false" in found
        found = found.replace(f"{old} = false", f"{old} = {new}")
    return found


def basis(written: str, **numbers: int) -> Basis:
    rules = reading_rules.parse(written)
    asked = [Quota(place, one.name, numbers.get(one.name, one.number), one.what, one.per, one.duty,
                   tuple(Subject(Of.DEPARTMENT, member) for group in one.groups for member in GROUPS[group]))
             for place, one in enumerate(rules.quotas, 1)]
    return Basis(rules, 1, written, tuple(asked))


def submitted(item: str, department: int, day: int = 3, month: str = "2026-03", kind: str = "update", **more: Any) -> Entry:
    at = datetime(int(month[:4]), int(month[5:]), day, 1, tzinfo=UTC)
    return Entry(item, kind, Happened.SUBMITTED, at, month, department, **more)


def adopted(item: str, department: int, outlet: Outlet, day: int = 9, **more: Any) -> Entry:
    return Entry(item, "update", Happened.ADOPTED, datetime(2026, 3, day, 1, tzinfo=UTC), "2026-03", department,
                 outlet=outlet, **more)


def rules_of(of: Basis) -> Rules:
    assert of.rules is not None
    return of.rules


def month(of: Basis, entries: list[Entry], *, now: datetime = LATER, closing: bool = True, **more: Any) -> Figures:
    return figures.figure("2026-03", of, entries, zone=ZONE, now=now, closing=closing, **more)


def several(department: int, many: int, **more: Any) -> list[Entry]:
    return [submitted(f"S{department}{place}", department, **more) for place in range(many)]


def worth(of: Basis, *entries: Entry) -> list[Decimal]:
    return [one.points for one in points.awards(rules_of(of), entries, "2026-03")]


def test_it_wants_to_be_told_how_much_comes_off_the_year() -> None:
    with pytest.raises(Invalid) as refused:
        reading_rules.parse(defaults.text("county"))
    assert refused.value.reason.zh == "「考核办法」有误：naming.deduction 必须填写"


def test_each_adoption_has_its_points_and_a_named_outlet_beats_its_level() -> None:
    outlets = [COUNTY_PAPER, CITY_PAPER, CITY_DAILY, CITY_OTHER, NATIONAL, CITY_SITE, OTHER_COUNTY]
    found = worth(basis(text()), *(adopted("S1", TOWN, outlet, place) for place, outlet in enumerate(outlets, 1)))
    assert [str(one) for one in found] == ["0.3", "0.5", "1.0", "1.0", "1.0"], "by five outlets: five times"


def test_doublings_do_not_compound_unless_they_are_set_to() -> None:
    both = [adopted("S1", TOWN, CITY_DAILY, 1, double=True), adopted("S2", TOWN, COUNTY_PAPER, 2, double=True)]
    assert [str(one) for one in worth(basis(text()), *both)] == ["1.0", "0.6"]
    assert [str(one) for one in worth(basis(text(compound="true")), *both)] == ["2.0", "0.6"]


def test_an_option_counts_an_item_once_per_level() -> None:
    of = basis(text(once_per_level="true"))
    found = points.awards(rules_of(of), [
        adopted("S1", TOWN, CITY_PAPER, 4), adopted("S1", TOWN, CITY_DAILY, 5), adopted("S1", TOWN, NATIONAL, 6),
        adopted("S2", TOWN, CITY_DAILY, 7)], "2026-03")
    assert [(one.why, str(one.points)) for one in found] == [
        (Why.AWARD, "0.5"), (Why.ONCE, "0"), (Why.AWARD, "1.0"), (Why.AWARD, "1.0")]


def test_what_is_short_at_the_close_costs_each_item() -> None:
    of = basis(text())
    entries = [*several(TOWN, 1), *several(MEMBER, 2), *several(BRANCH, 5), submitted("S99", TOWN, kind="news")]
    found = month(of, entries)
    assert points.scores(found.lines) == {TOWN: Decimal("-0.6"), BRANCH: Decimal("-0.2")}
    assert [(one.subject.id, one.wanted, one.has, one.short) for one in found.standings if one.wanted] == [
        (TOWN, 4, 1, 3), (MEMBER, 2, 2, 0), (BRANCH, 6, 5, 1)]
    research = basis(text(), 调研文章=1)
    assert points.scores(month(research, entries).lines) == {
        TOWN: Decimal("-1.1"), MEMBER: Decimal("-0.5"), BRANCH: Decimal("-0.7")}


def test_nothing_is_taken_off_before_the_close_nor_after_it_came_in_late() -> None:
    of = basis(text())
    early = datetime(2026, 3, 25, 15, 59, tzinfo=UTC)
    entries = [*several(MEMBER, 1), *several(TOWN, 4), *several(BRANCH, 6)]
    open_ = month(of, entries, now=early, closing=False)
    assert (open_.lines, open_.named, [one.points for one in open_.pending]) == ((), (), [Decimal("-0.2")])
    named = month(of, entries, now=early + timedelta(minutes=1), closing=False)
    assert named.named == (MEMBER,), "the due day is over at midnight of the campus"
    closed = month(of, [*entries, submitted("S2x", MEMBER, day=28)])
    assert (closed.named, points.scores(closed.lines)) == ((MEMBER,), {}), "named all the same, but nothing is taken off"
    member = next(one for one in closed.standings if one.subject.id == MEMBER)
    assert (member.has, member.by_due, member.after) == (2, 1, 1)


def test_the_second_time_in_a_year_costs_once() -> None:
    of = basis(text("2.5"))
    told: dict[str, tuple[int, ...]] = {"2025-12": (TOWN,), "2026-01": (TOWN,), "2026-02": (MEMBER, BRANCH)}
    found = month(of, several(BRANCH, 6), named=told)
    yearly = [one for one in found.lines if one.annual]
    assert [(one.department_id, one.points) for one in yearly] == [(TOWN, Decimal("-2.5")), (MEMBER, Decimal("-2.5"))]
    third = month(of, several(BRANCH, 6), named={**told, "2026-02": (TOWN, MEMBER)})
    assert [one.department_id for one in third.lines if one.annual] == [MEMBER], "at the second time, and never again"
    assert points.scores(found.lines)[TOWN] == Decimal("-0.8"), "the month's own score is without it"
    assert points.scores(found.lines, annual=True)[TOWN] == Decimal("-3.3")


@pytest.mark.parametrize(("percents", "amounts"), [
    ([], []),
    (["100"], ["1.0"]),
    (["33.34", "33.33", "33.33"], ["0.34", "0.33", "0.33"]),
    (["50", "30", "20"], ["0.50", "0.30", "0.20"]),
    (["34", "33", "33"], ["0.34", "0.33", "0.33"]),
    (["14.30", "14.29", "14.29", "14.28", "14.28", "14.28", "14.28"], ["0.16", *["0.14"] * 6]),
])
def test_the_first_author_has_what_is_left_of_a_shared_credit(percents: list[str], amounts: list[str]) -> None:
    shares = tuple(Share(place, f"作者{place}", "author", Decimal(percent)) for place, percent in enumerate(percents, 1))
    by = (*shares, Share(99, "图", "photographer", Decimal(100)))
    found = points.awards(rules_of(basis(text())), [adopted("S1", TOWN, NATIONAL, shares=by)],
                          "2026-03")
    if shares:
        assert [str(one.points) for one in found[0].parts] == amounts
    assert sum(one.points for one in found[0].parts) == Decimal("1.0")


def test_departments_have_what_their_people_have() -> None:
    """People of two departments share an item of the first, with somebody from outside."""
    shares = (Share(1, "甲", "author", Decimal(50), TOWN), Share(2, "乙", "author", Decimal(25), MEMBER),
              Share(None, "丙", "author", Decimal(25)))
    one = adopted("S1", TOWN, NATIONAL, shares=shares)
    found = points.awards(rules_of(basis(text())), [one], "2026-03")
    assert points.scores(found) == {TOWN: Decimal("0.75"), MEMBER: Decimal("0.25")}
    assert [(line.department_id, line.details["whole"], sum(part.points for part in line.parts)) for line in found] == [
        (TOWN, "1.0", Decimal("0.75")), (MEMBER, "1.0", Decimal("0.25"))]
    assert sum(points.personal(found).values()) == Decimal(1)
    whole = points.awards(rules_of(basis(text().replace("split_departments = true", "split_departments = false"))), [one],
                          "2026-03")
    assert points.scores(whole) == {TOWN: Decimal("1.0")}
    silent = points.awards(rules_of(basis(text().replace("split_departments", "# split_departments"))), [one], "2026-03")
    assert silent == whole, "a rule set that was written before says what it said"


def test_three_share_what_three_divide_without_a_remainder() -> None:
    shares = tuple(Share(place, "", "author", Decimal(part)) for place, part in enumerate(("33.34", "33.33", "33.33")))
    found = points.awards(rules_of(basis(text())), [adopted("S1", TOWN, COUNTY_PAPER, shares=shares)],
                          "2026-03")
    assert [str(one.points) for one in found[0].parts] == ["0.10", "0.10", "0.10"]


@pytest.mark.parametrize(("change", "says"), [
    (lambda one: one.replace('points = "0.3"', 'points = "a"'), "award[1].points 要是 0 到 1000 的数"),
    (lambda one: one.replace('points = "0.3"', "ponits = 1"), "award[1].points 必须填写"),
    (lambda one: one.replace('points = "0.3"', 'points = 1\nponts = 2'), "award[1].ponts 不认识，是不是 points"),
    (lambda one: one.replace('from = "2026-01"', 'from = "2026-01-15"'), "from 考核按整月计"),
    (lambda one: one.replace('from = "2026-01"', 'from = "2026-03"\nuntil = "2026-02"'), "until 早于 from"),
    (lambda one: one.replace('levels = ["nation"]', 'levels = ["moon"]'), "award[4].levels 只能是：school, county"),
    (lambda one: one.replace('groups = ["乡镇(办)"]\n', ""), "quota[1].groups 没有写明由谁完成"),
    (lambda one: one.replace('trigger = "submitted"', 'trigger = "sent"', 1), "quota[1].trigger 只能是：submitted"),
    (lambda _one: "name = ", "不是有效的 TOML"),
])
def test_a_refusal_names_the_key(change: Callable[[str], str], says: str) -> None:
    with pytest.raises(Invalid) as refused:
        reading_rules.parse(change(text()))
    assert says in refused.value.reason.zh


def test_amounts_written_as_numbers_are_exact_too() -> None:
    found = reading_rules.parse('name = "x"\nfrom = 2026-01-01\n[[award]]\npoints = 0.1\ntimes = 3')
    assert found.awards[0].points * found.awards[0].times == Decimal("0.3")
