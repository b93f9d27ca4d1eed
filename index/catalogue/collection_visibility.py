"""Who may see a collection, and who may fill it; and with whom it, or a saved search, is shared: a part of ``visibility``."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, false, or_

from index.catalogue.collections import Collection, CollectionPerson
from index.catalogue.people import Actor
from index.catalogue.searches import SavedSearch, Shared


def readable(actor: Actor) -> ColumnElement[bool]:
    """SQL: this person may see name, note and order of this collection, as of saved searches: the own, and what is shared
    with them, by name or among others. What is inside is another question: each reader's own.
    """
    return or_(_own_or_named(actor), among_others(Collection, actor))


def filled(actor: Actor) -> ColumnElement[bool]:
    """SQL: this person may fill, order and annotate this collection: the own, what is shared with them by name to be
    edited, and what is edited together; the office whatever it sees.
    """
    if actor.sees_all:
        return readable(actor)
    return or_(_own_or_named(actor, edits=True), and_(Collection.together, among_others(Collection, actor)))


def _own_or_named(actor: Actor, *, edits: bool = False) -> ColumnElement[bool]:
    if actor.person_id is None:
        return false()
    named = exists().where(CollectionPerson.collection_id == Collection.id, CollectionPerson.person_id == actor.person_id)
    return or_(Collection.owner_id == actor.person_id, named.where(CollectionPerson.edits) if edits else named)


def among_others(kept: type[Collection | SavedSearch], actor: Actor) -> ColumnElement[bool]:
    """SQL: this collection, or this saved search, is shared with everybody, or with this person's department."""
    everybody = kept.shared == Shared.EVERYONE
    if actor.department_id is None:
        return everybody
    return or_(everybody, and_(kept.shared == Shared.DEPARTMENT, kept.department_id == actor.department_id))
