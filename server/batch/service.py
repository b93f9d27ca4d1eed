"""Changing a field of many assets at once: add, remove or replace, each by the rules of a single edit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from index.catalogue.assets import public_id
from index.catalogue.people import Actor
from index.errors import Invalid, NotFound, VitrineError
from server.batch.keeping import Piece, RowOutcome, fetched, gathered, in_pieces, keep, outcome, refusal
from server.library.describe import Edit, save_to
from server.library.forms import listed, number
from server.library.terms import TERM

TEXTS: Final = ("title", "caption", "place", "credit")
SEVERAL: Final = ("keywords", "people")
RIGHTS: Final = ("licence", *TERM)
FIELDS: Final = ("title", "caption", "keywords", "people", "place", "credit", "event", *RIGHTS)
MOST: Final = 5000
"""Assets that are changed together."""


class How(StrEnum):
    """What is done with a field: words are put behind what is there, taken out of it, or put in its place; people are
    said not to be recognisable.
    """

    ADD = "add"
    REMOVE = "remove"
    REPLACE = "replace"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Step:
    """What is done with one field, and with which words. An event is replaced only: its row, nothing for none; so are rights,
    moments being ISO 8601 with an offset.
    """

    how: How
    value: str


Change = Mapping[str, Step]


def change_many(engine: Engine, actor: Actor, asset_ids: Sequence[int], change: Change, source: str, *, now: datetime,
                check: bool = False) -> tuple[int | None, list[RowOutcome]]:
    """Change many assets, each by itself, and return the batch (None where nothing changed) and what became of each.

    One that is refused leaves the others alone. With ``check`` nothing is kept. Raises Invalid for too many or no change.
    """
    return gathered(changing(engine, actor, asset_ids, change, source, now=now, check=check))


def changing(engine: Engine, actor: Actor, asset_ids: Sequence[int], change: Change, source: str, *, now: datetime,
             check: bool = False) -> Iterator[Piece]:
    """Change many assets like ``change_many``, and tell after each piece; what is asked is checked before the first."""
    if len(asset_ids) > MOST:
        raise Invalid("assets", f"一次最多 {MOST} 个", f"at most {MOST} at once")
    if not change:
        raise Invalid("change", "还没有选择要改什么", "nothing to change was chosen")

    def work(session: Session, some: Sequence[int], at: int, batch: int | None) -> Piece:
        return _piece(session, actor, some, change, batch, source, at, now)

    return in_pieces(engine, asset_ids, work, check=check)


def _piece(session: Session, actor: Actor, asset_ids: Sequence[int], change: Change, batch: int | None, source: str, at: int,
           now: datetime) -> Piece:
    told, kept = [], []
    seen = fetched(session, actor, asset_ids, now)
    for place, asset_id in enumerate(asset_ids, at + 1):
        try:
            if asset_id not in seen:
                raise NotFound(what=public_id(asset_id))
            asset, words = seen[asset_id]
            saved = save_to(session, actor, asset, words, edit_of(change, words), now=now)
        except VitrineError as error:
            told.append(refusal(place, asset_id, error))
            continue
        told.append(outcome(place, asset_id, saved))
        kept.append((asset_id, saved))
    return Piece(keep(session, actor, batch, kept, source, now), told)


def edit_of(change: Change, words: Any) -> Edit:
    """Return what a change makes of one asset's words."""
    given: dict[str, Any] = {name: _text(change[name], getattr(words, name)) for name in TEXTS if name in change}
    given |= {name: _several(change[name], tuple(getattr(words, name))) for name in SEVERAL if name in change}
    given |= {name: change[name].value for name in RIGHTS if name in change}
    if "people" in change and change["people"].how is How.NOBODY:
        given |= {"people": (), "nobody": True}
    return Edit(**given, event_id=(number(change["event"].value) or 0) if "event" in change else None)


def _text(step: Step, old: str) -> str:
    value = step.value.strip()
    if step.how is How.REPLACE:
        return value
    if step.how is How.REMOVE:
        return old.replace(value, "") if value else old
    return old if value in old else f"{old} {value}".strip()


def _several(step: Step, old: tuple[str, ...]) -> tuple[str, ...]:
    value = listed(step.value) or ()
    if step.how is How.REPLACE:
        return value
    if step.how is How.REMOVE:
        return tuple(one for one in old if one not in value)
    return (*old, *(one for one in value if one not in old))
