"""Choosing the screens that something is aimed at: all, by building, by group, by name."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from index.catalogue.screens import Screen, ScreenGroup
from index.catalogue.targets import Targets
from index.errors import Invalid, NotFound
from server.boards import named


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody chose, as they wrote it; groups and screens by name or id."""

    everything: bool = False
    buildings: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    screens: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """One that can be chosen: its id (a building's is its name), its name, and how many screens it means.

    A screen has its place, building and group besides.
    """

    id: str
    name: str
    screens: int = 1
    place: str = ""
    building: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """All that can be chosen. ``all`` counts the screens."""

    all: int
    buildings: tuple[Choice, ...]
    groups: tuple[Choice, ...]
    screens: tuple[Choice, ...]


def from_form(form: MultiDict[str, str]) -> Wanted:
    """Read what a form chose: ``aim`` is all or some."""
    if form.get("aim", "all") != "some":
        return Wanted(everything=True)
    return Wanted(False, *(tuple(form.getlist(name)) for name in ("building", "group", "screen")))


def choices(session: Session) -> Choices:
    """Return all that can be chosen, by name."""
    rows = session.execute(select(Screen.id, Screen.name, Screen.place, Screen.building, Screen.group_id)
                           .order_by(Screen.name)).all()
    in_building, in_group = Counter(row.building for row in rows), Counter(row.group_id for row in rows)
    groups = session.execute(select(ScreenGroup.id, ScreenGroup.name).order_by(ScreenGroup.name))
    return Choices(len(rows), tuple(Choice(name, name, count) for name, count in sorted(in_building.items()) if name),
                   tuple(Choice(str(row.id), row.name, in_group[row.id]) for row in groups if in_group[row.id]),
                   tuple(Choice(str(row.id), row.name, 1, row.place, row.building, str(row.group_id or "")) for row in rows))


def resolve(session: Session, wanted: Wanted) -> tuple[Targets, list[Screen]]:
    """Return what is meant, and the screens that it means now. Raises NotFound, and Invalid where it means none."""
    found = Targets(wanted.everything, tuple(dict.fromkeys(wanted.buildings)),
                    tuple(named.group(session, one).id for one in wanted.groups),
                    tuple(named.screen(session, one).id for one in wanted.screens))
    every = list(session.scalars(select(Screen).order_by(Screen.id)))
    if unknown := set(found.buildings) - {screen.building for screen in every}:
        raise NotFound(what=f"“{min(unknown)}”")
    met = [screen for screen in every if found.meet(screen.id, screen.group_id, screen.building)]
    if found.nobody or not met:
        raise Invalid("aim", "请至少选一块电子屏", "choose one screen at least")
    return found, met


def in_words(session: Session, targets: Targets) -> tuple[str, ...]:
    """Return the names of what is meant; nothing where all screens are."""
    if targets.everything:
        return ()
    groups = session.scalars(select(ScreenGroup.name).where(ScreenGroup.id.in_(targets.groups)).order_by(ScreenGroup.name))
    screens = session.scalars(select(Screen.name).where(Screen.id.in_(targets.screens)).order_by(Screen.name))
    return (*targets.buildings, *groups, *screens)
