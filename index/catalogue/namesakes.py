"""Telling people of one name apart: which consents of a name count for an asset, by what was said of it.

Without a word the name alone counts, so that nobody who objects stays shown for want of a click (decision 0036).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol, TypeVar

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from index.catalogue.consents import Namesake

Said = Mapping[tuple[int, str], Mapping[int, bool]]
"""By asset and key of a name: the ids of records, and whether the person there is theirs."""


class Numbered(Protocol):
    """A consent's record, whole or in part."""

    @property
    def id(self) -> int: ...

    @property
    def number(self) -> str: ...


R = TypeVar("R", bound=Numbered)


def counting(records: Sequence[R], said: Mapping[int, bool]) -> list[list[R]]:
    """Return which records of one name count for an asset, one list for each person whom they are of.

    A word about a record is one about its person: it holds for the records of the same number too. Who is said to be there
    stands for the name, so others of another number no longer count; a record without a number may be anybody's.
    """
    here = [one for one in records if said.get(one.id)]
    away = {one.number for one in records if said.get(one.id) is False and one.number} - {one.number for one in here}
    left = [one for one in records if said.get(one.id, True) and one.number not in away]
    if not here:
        return [left] if left else []
    return [[one for one in left if not number or not one.number or one.number == number]
            for number in dict.fromkeys(one.number for one in here)]


def said_of(connection: Connection | Session, asset_ids: Iterable[int]) -> Said:
    """Return what was said of the names on these assets."""
    found: dict[tuple[int, str], dict[int, bool]] = {}
    query = select(Namesake.asset_id, Namesake.name_key, Namesake.consent_id, Namesake.is_person)
    for asset_id, key, consent_id, is_person in connection.execute(query.where(Namesake.asset_id.in_(asset_ids))):
        found.setdefault((asset_id, key), {})[consent_id] = is_person
    return found
