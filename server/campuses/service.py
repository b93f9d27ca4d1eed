"""Campuses: make, change, say whose screens are whose, remove. Each is one transaction with its audit line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Final

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from index.catalogue import audit
from index.catalogue.campuses import ACCENT, Campus
from index.catalogue.people import Actor
from index.catalogue.screens import Screen
from index.db import writing
from index.errors import Invalid
from server import policy
from server.boards import named
from server.campuses import logos
from server.home import Home

LONGEST_EN: Final = 80


@dataclass(frozen=True, slots=True)
class Wish:
    """What a campus is to be; None leaves it, of a new one the name and the colour are needed. ``logo`` is somebody's file,
    ``no_logo`` takes the one there is away.
    """

    name: str | None = None
    name_en: str | None = None
    accent: str | None = None
    is_default: bool | None = None
    active: bool | None = None
    logo: BinaryIO | None = None
    no_logo: bool = False


def add(home: Home, actor: Actor, wish: Wish, *, now: datetime) -> int:
    """Make a campus and return its id. Raises Forbidden, Invalid, Conflict(name-taken)."""
    policy.require(actor, "edit-screens")
    made = logos.made(home, wish.logo) if wish.logo else None
    with writing(home.engine) as session:
        row = Campus(name=named.free_name(session, Campus, wish.name or ""), accent=colour(wish.accent or ""),
                     position=(session.scalar(select(func.max(Campus.position))) or 0) + 1)
        session.add(row)
        session.flush()
        _put(session, row, wish, made)
        _record(session, actor, "added", row, now=now)
        return row.id


def change(home: Home, actor: Actor, given: str, wish: Wish, *, now: datetime) -> None:
    """Change a campus, by name or id. Raises Forbidden, Invalid, Conflict(name-taken), NotFound."""
    policy.require(actor, "edit-screens")
    made = logos.made(home, wish.logo) if wish.logo else None
    with writing(home.engine) as session:
        row = named.campus(session, given)
        row.name = row.name if wish.name is None else named.free_name(session, Campus, wish.name, but=row.id)
        row.accent = row.accent if wish.accent is None else colour(wish.accent)
        _put(session, row, wish, made)
        _record(session, actor, "changed", row, now=now)


def take_screens(home: Home, actor: Actor, given: str, screens: Sequence[str], *, now: datetime) -> None:
    """Say which screens, by name or id, are a campus's: these and no others. Raises Forbidden, NotFound."""
    policy.require(actor, "edit-screens")
    with writing(home.engine) as session:
        row = named.campus(session, given)
        found = {one.id: one.name for one in (named.screen(session, name) for name in screens)}
        session.execute(update(Screen).where(Screen.campus_id == row.id).values(campus_id=None))
        session.execute(update(Screen).where(Screen.id.in_(found)).values(campus_id=row.id))
        audit.record(session, actor, "changed", f"campus:{row.id}", at=now, name=row.name, screens=list(found.values()))


def remove(home: Home, actor: Actor, given: str, *, now: datetime) -> None:
    """Remove a campus; its screens look as those that name none. Raises Forbidden, NotFound."""
    policy.require(actor, "edit-screens")
    with writing(home.engine) as session:
        row = named.campus(session, given)
        audit.record(session, actor, "removed", f"campus:{row.id}", at=now, name=row.name)
        session.execute(update(Screen).where(Screen.campus_id == row.id).values(campus_id=None))
        session.execute(delete(Campus).where(Campus.id == row.id))


def chosen(session: Session, given: str | None, building: str) -> int | None:
    """Return the number of the campus that a new screen names: "" none, None that of the other screens in its building where
    these agree. Raises NotFound.
    """
    if given is not None:
        return named.campus(session, given).id if given.strip() else None
    others = set(session.scalars(select(Screen.campus_id).where(Screen.building == building))) if building else set()
    return others.pop() if len(others) == 1 else None


def _put(session: Session, row: Campus, wish: Wish, made: logos.MadeLogo | None) -> None:
    row.name_en = row.name_en if wish.name_en is None else _short(wish.name_en)
    row.active = row.active if wish.active is None else wish.active
    if made is not None:
        made.put(row)
    elif wish.no_logo:
        logos.take_off(row)
    if wish.is_default:
        session.execute(update(Campus).where(Campus.id != row.id).values(is_default=False))
    row.is_default = row.is_default if wish.is_default is None else wish.is_default


def _record(session: Session, actor: Actor, verb: str, row: Campus, *, now: datetime) -> None:
    session.flush()
    audit.record(session, actor, verb, f"campus:{row.id}", at=now, name=row.name, name_en=row.name_en, accent=row.accent,
                 is_default=row.is_default, active=row.active, logo=row.logo_sha256)


def colour(given: str) -> str:
    """Return a colour as it is kept. Raises Invalid(accent)."""
    found = given.strip().lower()
    found = found if found.startswith("#") else f"#{found}"
    if not ACCENT.fullmatch(found):
        raise Invalid("accent", "请写成 #1f6f5c 这样的颜色", "write a colour like #1f6f5c")
    return found


def _short(given: str) -> str:
    if len(given.strip()) > LONGEST_EN:
        raise Invalid("name_en", f"最多 {LONGEST_EN} 个字符", f"at most {LONGEST_EN} characters")
    return given.strip()
