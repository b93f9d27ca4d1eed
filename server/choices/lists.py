"""Reads of choices for pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue.choices import Choice, Field
from index.catalogue.people import Person


@dataclass(frozen=True, slots=True)
class Chooser:
    """One person who was the last to choose something of an asset, and when they did."""

    who: str
    at: datetime


def choosers(session: Session, asset_id: int) -> tuple[Chooser, ...]:
    """Return who chose last among an asset's fields, the latest first; what its file says has nobody."""
    chosen = session.get(Choice, asset_id)
    if chosen is None:
        return ()
    made: dict[int, datetime] = {}
    for field in Field:
        by, at = getattr(chosen, f"{field}_by"), getattr(chosen, f"{field}_at")
        if by is not None:
            made[by] = max(at, made.get(by, at))
    found = [Chooser(display, made[person_id]) for person_id, display in session.execute(
        select(Person.id, Person.display).where(Person.id.in_(made)))]
    return tuple(sorted(found, key=lambda one: one.at, reverse=True))
