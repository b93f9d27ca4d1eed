"""Twelve months of a made-up campus, 15 departments and 4,000 items, against figures that SQL and plain loops work out by
themselves, in whole hundredths: equal to the digit, for every department, month and person.
"""

from __future__ import annotations

import random
import sqlite3
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from server.ledger.entries import Entry, Happened, Outlet, Share
from server.points import defaults, figures, points, reading_rules
from server.points.figures import Basis, Figures
from server.points.quotas import Of, Quota, Subject
from server.points.ranking import movement, ranks

ZONE = ZoneInfo("Asia/Shanghai")
GROUPS = {"乡镇(办)": range(1, 7), "综治成员单位": range(7, 12), "政法部门": range(12, 16)}
WANTED = {"乡镇(办)": 4, "综治成员单位": 2, "政法部门": 6}
OUTLETS = [("县政法简报", "county", "bulletin"), ("市政法动态", "city", "bulletin"), ("市日报", "city", "news"),
           ("省法治报", "province", "news"), ("法治日报", "nation", "news"), ("县报", "county", "news"),
           ("市门户网", "city", "site"), ("省委信息", "province", "bulletin")]
MONTHS = [f"2026-{number:02d}" for number in range(1, 13)]
SPLITS = [(100,), (50, 50), (60, 40), (34, 33, 33), (70, 20, 10)]
ITEMS = 4000
DEDUCTION = 250


@pytest.fixture(scope="module")
def rows() -> dict[str, list[tuple[Any, ...]]]:
    """What happened, as somebody would keep it in a spreadsheet. Times are hours since the year began, at the campus."""
    chance = random.Random(20260301)
    items, adoptions, authors = [], [], []
    for item in range(1, ITEMS + 1):
        department = min(15, int(chance.triangular(1, 16, 3)))
        hour = chance.randrange(365 * 24)
        items.append((item, department, chance.choices(["update", "research", "news"], [5, 1, 3])[0], hour,
                      month_of(hour), int(chance.random() < 0.08)))
        for place, percent in enumerate(chance.choice(SPLITS)):
            authors.append((item, place, department * 10 + place, percent))
        for _ in range(chance.choices([0, 1, 2, 3], [60, 25, 10, 5])[0]):
            when = hour + chance.randrange(1, 40 * 24)
            came = when + chance.choice([0, 0, 0, 30 * 24])
            own, late = month_of(when), 0
            while own in MONTHS and came >= closing_hour(own):
                own, late = max(MONTHS[MONTHS.index(own) + 1] if own != "2026-12" else "2027-01", month_of(came)), 1
            adoptions.append((len(adoptions) + 1, item, chance.randrange(len(OUTLETS)), when, own, late))
    return {"items": items, "adoptions": adoptions, "authors": authors}


def month_of(hour: int) -> str:
    return (datetime(2026, 1, 1) + timedelta(hours=hour)).strftime("%Y-%m")  # noqa: DTZ001 - at the campus


def closing_hour(month: str) -> int:
    """The fifth of the next month is over."""
    year, number = int(month[:4]), int(month[5:])
    following = datetime(year + number // 12, number % 12 + 1, 6)  # noqa: DTZ001
    return int((following - datetime(2026, 1, 1)).total_seconds()) // 3600  # noqa: DTZ001


@pytest.fixture(scope="module")
def expected(rows: dict[str, list[tuple[Any, ...]]]) -> sqlite3.Connection:
    """The spreadsheet's own figures, in hundredths of a point."""
    db = sqlite3.connect(":memory:")
    db.executescript("""
        CREATE TABLE items (item, department, kind, hour, month, double);
        CREATE TABLE adoptions (id, item, outlet, hour, month, late);
        CREATE TABLE outlets (outlet, name, level, type);
        CREATE TABLE authors (item, place, person, percent);
        CREATE TABLE wanted (department, number);
        CREATE TABLE months (month, due);""")
    db.executemany("INSERT INTO items VALUES (?,?,?,?,?,?)", rows["items"])
    db.executemany("INSERT INTO adoptions VALUES (?,?,?,?,?,?)", rows["adoptions"])
    db.executemany("INSERT INTO authors VALUES (?,?,?,?)", rows["authors"])
    db.executemany("INSERT INTO outlets VALUES (?,?,?,?)", [(place, *one) for place, one in enumerate(OUTLETS)])
    db.executemany("INSERT INTO wanted VALUES (?,?)",
                   [(department, WANTED[group]) for group, those in GROUPS.items() for department in those])
    db.executemany("INSERT INTO months VALUES (?,?)", [
        (month, int((datetime.strptime(month, "%Y-%m") + timedelta(days=25) - datetime(2026, 1, 1))  # noqa: DTZ001, DTZ007
                    .total_seconds()) // 3600) for month in MONTHS])
    db.executescript("""
        CREATE TABLE earned AS
            SELECT a.id, a.item, i.department, a.month, CASE
                WHEN o.name = '县政法简报' THEN 30 * (1 + i.double)
                WHEN o.name = '市政法动态' THEN 50 * (1 + i.double)
                WHEN o.level IN ('city', 'province', 'nation') AND o.type IN ('bulletin', 'news') THEN 100
                ELSE 0 END AS points
            FROM adoptions a JOIN items i ON i.item = a.item JOIN outlets o ON o.outlet = a.outlet;
        CREATE TABLE handed AS
            SELECT w.department, m.month, w.number,
                (SELECT COUNT(*) FROM items i WHERE i.department = w.department AND i.month = m.month
                    AND i.kind = 'update') AS has,
                (SELECT COUNT(*) FROM items i WHERE i.department = w.department AND i.month = m.month
                    AND i.kind = 'update' AND i.hour < m.due) AS by_due,
                (SELECT COUNT(*) FROM items i WHERE i.department = w.department AND i.month = m.month
                    AND i.kind = 'research') AS research
            FROM wanted w, months m;
        CREATE TABLE scored AS
            SELECT h.department, h.month,
                COALESCE((SELECT SUM(points) FROM earned e WHERE e.department = h.department AND e.month = h.month), 0)
                    - 20 * MAX(0, h.number - h.has) - 50 * MAX(0, 1 - h.research) AS points
            FROM handed h;""")
    return db


@pytest.fixture(scope="module")
def counted(rows: dict[str, list[tuple[Any, ...]]]) -> list[Figures]:
    """The same by the product: the county office's rule set, with one research article a month asked as well."""
    text = defaults.text("county").replace('# deduction = "…"', 'deduction = "2.5"').replace("number = 0", "number = 1")
    rules = reading_rules.parse(text)
    asked = tuple(Quota(place, one.name, one.number, one.what, one.per, one.duty, tuple(
        Subject(Of.DEPARTMENT, department) for group in one.groups for department in GROUPS[group]))
        for place, one in enumerate(rules.quotas))
    shares: dict[int, list[Share]] = {}
    for item, _place, person, percent in rows["authors"]:
        shares.setdefault(item, []).append(Share(person, str(person), "author", Decimal(percent)))
    entries, of = [], {row[0]: row for row in rows["items"]}
    for item, department, kind, hour, month, double in rows["items"]:
        entries.append(Entry(f"S{item}", kind, Happened.SUBMITTED, at(hour), month, department, tuple(shares[item]),
                             double=bool(double)))
    for number, item, place, hour, month, late in rows["adoptions"]:
        _item, department, kind, _hour, _month, double = of[item]
        outlet = Outlet(place, *OUTLETS[place])
        entries.append(Entry(f"S{item}", kind, Happened.ADOPTED, at(hour), month, department, tuple(shares[item]),
                             late=bool(late), placement_id=number, outlet=outlet, double=bool(double)))
    found: list[Figures] = []
    for month in MONTHS:
        found.append(figures.figure(month, Basis(rules, 1, text, asked), entries, zone=ZONE, closing=True,
                                    now=datetime(2027, 1, 6, tzinfo=UTC), named={one.month: one.named for one in found}))
    return found


def at(hour: int) -> datetime:
    return (datetime(2026, 1, 1, tzinfo=ZONE) + timedelta(hours=hour)).astimezone(UTC)


def test_every_department_has_its_points_in_every_month(expected: sqlite3.Connection, counted: list[Figures]) -> None:
    for figure in counted:
        found = points.scores(figure.lines)
        rows = expected.execute("SELECT department, points FROM scored WHERE month = ?", [figure.month]).fetchall()
        assert len(rows) == 15
        assert {one: found.get(one, Decimal(0)) for one, _ in rows} == {one: Decimal(many) / 100 for one, many in rows}
        assert set(found) <= {one for one, _ in rows}


def test_places_and_movement_are_those_of_the_spreadsheet(expected: sqlite3.Connection, counted: list[Figures]) -> None:
    before: dict[int, int] = {}
    for figure in counted:
        placed = ranks(points.scores(figure.lines), range(1, 16))
        assert placed == dict(expected.execute(
            "SELECT department, 1 + (SELECT COUNT(*) FROM scored b WHERE b.month = a.month AND b.points > a.points) "
            "FROM scored a WHERE month = ?", [figure.month]).fetchall())
        for those in GROUPS.values():
            best = min(those, key=lambda one: placed[one])
            assert ranks(points.scores(figure.lines), those)[best] == 1
        assert all(movement(place, before.get(one)) == (before[one] - place if before else None)
                   for one, place in placed.items())
        before = placed


def test_standings_and_namings_are_those_of_the_spreadsheet(expected: sqlite3.Connection, counted: list[Figures]) -> None:
    for figure in counted:
        rows = expected.execute("SELECT department, number, has, by_due, research FROM handed WHERE month = ?",
                                [figure.month]).fetchall()
        found = {one.subject.id: (one.wanted, one.has, one.by_due) for one in figure.standings if one.kinds == ("update",)}
        assert found == {department: (number, has, due) for department, number, has, due, _ in rows}
        research = {one.subject.id: one.has for one in figure.standings if one.kinds == ("research",)}
        assert research == {department: many for department, *_, many in rows}


def test_the_year_takes_the_second_naming_off_once(expected: sqlite3.Connection, counted: list[Figures]) -> None:
    named: dict[int, int] = {}
    for figure in counted:
        due = dict(expected.execute("SELECT month, due FROM months").fetchall())[figure.month]
        research = dict(expected.execute(
            "SELECT department, COUNT(*) FROM items WHERE month = ? AND kind = 'research' AND hour < ? GROUP BY department",
            [figure.month, due]).fetchall())
        short = {department for department, number, by_due in expected.execute(
            "SELECT department, number, by_due FROM handed WHERE month = ?", [figure.month])
            if by_due < number or research.get(department, 0) < 1}
        assert set(figure.named) == short
        for department in short:
            named[department] = named.get(department, 0) + 1
    lines = [line for figure in counted for line in figure.lines]
    total = dict(expected.execute("SELECT department, SUM(points) FROM scored GROUP BY department").fetchall())
    assert {department: many for department, many in named.items() if many > 1}, "somebody is named twice"
    assert points.scores(lines, annual=True) == {
        department: Decimal(many - (DEDUCTION if named.get(department, 0) > 1 else 0)) / 100
        for department, many in total.items()}


def test_every_persons_part_is_the_spreadsheets(rows: dict[str, list[tuple[Any, ...]]], expected: sqlite3.Connection,
                                                counted: list[Figures]) -> None:
    authors: dict[int, list[tuple[int, int]]] = {}
    for item, _place, person, percent in rows["authors"]:
        authors.setdefault(item, []).append((person, percent))
    owed: dict[int, int] = {}
    for item, month, worth in expected.execute("SELECT item, month, points FROM earned WHERE points > 0"):
        if month in MONTHS:
            rest = worth
            for person, percent in authors[item][1:]:
                part = worth * percent // 100
                owed[person] = owed.get(person, 0) + part
                rest -= part
            first = authors[item][0][0]
            owed[first] = owed.get(first, 0) + rest
    found = points.personal(line for figure in counted for line in figure.lines)
    assert {person: amount for (person, _name), amount in found.items()} == {
        person: Decimal(many) / 100 for person, many in owed.items()}


def test_what_came_late_counts_in_the_later_month(rows: dict[str, list[tuple[Any, ...]]], counted: list[Figures]) -> None:
    late = [line for figure in counted for line in figure.lines if line.late]
    scored = {place for place, one in enumerate(OUTLETS) if one[0] not in {"县报", "市门户网"}}
    assert len(late) == sum(month in MONTHS and outlet in scored
                            for _id, _item, outlet, _hour, month, was in rows["adoptions"] if was) > 20
