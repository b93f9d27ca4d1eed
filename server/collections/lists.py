"""Collections as pages read them: each reader sees of the inside what is theirs to see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from index.catalogue import bins, collection_visibility, visibility
from index.catalogue.assets import Asset
from index.catalogue.collections import Collection, CollectionItem, CollectionPerson
from index.catalogue.departments import Department
from index.catalogue.people import Actor, Person
from index.catalogue.queries import AssetView
from index.db import reading
from index.errors import NotFound
from server import policy
from server.collections.service import keeps

COVER = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One collection as somebody sees it. ``seen`` of its assets are theirs to see; ``cover`` are the first of those."""

    id: int
    name: str
    note: str
    shared: str
    department: str | None
    department_code: str | None
    owner: str
    own: bool
    keeps: bool
    edits: bool
    together: bool
    changed_at: datetime
    seen: int
    hidden: int
    cover: tuple[AssetView, ...] = ()
    people: int = 0
    """With how many colleagues it is shared by name."""


@dataclass(frozen=True, slots=True)
class Item:
    """One asset in a collection, and what is said of it there."""

    asset: AssetView
    note: str


def lines(engine: Engine, actor: Actor, now: datetime) -> list[Line]:
    """Return the collections that this person may see, the last changed first."""
    with reading(engine) as session:
        return _lines(session, actor, now)


def line(engine: Engine, actor: Actor, collection_id: int, now: datetime) -> Line:
    """Return one collection. Raises NotFound for one that this person may not see."""
    with reading(engine) as session:
        found = _lines(session, actor, now, only=collection_id)
    if not found:
        raise NotFound(what=f"“{collection_id}”")
    return found[0]


def mine(engine: Engine, actor: Actor) -> list[tuple[int, str]]:
    """Return the collections that this person may put something in: (id, name), the last changed first."""
    with reading(engine) as session:
        rows = session.execute(select(Collection.id, Collection.name).where(collection_visibility.filled(actor))
                               .order_by(Collection.changed_at.desc()))
        return [(row.id, row.name) for row in rows]


def items(engine: Engine, actor: Actor, collection_id: int, now: datetime) -> list[Item]:
    """Return what is in a collection, in its order, as far as this person may see it."""
    with reading(engine) as session:
        notes = ordered(session, collection_id)
        return [Item(view, notes[view.id]) for view in visibility.views(session, actor, list(notes), now)]


def ordered(session: Session, collection_id: int) -> dict[int, str]:
    """Return the assets of a collection in their order, each with its note. Callers apply ``visibility``."""
    rows = session.execute(select(CollectionItem.asset_id, CollectionItem.note)
                           .where(CollectionItem.collection_id == collection_id)
                           .order_by(CollectionItem.position, CollectionItem.asset_id))
    return {row[0]: row[1] for row in rows}


def _lines(session: Session, actor: Actor, now: datetime, only: int | None = None) -> list[Line]:
    query = (select(Collection, Person.display, Department.name, Department.code, collection_visibility.filled(actor))
             .join(Person, Person.id == Collection.owner_id)
             .outerjoin(Department, Department.id == Collection.department_id)
             .where(collection_visibility.readable(actor)).order_by(Collection.changed_at.desc(), Collection.id))
    rows = session.execute(query if only is None else query.where(Collection.id == only)).all()
    ids = [row[0].id for row in rows]
    inside = {row[0]: row[1] for row in session.execute(
        select(CollectionItem.collection_id, func.count()).where(CollectionItem.collection_id.in_(ids),
                                                                 bins.kept(CollectionItem.asset_id))
        .group_by(CollectionItem.collection_id))}
    people = {row[0]: row[1] for row in session.execute(
        select(CollectionPerson.collection_id, func.count()).where(CollectionPerson.collection_id.in_(ids))
        .group_by(CollectionPerson.collection_id))}
    seen: dict[int, list[int]] = {}
    for collection_id, asset_id in session.execute(
            select(CollectionItem.collection_id, CollectionItem.asset_id).join(Asset, Asset.id == CollectionItem.asset_id)
            .where(CollectionItem.collection_id.in_(ids), visibility.held(actor, now))
            .order_by(CollectionItem.position, CollectionItem.asset_id)):
        seen.setdefault(collection_id, []).append(asset_id)
    first = {asset_id for found in seen.values() for asset_id in found[:COVER]}
    views = {view.id: view for view in visibility.views(session, actor, sorted(first), now)}
    return [Line(row.id, row.name, row.note, row.shared, department, code, owner, row.owner_id == actor.person_id,
                 keeps(actor, row), filled and policy.may(actor, "collect"), row.together, row.changed_at,
                 len(found := seen.get(row.id, [])), inside.get(row.id, 0) - len(found),
                 tuple(views[one] for one in found[:COVER] if one in views), people.get(row.id, 0))
            for row, owner, department, code, filled in rows]
