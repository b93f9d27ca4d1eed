"""Bulletins as pages and programs read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from index.catalogue import bulletins, targets
from index.catalogue.bulletins import Bulletin
from index.catalogue.screens import Screen
from kiosk.bulletins import MARK, counted
from server.screens import aiming


@dataclass(frozen=True, slots=True)
class Line:
    """One bulletin. ``state`` is coming, shown, in-force or over; ``aimed`` names what it is aimed at, empty for all;
    ``screens`` are the names of those that it means now.
    """

    id: int
    at: datetime
    who: str
    title: str
    title_en: str
    body: str
    body_en: str
    line: str
    line_en: str
    shown_from: datetime
    starts_at: datetime
    until: datetime
    ended_at: datetime | None
    ended_by: str
    aimed: tuple[str, ...]
    screens: tuple[tuple[int, str], ...]
    state: str
    counts: dict[str, str] | None = None

    @property
    def heading(self) -> str:
        """Return its title in a list: of a countdown, which the player counts, without the number."""
        return self.title.replace(MARK, "…")


def current(session: Session, now: datetime) -> list[Line]:
    """Return those that are shown, or will be, in the order in which they come into force."""
    return _lines(session, bulletins.due(session, now), now)


def past(session: Session, now: datetime, *, limit: int = 20) -> list[Line]:
    """Return the last ones that are over, the newest first."""
    rows = session.scalars(select(Bulletin).where(or_(Bulletin.ended_at.is_not(None), Bulletin.until <= now))
                           .order_by(Bulletin.id.desc()).limit(limit))
    return _lines(session, rows.all(), now)


def bulletin(session: Session, bulletin_id: int, now: datetime) -> Line:
    """Return one bulletin. Raises NotFound."""
    return _lines(session, [bulletins.one(session, bulletin_id)], now)[0]


def _lines(session: Session, rows: Sequence[Bulletin], now: datetime) -> list[Line]:
    every = session.execute(select(Screen.id, Screen.name, Screen.group_id, Screen.building).order_by(Screen.name)).all()
    found = []
    for row in rows:
        aim = targets.read(row.targets)
        met = tuple((one.id, one.name) for one in every if aim.meet(one.id, one.group_id, one.building))
        found.append(Line(row.id, row.at, row.who, row.title, row.title_en, row.body, row.body_en, row.blanks.get("line", ""),
                          row.blanks.get("line_en", ""), row.shown_from, row.starts_at, row.until, row.ended_at, row.ended_by,
                          aiming.in_words(session, aim), met, _state(row, now),
                          counted(row.title, row.title_en, row.blanks.get("matter", ""),
                                  row.blanks.get("matter_en", "")).get("counts")))
    return found


def _state(row: Bulletin, now: datetime) -> str:
    if row.ended_at is not None or row.until <= now:
        return "over"
    return "in-force" if row.starts_at <= now else "shown" if row.shown_from <= now else "coming"
