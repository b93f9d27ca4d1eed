"""The office's list of outlets. Each change is one transaction with its audit line, before and after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Engine, func, or_, select
from sqlalchemy.orm import Session

from index.catalogue import audit
from index.catalogue.channels import Channel
from index.catalogue.outlets import LEVEL_NAMES, TYPE_NAMES, Level, Outlet
from index.catalogue.people import Actor
from index.catalogue.placements import Placement
from index.db import writing
from index.errors import Conflict, Invalid, NotFound
from server import policy
from server.placements import links

LONGEST: Final = {"name": 60, "name_en": 80}
_LEVELS: Final = {level: place for place, level in enumerate(Level)}


@dataclass(frozen=True, slots=True)
class Wish:
    """An outlet as the office wants it. ``address`` is its site's; ``channel`` the code of the only one that leads there."""

    name: str
    level: str
    type: str
    name_en: str = ""
    known: bool = False
    address: str = ""
    channel: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True)
class OutletLine:
    """An outlet as it is listed, with how many placements name it."""

    id: int
    name: str
    name_en: str
    level: str
    type: str
    known: bool
    address: str
    channel: str
    active: bool
    placements: int

    @property
    def words(self) -> tuple[str, str]:
        """Its level and type, (Chinese, English)."""
        level, of = LEVEL_NAMES[self.level], TYPE_NAMES[self.type]
        return f"{level[0]} · {of[0]}", f"{level[1]} · {of[1]}"


def lines(session: Session, *, active: bool = False) -> list[OutletLine]:
    """Return the outlets, the highest level first; with ``active`` those in use."""
    count = select(func.count()).where(Placement.outlet_id == Outlet.id).scalar_subquery()
    query = select(Outlet, Channel.code, count).outerjoin(Channel, Channel.id == Outlet.channel_id)
    rows = session.execute(query.where(Outlet.active) if active else query)
    found = [OutletLine(row.id, row.name, row.name_en, row.level, row.type, row.known, row.address, code or "", row.active,
                        number) for row, code, number in rows]
    return sorted(found, key=lambda one: (not one.active, -_LEVELS[Level(one.level)], one.name))


def line(session: Session, outlet_id: int) -> OutletLine:
    """Return one outlet. Raises NotFound."""
    found = next((one for one in lines(session) if one.id == outlet_id), None)
    if found is None:
        raise NotFound(what=f"“{outlet_id}”")
    return found


def named(session: Session, given: str) -> Outlet | None:
    """Return the outlet of an id or name; None where nothing is given. Raises Invalid (outlet)."""
    text = given.strip()
    if not text:
        return None
    row = session.scalar(select(Outlet).where((Outlet.name == text) | (func.lower(Outlet.name_en) == text.lower())))
    if row is None and text.isascii() and text.isdigit() and len(text) < 10:
        row = session.get(Outlet, int(text))
    if row is None:
        shown = text[:60]
        raise Invalid("outlet", f"没有「{shown}」这家媒体，请先让办公室登记",
                      f"there is no outlet “{shown}”; have the office add it")
    return row


def add(engine: Engine, actor: Actor, wish: Wish, *, now: datetime) -> int:
    """Add an outlet and return its id. Raises Forbidden, Invalid, Conflict(name-taken)."""
    with writing(engine) as session:
        return added(session, actor, wish, now=now)


def added(session: Session, actor: Actor, wish: Wish, *, now: datetime) -> int:
    """Do what ``add`` does in the caller's transaction."""
    policy.require(actor, "keep-outlets")
    row = Outlet(name="", level=wish.level, type=wish.type)
    _fill(session, row, wish)
    session.add(row)
    session.flush()
    audit.record(session, actor, "added", f"outlet:{row.id}", at=now, after=_told(row))
    return row.id


def change(engine: Engine, actor: Actor, outlet_id: int, wish: Wish, *, now: datetime) -> None:
    """Change an outlet. Months that are closed keep what was counted. Raises as ``add``, and NotFound."""
    policy.require(actor, "keep-outlets")
    with writing(engine) as session:
        row = session.get(Outlet, outlet_id)
        if row is None:
            raise NotFound(what=f"“{outlet_id}”")
        before = _told(row)
        _fill(session, row, wish)
        session.flush()
        if _told(row) != before:
            audit.record(session, actor, "changed", f"outlet:{row.id}", at=now, before=before, after=_told(row))


def _fill(session: Session, row: Outlet, wish: Wish) -> None:
    for field, most in LONGEST.items():
        text = " ".join(getattr(wish, field).split())
        if len(text) > most:
            raise Invalid(field, f"最多 {most} 个字", f"at most {most} characters")
        if field == "name" and not text:
            raise Invalid(field, "请填写名称", "give a name")
        if field == "name" and session.scalar(select(Outlet.id).where(Outlet.name == text, Outlet.id != row.id)) is not None:
            raise Conflict("name-taken", name=text)
        setattr(row, field, text)
    row.level, row.type = one_of("level", wish.level, LEVEL_NAMES), one_of("type", wish.type, TYPE_NAMES)
    row.known, row.active, row.address = wish.known, wish.active, links.checked("address", wish.address)
    row.channel_id = None
    if wish.channel:
        row.channel_id = session.scalar(select(Channel.id).where(
            Channel.goes_on, or_(Channel.code == wish.channel, Channel.name == wish.channel)).limit(1))
        if row.channel_id is None:
            raise Invalid("channel", f"「{wish.channel}」不是报送渠道", f"“{wish.channel}” is no channel that goes on")


def one_of(field: str, given: str, names: dict[str, tuple[str, str]]) -> str:
    """Return the code of a level or type by any of its names. Raises Invalid."""
    text = given.strip().lower()
    for code, pair in names.items():
        if text in {code, pair[1], pair[0], pair[0].removesuffix("级")}:
            return code
    listed = "、".join(pair[0] for pair in names.values())
    raise Invalid(field, f"请选：{listed}", f"choose one of: {', '.join(names)}")


def _told(row: Outlet) -> dict[str, Any]:
    return {"name": row.name, "name_en": row.name_en, "level": row.level, "type": row.type, "known": row.known,
            "address": row.address, "channel": row.channel_id, "active": row.active}


