"""All that is read of the catalogue to tell every screen what it is told, in one state and whatever the number of screens.

It is read whole once, and then for each change of the catalogue only what the change may concern.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import Session

from index.catalogue.boards import BoardItem
from index.catalogue.items import ItemKind, Ref
from index.catalogue.stories import StoryAsset
from kiosk import concerns, reads
from kiosk.concerns import Concerns, Stamp
from kiosk.plan import Around, OnBoard, Own, ScreenFacts

TOGETHER: Final = 50
"""Boards read at once: a database takes so many values in one question."""


@dataclass(frozen=True, slots=True)
class Fleet:
    """What was read in the state ``stamp``, all of it at ``read_at`` or later.

    ``places`` are {screen: its facts, and its boards in their order}; ``own`` is what is for one screen alone.
    """

    stamp: Stamp
    read_at: datetime
    places: dict[int, tuple[ScreenFacts, tuple[int, ...]]]
    boards: dict[int, OnBoard]
    around: Around
    own: dict[int, Own]


def read(session: Session, now: datetime, zone: ZoneInfo) -> Fleet:
    """Read everything."""
    stamp = concerns.stamp(session)
    places = reads.places(session, true(), now)
    boards = _on_boards(session, dict.fromkeys(one for _, some in places.values() for one in some), now)
    return Fleet(stamp, now, places, boards, reads.around(session, boards.values(), now, zone), _own(session, places, now))


def renewed(session: Session, before: Fleet, now: datetime, zone: ZoneInfo) -> Fleet:
    """Return what is so now, reading what may have changed since ``before``: all of it where that cannot be told."""
    stamp, concerned = concerns.since(session, before.stamp)
    if concerned.everything:
        return read(session, now, zone)
    stale = _boards(session, before, concerned)
    boards = before.boards | _on_boards(session, stale, now) if stale else before.boards
    if any(boards[one] is before.boards[one] for one in stale):  # it was removed, and hangs nowhere now
        return read(session, now, zone)
    return replace(before, stamp=stamp, boards=boards, around=reads.around(session, boards.values(), now, zone),
                   own=_own(session, before.places, now))


def _boards(session: Session, before: Fleet, concerned: Concerns) -> set[int]:
    """Return which of the boards are concerned: where an item lay before, it may be gone by now."""
    stale = set(concerned.boards)
    if concerned.items:
        stale.update(session.scalars(select(BoardItem.board_id).where(_lies(concerned.items))))
        stale.update(one for one, here in before.boards.items()
                     if any(entry.about & concerned.items for entry in here.entries))
    return stale & before.boards.keys()


def _lies(concerned: Collection[Ref]) -> ColumnElement[bool]:
    """SQL: one of these lies in this place, or is a picture of the story there."""
    assets, stories = ([one.id for one in concerned if one.kind is kind] for kind in (ItemKind.ASSET, ItemKind.STORY))
    holding = select(StoryAsset.story_id).where(StoryAsset.asset_id.in_(assets))
    return or_(BoardItem.asset_id.in_(assets), BoardItem.story_id.in_(stories), BoardItem.story_id.in_(holding))


def _on_boards(session: Session, board_ids: Collection[int], now: datetime) -> dict[int, OnBoard]:
    found: dict[int, OnBoard] = {}
    left = iter(board_ids)
    while some := list(islice(left, TOGETHER)):
        found |= reads.on_boards(session, some, now)
    return found


def _own(session: Session, places: dict[int, tuple[ScreenFacts, tuple[int, ...]]], now: datetime) -> dict[int, Own]:
    return reads.addressed(session, [facts for facts, _ in places.values()], now)
