"""Collections: make, change, fill, order, remove. Each is one transaction with its audit line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Engine, delete, func, select
from sqlalchemy.orm import Session

from index.catalogue import audit, collection_visibility, visibility
from index.catalogue.assets import public_id
from index.catalogue.collections import Collection, CollectionItem
from index.catalogue.departments import Department
from index.catalogue.people import Actor
from index.catalogue.searches import Shared
from index.db import writing
from index.errors import Invalid, NotFound
from server import policy

LONGEST: Final = {"name": 60, "note": 1000, "item": 300}
MOST: Final = 1000
"""Assets in one collection: more than that is a search."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A collection as somebody wants it. ``department`` is a code, where it is shared with a department; ``together`` lets
    those with whom it is shared fill, order and annotate it too.
    """

    name: str
    note: str = ""
    shared: str = Shared.PRIVATE
    department: str = ""
    together: bool = False


def make(engine: Engine, actor: Actor, wish: Wish, asset_ids: Sequence[int] = (), *, now: datetime) -> int:
    """Make a collection with these assets in it and return its id. Raises Forbidden, Invalid."""
    policy.require(actor, "collect")
    if actor.person_id is None:
        raise policy.forbidden("collect")
    with writing(engine) as session:
        row = Collection(name="", note="", owner_id=actor.person_id, made_at=now, changed_at=now)
        _fill(session, actor, row, wish, now)
        session.add(row)
        session.flush()
        audit.record(session, actor, "added", f"collection:{row.id}", at=now, name=row.name, shared=row.shared)
        _put(session, actor, row, asset_ids, now)
        return row.id


def change(engine: Engine, actor: Actor, collection_id: int, wish: Wish, *, now: datetime) -> None:
    """Change name, note and whom it is shared with. Raises Forbidden, Invalid, NotFound."""
    with writing(engine) as session:
        row = kept_by(session, actor, collection_id)
        _fill(session, actor, row, wish, now)
        audit.record(session, actor, "changed", f"collection:{row.id}", at=now, name=row.name, shared=row.shared)


def remove(engine: Engine, actor: Actor, collection_id: int, *, now: datetime) -> None:
    """Remove a collection, its links with it; the assets stay. Raises Forbidden, NotFound."""
    with writing(engine) as session:
        row = kept_by(session, actor, collection_id)
        audit.record(session, actor, "removed", f"collection:{row.id}", at=now, name=row.name)
        session.execute(delete(Collection).where(Collection.id == row.id))


def put_in(engine: Engine, actor: Actor, collection_id: int, asset_ids: Sequence[int], *, now: datetime) -> int:
    """Put assets that this person may see at the end; those that are in stay where they are. Returns how many are new.

    Raises Forbidden, NotFound, Invalid where it would be too full.
    """
    with writing(engine) as session:
        return _put(session, actor, edited_by(session, actor, collection_id), asset_ids, now)


def take_out(engine: Engine, actor: Actor, collection_id: int, asset_id: int, *, now: datetime) -> None:
    """Take an asset out; one that is not in is no error. Raises Forbidden, NotFound."""
    with writing(engine) as session:
        row = edited_by(session, actor, collection_id)
        item = session.get(CollectionItem, (row.id, asset_id))
        if item is not None:
            session.delete(item)
            _noted(session, actor, row, "emptied", now, asset=public_id(asset_id))


def annotate(engine: Engine, actor: Actor, collection_id: int, asset_id: int, note: str, *, now: datetime) -> None:
    """Say something of one asset in a collection. Raises Forbidden, Invalid, NotFound."""
    said = note.strip()
    _length("note", said, LONGEST["item"])
    with writing(engine) as session:
        row = edited_by(session, actor, collection_id)
        item = session.get(CollectionItem, (row.id, asset_id))
        if item is None:
            raise NotFound(what=public_id(asset_id))
        if item.note != said:
            item.note = said
            _noted(session, actor, row, "annotated", now, asset=public_id(asset_id), note=said)


def reorder(engine: Engine, actor: Actor, collection_id: int, asset_ids: Sequence[int], *, now: datetime) -> None:
    """Put the items in this order. What is not named keeps its order and follows. Raises Forbidden, NotFound."""
    with writing(engine) as session:
        row = edited_by(session, actor, collection_id)
        items = {one.asset_id: one for one in session.scalars(
            select(CollectionItem).where(CollectionItem.collection_id == row.id)
            .order_by(CollectionItem.position, CollectionItem.asset_id))}
        wanted = [one for one in dict.fromkeys(asset_ids) if one in items]
        order = wanted + [one for one in items if one not in set(wanted)]
        for position, asset_id in enumerate(order, 1):
            items[asset_id].position = position
        _noted(session, actor, row, "reordered", now, order=[public_id(one) for one in order])


def kept_by(session: Session, actor: Actor, collection_id: int) -> Collection:
    """Return a collection that this person keeps: the own, for the office any that is shared. Raises NotFound, Forbidden."""
    row = _seen(session, actor, collection_id)
    if not keeps(actor, row):
        raise policy.forbidden("collect")
    return row


def edited_by(session: Session, actor: Actor, collection_id: int) -> Collection:
    """Return a collection whose inside this person may change (``collection_visibility.filled``). Raises as ``kept_by``."""
    row = _seen(session, actor, collection_id)
    if not policy.may(actor, "collect") or session.scalar(
            select(Collection.id).where(Collection.id == row.id, collection_visibility.filled(actor))) is None:
        raise policy.forbidden("collect")
    return row


def keeps(actor: Actor, row: Collection) -> bool:
    """Say whether this person may change a collection that they see."""
    return policy.may(actor, "collect") and (row.owner_id == actor.person_id or actor.sees_all)


def _seen(session: Session, actor: Actor, collection_id: int) -> Collection:
    row = session.scalar(select(Collection).where(Collection.id == collection_id, collection_visibility.readable(actor)))
    if row is None:
        raise NotFound(what=f"“{collection_id}”")
    return row


def _put(session: Session, actor: Actor, row: Collection, asset_ids: Sequence[int], now: datetime) -> int:
    seen = visibility.seen(session, actor, list(asset_ids), now)
    inside = set(session.scalars(select(CollectionItem.asset_id).where(CollectionItem.collection_id == row.id)))
    new = [one for one in dict.fromkeys(asset_ids) if one in seen and one not in inside]
    if len(inside) + len(new) > MOST:
        raise Invalid("asset", f"一个精选集最多 {MOST} 个素材", f"a collection holds {MOST} assets at most")
    last = session.scalar(select(func.max(CollectionItem.position)).where(CollectionItem.collection_id == row.id)) or 0
    session.add_all(CollectionItem(collection_id=row.id, asset_id=one, position=last + place, note="", added_at=now)
                    for place, one in enumerate(new, 1))
    if new:
        _noted(session, actor, row, "filled", now, assets=[public_id(one) for one in new])
    return len(new)


def _fill(session: Session, actor: Actor, row: Collection, wish: Wish, now: datetime) -> None:
    name, note = " ".join(wish.name.split()), wish.note.replace("\r\n", "\n").strip()
    if not name:
        raise Invalid("name", "不能为空", "must not be empty")
    _length("name", name, LONGEST["name"])
    _length("note", note, LONGEST["note"])
    if wish.shared not in set(Shared):
        raise Invalid("shared", "没有这个选项", "there is no such choice")
    department = None
    if wish.shared == Shared.DEPARTMENT:
        department = session.scalar(select(Department.id).where(Department.code == wish.department)) if wish.department \
            else actor.department_id
        if department is None or (department != actor.department_id and not actor.sees_all):
            raise Invalid("shared", "请选择一个部门", "choose a department")
    row.name, row.note, row.shared, row.department_id, row.changed_at = name, note, wish.shared, department, now
    row.together = wish.together and wish.shared != Shared.PRIVATE


def _length(field: str, text: str, most: int) -> None:
    if len(text) > most:
        raise Invalid(field, f"最多 {most} 个字", f"at most {most} characters")


def _noted(session: Session, actor: Actor, row: Collection, verb: str, now: datetime, **details: object) -> None:
    row.changed_at = now
    audit.record(session, actor, verb, f"collection:{row.id}", at=now, name=row.name, **details)
