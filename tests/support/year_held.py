"""What the product says of a planned year, in the cells of the spreadsheet, as its pages read it; and the two compared."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from typing import Any

Cells = dict[tuple[str, ...], Any]
TASK = ("wanted", "has", "by_due", "late")
RANKED = ("rank", "points", "before", "movement", "adopted", "published", "submitted", "late")


def cells(home: Any, months: Collection[str], periods: Collection[str], now: datetime) -> Cells:
    """Return every figure of these months and periods: tasks, namings, rankings, people and the ledger."""
    from index.catalogue.people import OWNER
    from index.db import reading
    from server.points import book, groups, lists

    found: Cells = {}
    with reading(home.engine) as session:
        for month, page in book.pages(session, months, home.settings.zone, now).items():
            _month(session, found, month, page)
        grouped = groups.lines(session)
        for period in periods:
            for name, within in (("", None), *((one.name, one.departments) for one in grouped)):
                ranked = lists.ranking(session, period, home.settings.zone, now, within=within)
                for line in ranked.lines:
                    row = f"{f'{period} {name}'.strip()} {line.department_name}"
                    found |= {("ranking", row, column): getattr(line, column) for column in RANKED}
                for one in ranked.people:
                    found["people", f"{period} {one.name}", "points"] = one.points
                    found["people", f"{period} {one.name}", "rank"] = one.rank
            _ledger(session, found, period, home.settings.zone, OWNER)
    return found


def _month(session: Any, found: Cells, month: str, page: Any) -> None:
    from server.points import standing

    names = standing.names_of(session, {one.subject for one in page.figures.standings})
    for subject, name in names.items():
        found["named", month, name] = subject.id in page.figures.named
    for one in page.figures.standings:
        found |= {("tasks", f"{month} {names[one.subject]} {one.quota}", column): getattr(one, column) for column in TASK}


def _ledger(session: Any, found: Cells, period: str, zone: Any, actor: Any) -> None:
    from server.ledger import lists
    from server.ledger.figures import By, Only
    from server.points import periods

    months = periods.months(period)
    for by in (By.DEPARTMENT, By.PERSON, By.LEVEL, By.OUTLET):
        for line in lists.table(session, actor, months[0], months[-1], by, Only(), zone).lines:
            if (by in {By.LEVEL, By.OUTLET} and not line.key) or not any(line.figures.values()):
                continue
            row = (f"ledger by {by}", f"{period} {line.key if by is By.LEVEL else line.name[0]}")
            found |= {(*row, str(what)): amount for what, amount in line.figures.items()}
            found[(*row, "rate")] = line.rate


def differences(expected: Cells, found: Cells) -> list[str]:
    """Return every cell that is not the same in both, or that only one of them has."""
    return [f"{' · '.join(key)}: {_said(expected, key)} by the text, {_said(found, key)} by the product"
            for key in sorted({*expected, *found})
            if (key in expected) != (key in found) or not _same(expected[key], found[key])]


def _said(of: Cells, key: tuple[str, ...]) -> str:
    return str(of[key]) if key in of else "nothing"


def _same(one: Any, other: Any) -> bool:
    if one is None or other is None:
        return one is other
    return Decimal(str(one)) == Decimal(str(other)) if not isinstance(one, bool) else one is other
