"""Saved searches as pages read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Engine, and_, bindparam, func, select
from sqlalchemy.orm import Session

from index.catalogue import visibility
from index.catalogue.assets import Asset
from index.catalogue.boards import Board
from index.catalogue.departments import Department
from index.catalogue.people import Actor, Person
from index.catalogue.queries import AssetView
from index.catalogue.searches import BoardSource, SavedSearch, SearchSubscription
from index.db import reading
from index.errors import NotFound


@dataclass(frozen=True, slots=True)
class Line:
    """One saved search as somebody sees it. ``fresh``: new finds that they may see now; ``boards`` follow it."""

    id: int
    name: str
    text: str
    sort: str
    shared: str
    department: str | None
    department_code: str | None
    owner: str
    own: bool
    subscribed: bool
    fresh: int
    boards: tuple[tuple[int, str], ...]


def lines(engine: Engine, actor: Actor, now: datetime) -> list[Line]:
    """Return the searches that this person may see, the own first, then by name."""
    with reading(engine) as session:
        return sorted(_lines(session, actor, now), key=lambda one: (not one.own, one.name))


def line(engine: Engine, actor: Actor, search_id: int, now: datetime) -> Line:
    """Return one search. Raises NotFound for one that this person may not see."""
    with reading(engine) as session:
        found = _lines(session, actor, now, only=search_id)
    if not found:
        raise NotFound(what=str(search_id))
    return found[0]


def fresh(engine: Engine, actor: Actor, search_id: int, now: datetime) -> list[AssetView]:
    """Return what a search newly found, as far as this person may see it now, the newest first. Raises NotFound."""
    with reading(engine) as session:
        row = session.scalar(
            select(SearchSubscription).join(SavedSearch, SavedSearch.id == SearchSubscription.search_id)
            .where(SavedSearch.id == search_id, SearchSubscription.person_id == actor.person_id, visibility.searches(actor)))
        if row is None:
            raise NotFound(what=str(search_id))
        return visibility.views(session, actor, row.fresh, now)


def news(engine: Engine, actor: Actor, now: datetime) -> int:
    """Return how many new finds wait for this person in all their searches."""
    if actor.person_id is None:
        return 0
    with reading(engine) as session:
        if not any(session.scalars(_FRESH, {"who": actor.person_id})):
            return 0
        found = session.scalars(
            select(SearchSubscription.fresh).join(SavedSearch, SavedSearch.id == SearchSubscription.search_id)
            .where(SearchSubscription.person_id == actor.person_id, visibility.searches(actor))).all()
        return len(_seen(session, actor, {one for several in found for one in several}, now))


_FRESH: Final = select(SearchSubscription.fresh).where(SearchSubscription.person_id == bindparam("who"))
"""Asked for each page: one statement, put together once. Mostly there is nothing new, and that is all."""


def _lines(session: Session, actor: Actor, now: datetime, only: int | None = None) -> list[Line]:
    query = (select(SavedSearch, Person.display, Department.name, Department.code, SearchSubscription.fresh)
             .join(Person, Person.id == SavedSearch.owner_id)
             .outerjoin(Department, Department.id == SavedSearch.department_id)
             .outerjoin(SearchSubscription, and_(SearchSubscription.search_id == SavedSearch.id,
                                                 SearchSubscription.person_id == actor.person_id))
             .where(visibility.searches(actor)))
    rows = session.execute(query if only is None else query.where(SavedSearch.id == only)).all()
    seen = _seen(session, actor, {one for *_, new in rows for one in new or ()}, now)
    followed: dict[int, list[tuple[int, str]]] = {}
    for search_id, board_id, name in session.execute(
            select(BoardSource.search_id, Board.id, Board.name).join(Board, Board.id == BoardSource.board_id)):
        followed.setdefault(search_id, []).append((board_id, name))
    return [Line(row.id, row.name, row.text, row.sort, row.shared, department, code, owner, row.owner_id == actor.person_id,
                 new is not None, sum(one in seen for one in new or ()), tuple(followed.get(row.id, ())))
            for row, owner, department, code, new in rows]


def _seen(session: Session, actor: Actor, asset_ids: set[int], now: datetime) -> set[int]:
    if not asset_ids:
        return set()
    return set(session.scalars(select(Asset.id).where(Asset.id.in_(asset_ids), visibility.held(actor, now))))


def count(engine: Engine, actor: Actor) -> int:
    """Return how many searches this person may see."""
    with reading(engine) as session:
        return session.scalar(select(func.count()).select_from(SavedSearch).where(visibility.searches(actor))) or 0
