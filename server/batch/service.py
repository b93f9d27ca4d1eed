"""Changing a field of many assets at once: add, remove or replace, each by the rules of a single edit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from index.catalogue import visibility
from index.catalogue.assets import Description
from index.catalogue.people import Actor
from index.db import writing
from index.errors import Invalid, VitrineError
from server.batch.keeping import AT_ONCE, Rehearsed, RowOutcome, keep, outcome, refusal
from server.library.describe import Edit, save
from server.library.forms import listed, number

TEXTS: Final = ("title", "caption", "place", "credit")
SEVERAL: Final = ("keywords", "people")
FIELDS: Final = ("title", "caption", "keywords", "people", "place", "credit", "event")
MOST: Final = 5000
"""Assets that are changed together."""


class How(StrEnum):
    """What is done with a field: words are put behind what is there, taken out of it, or put in its place."""

    ADD = "add"
    REMOVE = "remove"
    REPLACE = "replace"


@dataclass(frozen=True, slots=True)
class Step:
    """What is done with one field, and with which words. An event is replaced only: its row, nothing for none."""

    how: How
    value: str


Change = Mapping[str, Step]


def change_many(engine: Engine, actor: Actor, asset_ids: Sequence[int], change: Change, source: str, *, now: datetime,
                check: bool = False) -> tuple[int | None, list[RowOutcome]]:
    """Change many assets, each by itself, and return the batch (None where nothing changed) and what became of each.

    One that is refused leaves the others alone. With ``check`` nothing is kept. Raises Invalid for too many or no change.
    """
    if len(asset_ids) > MOST:
        raise Invalid("assets", f"一次最多 {MOST} 个", f"at most {MOST} at once")
    if not change:
        raise Invalid("change", "还没有选择要改什么", "nothing to change was chosen")
    batch: int | None = None
    told: list[RowOutcome] = []
    for at in range(0, len(asset_ids), AT_ONCE):
        try:
            with writing(engine) as session:
                batch, outcomes = _piece(session, actor, asset_ids[at:at + AT_ONCE], change, batch, source, at, now)
                if check:
                    batch = None
                    raise Rehearsed
        except Rehearsed:
            pass
        told += outcomes
    return batch, told


def _piece(session: Session, actor: Actor, asset_ids: Sequence[int], change: Change, batch: int | None, source: str, at: int,
           now: datetime) -> tuple[int | None, list[RowOutcome]]:
    told, kept = [], []
    for place, asset_id in enumerate(asset_ids, at + 1):
        try:
            visibility.asset_for(session, actor, asset_id, now)
            edit = edit_of(change, session.get_one(Description, asset_id))
            saved = save(session, actor, asset_id, edit, now=now)
        except VitrineError as error:
            told.append(refusal(place, asset_id, error))
            continue
        told.append(outcome(place, asset_id, saved))
        kept.append((asset_id, saved))
    return keep(session, actor, batch, kept, source, now), told


def edit_of(change: Change, words: Any) -> Edit:
    """Return what a change makes of one asset's words."""
    given: dict[str, Any] = {name: _text(change[name], getattr(words, name)) for name in TEXTS if name in change}
    given |= {name: _several(change[name], tuple(getattr(words, name))) for name in SEVERAL if name in change}
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
