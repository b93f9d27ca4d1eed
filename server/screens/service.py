"""Screens: make, change, hang boards on them, pair and revoke. Each is one transaction with its audit line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from index.catalogue import audit
from index.catalogue.people import Actor
from index.catalogue.screens import Orientation, Screen, ScreenBoard, ScreenGroup
from index.db import reading, writing
from index.errors import Invalid
from kiosk import pairing
from server import policy
from server.boards import named
from server.campuses import service as campuses
from server.screens.keeping import More

ROTATIONS = (0, 90, 180, 270)
LONGEST = 120


@dataclass(frozen=True, slots=True)
class NewScreen:
    """A screen to make. ``group`` is a name, made where there is none; ``boards`` are names or ids, in order. ``campus`` is a
    name, "" for none, None for that of the other screens in its building.
    """

    name: str
    place: str = ""
    group: str | None = None
    orientation: str = Orientation.LANDSCAPE
    rotation: int = 0
    boards: tuple[str, ...] = ()
    building: str = ""
    more: More | None = None
    campus: str | None = None


@dataclass(frozen=True, slots=True)
class ScreenChange:
    """What is to change; None leaves it. ``group`` "" takes it out of its group, ``campus`` "" from its campus."""

    name: str | None = None
    place: str | None = None
    group: str | None = None
    orientation: str | None = None
    rotation: int | None = None
    active: bool | None = None
    boards: tuple[str, ...] | None = None
    building: str | None = None
    more: More | None = None
    campus: str | None = None


def add_screen(engine: Engine, actor: Actor, new: NewScreen, *, now: datetime) -> int:
    """Make a screen and return its id. Raises Forbidden, Invalid, Conflict(name-taken), NotFound (a board)."""
    policy.require(actor, "edit-screens")
    with writing(engine) as session:
        building = _short("building", new.building)
        screen = Screen(name=named.free_name(session, Screen, new.name), place=_short("place", new.place),
                        building=building, campus_id=campuses.chosen(session, new.campus, building),
                        group_id=_group(session, new.group), orientation=_orientation(new.orientation),
                        rotation=_rotation(new.rotation), created_at=now)
        session.add(screen)
        session.flush()
        if new.more is not None:
            new.more.put(session, screen)
        _hang(session, screen.id, new.boards)
        audit.record(session, actor, "added", f"screen:{screen.id}", at=now, name=screen.name, boards=list(new.boards))
        return screen.id


def change_screen(engine: Engine, actor: Actor, given: str, change: ScreenChange, *, now: datetime) -> None:
    """Change a screen, by name or id. Raises Forbidden, Invalid, Conflict(name-taken), NotFound."""
    policy.require(actor, "edit-screens")
    with writing(engine) as session:
        screen = named.screen(session, given)
        if change.name is not None:
            screen.name = named.free_name(session, Screen, change.name, but=screen.id)
        if change.group is not None:
            screen.group_id = _group(session, change.group)
        if change.campus is not None:
            screen.campus_id = campuses.chosen(session, change.campus, "")
        if change.orientation is not None:
            screen.orientation = _orientation(change.orientation)
        if change.rotation is not None:
            screen.rotation = _rotation(change.rotation)
        if change.more is not None:
            change.more.put(session, screen)
        if change.boards is not None:
            _hang(session, screen.id, change.boards)
        screen.place = screen.place if change.place is None else _short("place", change.place)
        screen.building = screen.building if change.building is None else _short("building", change.building)
        screen.active = screen.active if change.active is None else change.active
        audit.record(session, actor, "changed", f"screen:{screen.id}", at=now, name=screen.name, place=screen.place,
                     building=screen.building, campus=change.campus,
                     orientation=screen.orientation, rotation=screen.rotation, active=screen.active,
                     boards=None if change.boards is None else list(change.boards),
                     tags=None if change.more is None else list(change.more.tags),
                     hours=None if change.more is None else change.more.lit.words())


def pair(engine: Engine, actor: Actor, given: str, code: str, *, now: datetime) -> None:
    """Bind the code that a device shows to a screen. Raises Forbidden, NotFound, Conflict(pairing-code),
    VitrineError(too-many-tries).
    """
    policy.require(actor, "edit-screens")
    pairing.bind(engine, actor, _id(engine, given), code, subject=actor.login, now=now)


def revoke(engine: Engine, actor: Actor, given: str, *, now: datetime) -> None:
    """Take a screen's token away: the device wipes itself and shows a new code. Raises Forbidden, NotFound."""
    policy.require(actor, "edit-screens")
    pairing.revoke(engine, actor, _id(engine, given), now=now)


def remove_screen(engine: Engine, actor: Actor, given: str, *, now: datetime) -> None:
    """Remove a screen with its health and plays. Raises Forbidden, NotFound."""
    policy.require(actor, "edit-screens")
    with writing(engine) as session:
        screen = named.screen(session, given)
        audit.record(session, actor, "removed", f"screen:{screen.id}", at=now, name=screen.name)
        session.execute(delete(Screen).where(Screen.id == screen.id))


def _id(engine: Engine, given: str) -> int:
    with reading(engine) as session:
        return named.screen(session, given).id


def _hang(session: Session, screen_id: int, boards: Sequence[str]) -> None:
    ids = dict.fromkeys(named.board(session, given).id for given in boards)
    session.execute(delete(ScreenBoard).where(ScreenBoard.screen_id == screen_id))
    session.add_all(ScreenBoard(screen_id=screen_id, board_id=board_id, position=place) for place, board_id in enumerate(ids))


def _group(session: Session, given: str | None) -> int | None:
    name = _short("group", given or "")
    if not name:
        return None
    group = session.scalar(select(ScreenGroup).where(ScreenGroup.name == name))
    if group is None:
        group = ScreenGroup(name=name)
        session.add(group)
        session.flush()
    return group.id


def _short(field: str, given: str) -> str:
    if len(given.strip()) > LONGEST:
        raise Invalid(field, f"最多 {LONGEST} 个字", f"at most {LONGEST} characters")
    return given.strip()


def _orientation(given: str) -> str:
    if given not in set(Orientation):
        raise Invalid("orientation", "应为 landscape（横屏）或 portrait（竖屏）", "must be landscape or portrait")
    return given


def _rotation(given: int) -> int:
    if given not in ROTATIONS:
        raise Invalid("rotation", "应为 0、90、180 或 270 度", "must be 0, 90, 180 or 270 degrees")
    return given
