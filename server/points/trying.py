"""What a month would have been by another rule set, beside what it is. Nothing is changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from index.catalogue.people import Actor
from index.db import reading
from server import policy
from server.points import book, points, setting, standing
from server.points.figures import Figures
from server.points.quotas import Of, Subject

NOTHING: Final = (Decimal(0), 0)


@dataclass(frozen=True, slots=True)
class Compared:
    """One department's points and how much it is short, now and by the other rules."""

    department: str
    points: Decimal
    would: Decimal
    short: int
    would_be_short: int


def compared(engine: Engine, actor: Actor, text: str, month: str, zone: ZoneInfo, now: datetime) -> list[Compared]:
    """Return what each department has in a month, and would have, as if it were over.

    Raises Forbidden, Invalid (rules), Conflict(group-unknown).
    """
    policy.require(actor, "keep-points")
    with reading(engine) as session:
        page = book.pages(session, [month], zone, now)[month]
        has = page.figures if page.closed_at else book.counted(session, month, page.basis, zone, now, closing=True)
        first, second = _summed(has), _summed(setting.tried(session, text, month, zone, now))
        names = standing.names_of(session, {Subject(Of.DEPARTMENT, one) for one in {*first, *second}})
    return [Compared(name, held[0], would[0], held[1], would[1]) for one, name in names.items()
            for held, would in [(first.get(one.id, NOTHING), second.get(one.id, NOTHING))]]


def _summed(figures: Figures) -> dict[int, tuple[Decimal, int]]:
    scored = points.scores(figures.lines, annual=True)
    short: dict[int, int] = {}
    for one in figures.standings:
        if one.subject.of is Of.DEPARTMENT and one.duty:
            short[one.subject.id] = short.get(one.subject.id, 0) + one.short
    return {one: (scored.get(one, Decimal(0)), short.get(one, 0)) for one in {*scored, *short}}
