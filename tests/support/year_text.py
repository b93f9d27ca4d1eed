"""A planned year judged by the text of the rules alone, into a spreadsheet: whole hundredths, plain loops, nothing of the
product. Where a figure of the product's is another one, one of the two has read the text wrongly.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from year_plan import Item, Placement, Plan

ZONE = ZoneInfo("Asia/Shanghai")
DUTIES = {"乡镇(办)": 4, "综治成员单位": 2, "政法部门": 6}
NONE = "–"
Cells = dict[tuple[str, ...], Any]
"""The cells of all sheets: (sheet, row, column) -> what stands there; points and shares as decimals."""


@dataclass(frozen=True, slots=True)
class Text:
    """Which rules, and what they leave to settings. ``county`` are the county office's, else the logistics division's."""

    county: bool = True
    deduction: int = 250
    research: int = 0
    compound: bool = False
    per_level: bool = False
    double_tasks: bool = False
    split: bool = True


JUDGED: dict[str, tuple[str, Text, dict[str, str]]] = {
    "logistics": ("logistics", Text(county=False), {}),
    "county": ("county", Text(), {"deduction": "2.5"}),
    "county-set-otherwise": ("county", Text(research=1, compound=True, per_level=True, double_tasks=True, split=False), {
        "deduction": "2.5", "research": "1", "compound": "true", "once_per_level": "true", "double_in_quotas": "true",
        "split_departments": "false"}),
}
"""Rule sets (a) and (b) as they come, and (b) with everything set the other way: (its name, its text, its settings)."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that happened to one item, and the month in which it counts."""

    what: str
    item: Item
    at: datetime
    month: str
    late: bool
    double: bool
    channel: str = ""
    placement: Placement | None = None

    @property
    def single(self) -> bool:
        return self.item.kind == "photo"


@dataclass(slots=True)
class Month:
    """What a month came to: its facts, its tasks, who was named, and points in hundredths."""

    facts: list[Fact]
    tasks: dict[tuple[int, str], dict[str, int]]
    named: set[int]
    points: dict[int, int]
    yearly: dict[int, int]
    people: dict[str, int]


class Judge:
    """Goes through the months in their order, as somebody would who keeps the book by hand."""

    def __init__(self, plan: Plan, text: Text, outlets: Iterable[tuple[str, str, str, bool]]) -> None:
        self.plan, self.text, self.outlets = plan, text, list(outlets)
        self.months: dict[str, Month] = {}
        self.reached: set[tuple[str, str, str]] = set()
        self.namings: dict[tuple[str, int], int] = defaultdict(int)
        items = {one.name: one for one in plan.items}
        self.placed = [(items[one.item], one) for one in plan.placements]
        month = plan.months[0]
        while month <= _month(plan.now):
            self.months[month] = self._judged(month)
            month = _next(month)

    # What counts when

    def _closed(self, month: str) -> datetime | None:
        end = _closing(month)
        return end if end <= self.plan.now else None

    def _counts(self, own: str, known: datetime) -> tuple[str, bool]:
        """A month takes what is known before it is closed; what comes later counts in the month in which it comes."""
        end = self._closed(own)
        return (own, False) if end is None or known < end else (_month(known), True)

    def _facts(self, month: str) -> list[Fact]:
        """What counts in a month, as things are when it is closed, or now."""
        as_of = self._closed(month) or self.plan.now
        found = []
        for fact in self._happened(as_of):
            item = fact.item
            away = item.binned is not None and item.binned < as_of and (item.restored is None or item.restored >= as_of)
            if fact.month == month and not away:
                found.append(replace(fact, double=item.doubled is not None and item.doubled < as_of))
        return sorted(found, key=lambda one: (one.at, one.item.name, one.placement.number if one.placement else 0))

    def _happened(self, as_of: datetime) -> Iterator[Fact]:
        for item in self.plan.items:
            yield Fact("submitted", item, item.submitted, _month(item.submitted), late=False, double=False)
            for channel, when in item.published:
                yield Fact("published", item, when, _month(when), late=False, double=False, channel=channel)
        for item, one in self.placed:
            if one.sent is not None:
                month, late = self._counts(_month(one.sent), one.made)
                yield Fact("sent", item, one.sent, month, late, double=False, placement=one)
            taken = one.confirmed is not None and one.confirmed < as_of
            if taken and one.on is not None and (one.declined is None or one.declined >= as_of):
                assert one.confirmed is not None
                at = datetime(one.on.year, one.on.month, one.on.day, tzinfo=ZONE)
                month, late = self._counts(_month(at), one.confirmed)
                for what in ("adopted",) if one.sent is not None else ("sent", "adopted"):
                    yield Fact(what, item, at, month, late, double=False, placement=one)

    # A month

    def _judged(self, month: str) -> Month:
        facts = self._facts(month)
        tasks = dict(self._tasks(month, facts))
        over = self.plan.now >= self._due(month)
        named = {of for (of, _quota), one in tasks.items() if over and one["duty"] and one["by_due"] < one["wanted"]}
        points: dict[int, int] = defaultdict(int)
        people: dict[str, int] = defaultdict(int)
        yearly: dict[int, int] = {}
        if self.text.county:
            for fact in facts:
                worth = self._worth(fact)
                for person, part in self._shared(fact.item, worth):
                    people[_who(person)] += part
                    points[person // 10 if person is not None and self.text.split else fact.item.department] += part
            for (of, quota), one in tasks.items():
                if self._closed(month):
                    points[of] -= (50 if quota == "调研文章" else 20) * max(0, one["wanted"] - one["has"])
            for of in named:
                self.namings[month[:4], of] += 1
                if self.namings[month[:4], of] == 2:
                    yearly[of] = -self.text.deduction
        return Month(facts, tasks, named, points, yearly, people)

    def _due(self, month: str) -> datetime:
        first = datetime(int(month[:4]), int(month[5:]), 1, tzinfo=ZONE)
        return first + timedelta(days=25) if self.text.county else _closing(month) - timedelta(days=5)

    def _worth(self, fact: Fact) -> int:
        """县政法简报 0.3, 市政法动态 0.5, other provincial or city bulletins and news media and national ones twice 0.5;
        一岗双责 doubles, and is not doubled once more.
        """
        if fact.what != "adopted" or fact.single or fact.placement is None:
            return 0
        name, level, kind, _known = self.outlets[fact.placement.outlet]
        if name in {"县政法简报", "市政法动态"}:
            base, times = (30 if name == "县政法简报" else 50), 1
        elif level in {"city", "province", "nation"} and kind in {"bulletin", "news"}:
            base, times = 50, 2
        else:
            return 0
        key = (fact.month[:4], fact.item.name, level)
        if self.text.per_level and key in self.reached:
            return 0
        self.reached.add(key)
        if fact.double:
            times = times * 2 if self.text.compound else max(times, 2)
        return base * times

    def _shared(self, item: Item, worth: int) -> Iterator[tuple[int | None, int]]:
        """Each has their part in whole hundredths, rounded down; the first has what is left. Where departments share as
        their people do, each has the parts of its own, and the item's that of somebody from outside.
        """
        parts = item.authors or ((item.owner, None),)
        rest = worth
        for person, percent in parts[1:]:
            part = worth // len(parts) if percent is None else worth * percent // 100
            rest -= part
            yield person, part
        yield parts[0][0], rest

    def _tasks(self, month: str, facts: list[Fact]) -> Iterator[tuple[tuple[int, str], dict[str, int]]]:
        due = self._due(month)
        for of, group in self.plan.groups.items():
            own = [one for one in facts if one.item.department == of]
            if self.text.county:
                for quota, kind, wanted in ((f"{group}动态信息", "update", DUTIES[group]),
                                            ("调研文章", "research", self.text.research)):
                    met = [one for one in own if one.what == "submitted" and one.item.story and one.item.kind == kind]
                    yield (of, quota), self._task(met, wanted, due, duty=True)
            else:
                met = [one for one in own if one.what == "adopted" and one.item.story and one.placement is not None
                       and self.outlets[one.placement.outlet][0] == "后勤处网"]
                yield (of, "后勤处网每月一篇"), self._task(met, 1, due, duty=True)
                known = [one for earlier, page in self.months.items() if earlier[:4] == month[:4]
                         for one in page.facts if one.item.department == of] + own
                known = [one for one in known if one.what == "adopted" and not one.single and one.placement is not None
                         and self.outlets[one.placement.outlet][3]]
                yield (of, "知名媒体每年两篇"), self._task(known, 2, due, duty=False)

    def _task(self, met: list[Fact], wanted: int, due: datetime, *, duty: bool) -> dict[str, int]:
        weigh: Callable[[Fact], int] = lambda one: 2 if self.text.double_tasks and one.double else 1  # noqa: E731
        return {"wanted": wanted, "has": sum(map(weigh, met)), "by_due": sum(weigh(one) for one in met if one.at < due),
                "late": sum(one.late for one in met), "duty": int(duty)}


def cells(plan: Plan, text: Text, outlets: Iterable[tuple[str, str, str, bool]]) -> Cells:
    """Return every figure of every month, quarter and year that the plan touches."""
    judge = Judge(plan, text, outlets)
    found: Cells = {}
    for month, page in judge.months.items():
        for of, name in ((of, _department(of)) for of in plan.groups):
            found["named", month, name] = of in page.named
        for (of, quota), one in page.tasks.items():
            for column in ("wanted", "has", "by_due", "late"):
                found["tasks", f"{month} {_department(of)} {quota}", column] = one[column]
    for period in periods(judge.months):
        within = [page for month, page in judge.months.items() if _in(month, period)]
        past = [page for month, page in judge.months.items() if _in(month, _earlier(period))]
        for group in ("", *dict.fromkeys(plan.groups.values())):
            those = [of for of, one in plan.groups.items() if group in {"", one}]
            _rank(found, f"{period} {group}".strip(), those, within, past, text, year="Q" not in period and "-" not in period)
        people = {name: sum(page.people.get(name, 0) for page in within) for page in within for name in page.people}
        for name, amount in people.items():
            if amount:
                found["people", f"{period} {name}", "points"] = _points(amount)
                found["people", f"{period} {name}", "rank"] = 1 + sum(one > amount for one in people.values())
        _ledger(found, period, [fact for page in within for fact in page.facts if not fact.single], judge.outlets)
    return found


def written(found: Cells, path: Path) -> None:
    """Write the figures down, a sheet of a workbook for each sort of them, a line for each figure."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    pages = {name: book.create_sheet(name) for name in dict.fromkeys(key[0] for key in found)}
    for (name, *where), value in found.items():
        pages[name].append([*where, NONE if value is None else value])
    book.save(path)


def read(path: Path) -> Cells:
    """Return the figures that a workbook holds, amounts as decimals."""
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True)
    return {(page.title, *map(str, where)): None if value == NONE else Decimal(str(value)) if type(value) is float else value
            for page in book for *where, value in page.values}


def periods(months: Iterable[str]) -> list[str]:
    """Return the months, their quarters and their years."""
    some = list(months)
    return [*some, *dict.fromkeys(f"{one[:4]}Q{(int(one[5:]) + 2) // 3}" for one in some),
            *dict.fromkeys(one[:4] for one in some)]


def _rank(found: Cells, row: str, those: list[int], within: list[Month], past: list[Month], text: Text, *,
          year: bool) -> None:
    score: Callable[[list[Month], int], int] = lambda pages, of: sum(  # noqa: E731
        page.points.get(of, 0) + (page.yearly.get(of, 0) if year else 0) for page in pages)
    by: Callable[[list[Month], int], int] = score if text.county else lambda pages, of: _count(pages, of, "published")
    for of in those:
        place = 1 + sum(by(within, other) > by(within, of) for other in those)
        before = 1 + sum(by(past, other) > by(past, of) for other in those) if past else None
        for column, value in {
            "rank": place, "points": _points(score(within, of)), "before": before,
            "movement": None if before is None else before - place, "adopted": _count(within, of, "adopted"),
            "published": _count(within, of, "published"), "submitted": _count(within, of, "submitted"),
            "late": _count(within, of, "late"),
        }.items():
            found["ranking", f"{row} {_department(of)}", column] = value


def _count(pages: list[Month], of: int, what: str) -> int:
    """An item counts once a month, however many channels it came out on; each adoption counts."""
    total = 0
    for page in pages:
        own = [one for one in page.facts if one.item.department == of and not one.single
               and (one.late if what == "late" else one.what == what)]
        total += len(own) if what == "adopted" else len({one.item.name for one in own})
    return total


def _ledger(found: Cells, period: str, facts: list[Fact], outlets: list[tuple[str, str, str, bool]]) -> None:
    """The ledger by department, person, level and outlet; an item's parts are hundredths of a percent."""
    keys: dict[str, Callable[[Fact], list[tuple[str, Decimal]]]] = {
        "department": lambda one: [(_department(one.item.department), Decimal(1))], "person": lambda one: _parts(one.item),
        "level": lambda one: [(outlets[one.placement.outlet][1], Decimal(1))] if one.placement else [],
        "outlet": lambda one: [(outlets[one.placement.outlet][0], Decimal(1))] if one.placement else [],
    }
    for by, key in keys.items():
        columns = ("sent", "adopted", "media") if by in {"level", "outlet"} else (
            "submitted", "sent", "adopted", "media", "published", "late")
        sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        for column in columns:
            seen = set()
            for one in facts:
                once = (one.item.name, one.month)
                if _is(one, column, outlets) and (column in {"sent", "adopted", "media"} or once not in seen):
                    seen.add(once)
                    for name, share in key(one):
                        sums[name, column] += share
        for name in dict.fromkeys(name for name, _column in sums):
            for column in columns:
                found[f"ledger by {by}", f"{period} {name}", column] = sums[name, column]
            sent, adopted = sums[name, "sent"], sums[name, "adopted"]
            found[f"ledger by {by}", f"{period} {name}", "rate"] = (
                (adopted * 100 / sent).quantize(Decimal("0.1"), ROUND_HALF_UP) if sent else None)


def _is(one: Fact, column: str, outlets: list[tuple[str, str, str, bool]]) -> bool:
    if column == "media":
        return one.what == "adopted" and one.placement is not None and outlets[one.placement.outlet][2] in {
            "news", "site", "new-media"}
    return one.late if column == "late" else one.what == column


def _parts(item: Item) -> list[tuple[str, Decimal]]:
    parts = item.authors or ((item.owner, None),)
    each, rest = divmod(10_000, len(parts))
    return [(_who(person), Decimal(each + (place < rest) if percent is None else percent * 100) / 10_000)
            for place, (person, percent) in enumerate(parts)]


def _who(person: int | None) -> str:
    return "特约作者" if person is None else f"人员{person}"


def _department(of: int) -> str:
    return f"单位{of:02}"


def _points(hundredths: int) -> Decimal:
    return Decimal(hundredths) / 100


def _month(at: datetime) -> str:
    return at.astimezone(ZONE).strftime("%Y-%m")


def _next(month: str) -> str:
    year, number = int(month[:4]), int(month[5:])
    return f"{year + number // 12}-{number % 12 + 1:02}"


def _closing(month: str) -> datetime:
    """The fifth of the next month is over."""
    following = _next(month)
    return datetime(int(following[:4]), int(following[5:]), 6, tzinfo=ZONE)


def _in(month: str, period: str) -> bool:
    return period in {month, month[:4], f"{month[:4]}Q{(int(month[5:]) + 2) // 3}"}


def _earlier(period: str) -> str:
    if "Q" in period:
        year, number = int(period[:4]), int(period[5:])
        return f"{year}Q{number - 1}" if number > 1 else f"{year - 1}Q4"
    if "-" not in period:
        return str(int(period) - 1)
    year, number = int(period[:4]), int(period[5:])
    return f"{year}-{number - 1:02}" if number > 1 else f"{year - 1}-12"
