"""Whose an item is, in parts of a hundred: as its credits say, else all of a part alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue.assets import Description
from index.catalogue.items import ItemKind, Ref
from index.catalogue.people import Person
from index.catalogue.stories import CreditPart, StoryCredit
from server.ledger.entries import Share

WHOLE: Final = Decimal(100)
_PARTS: Final = 10_000
_AT_ONCE: Final = 10_000

Named = tuple[int | None, str, int | None, int | None]
"""Somebody who is named for a part: person, name, the percentage that was set for them, and whose they were then."""
Credited = Sequence[Named]


def shares_of(session: Session, owners: Mapping[Ref, int | None]) -> dict[Ref, tuple[Share, ...]]:
    """Return the shares of these items, given who brought or began each.

    A story's are its credits; without any author named, whoever began it is. An asset is its photographer's: who brought
    it, else whom its credit names, as for what came from outside.
    """
    named = _credits(session, [one.id for one in owners if one.kind is ItemKind.STORY])
    people = _names(session, {owner for owner in owners.values() if owner is not None})
    signed = _signed(session, [one.id for one, owner in owners.items() if one.kind is ItemKind.ASSET and owner is None])
    found = {}
    for ref, owner in owners.items():
        parts: dict[str, Credited] = dict(named.get(ref.id, {})) if ref.kind is ItemKind.STORY else {}
        own = CreditPart.AUTHOR if ref.kind is ItemKind.STORY else CreditPart.PHOTOGRAPHER
        if own not in parts and owner is not None:
            parts[own] = [(owner, people.get(owner, ""), None, None)]
        elif own not in parts and (credit := signed.get(ref.id, "") if ref.kind is ItemKind.ASSET else ""):
            parts[own] = [(None, credit, None, None)]
        found[ref] = tuple(share for part in CreditPart if part in parts for share in split(part, parts[part]))
    return found


def split(part: str, credited: Credited) -> list[Share]:
    """Return the shares of those who are named for a part: the percentages that were set, else equal ones in hundredths of a
    percent, of which the first get one more each until it is 100 in all.
    """
    if all(percent is not None for _person, _name, percent, _of in credited):
        return [Share(person, name, part, Decimal(percent or 0), of) for person, name, percent, of in credited]
    each, rest = divmod(_PARTS, len(credited))
    return [Share(person, name, part, Decimal(each + (place < rest)).scaleb(-2), of)
            for place, (person, name, _percent, of) in enumerate(credited)]


def _credits(session: Session, ids: Sequence[int]) -> dict[int, dict[str, list[Named]]]:
    found: dict[int, dict[str, list[Named]]] = {}
    for some in _chunks(ids):
        for row in session.execute(
                select(StoryCredit.story_id, StoryCredit.part, StoryCredit.person_id, StoryCredit.name, StoryCredit.share,
                       StoryCredit.department_id, Person.display)
                .outerjoin(Person, Person.id == StoryCredit.person_id).where(StoryCredit.story_id.in_(some))
                .order_by(StoryCredit.story_id, StoryCredit.position)):
            found.setdefault(row.story_id, {}).setdefault(row.part, []).append(
                (row.person_id, row.display or row.name, row.share, row.department_id))
    return found


def _names(session: Session, ids: set[int]) -> dict[int, str]:
    return {row.id: row.display for some in _chunks(sorted(ids))
            for row in session.execute(select(Person.id, Person.display).where(Person.id.in_(some)))}


def _signed(session: Session, ids: Sequence[int]) -> dict[int, str]:
    return {row.asset_id: row.credit.strip() for some in _chunks(ids) for row in session.execute(
        select(Description.asset_id, Description.credit).where(Description.asset_id.in_(some)))}


def _chunks(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[first:first + _AT_ONCE] for first in range(0, len(ids), _AT_ONCE))
