"""The screens' own small pictures, as the desk shows them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue import bins, items
from index.catalogue.assets import Asset
from index.catalogue.fleet import ScreenPicture
from index.catalogue.items import ItemKind, Ref
from index.catalogue.screens import Screen, item_parts
from index.catalogue.stories import Story


@dataclass(frozen=True, slots=True)
class Picture:
    """When a screen's picture of itself was taken, and the item that was on, None where none was."""

    taken_at: datetime
    item: Ref | None


def pictures(session: Session, screen_ids: Collection[int]) -> dict[int, Picture]:
    """Return {screen: its newest picture} of the devices that are paired now.

    One of what lies in the bin, or was deleted, is not shown any more, though its screen may be away.
    """
    rows = session.execute(
        select(ScreenPicture.screen_id, ScreenPicture.taken_at, ScreenPicture.item)
        .join(Screen, Screen.id == ScreenPicture.screen_id)
        .where(ScreenPicture.screen_id.in_(screen_ids), ScreenPicture.taken_at >= Screen.paired_at)).all()
    named = {row.screen_id: item_parts(row.item)[1] for row in rows}
    kept = _kept(session, [one for one in named.values() if one is not None])
    return {row.screen_id: Picture(row.taken_at, named[row.screen_id]) for row in rows
            if named[row.screen_id] is None or named[row.screen_id] in kept}


def _kept(session: Session, wanted: Collection[Ref]) -> set[Ref]:
    """Return those that are there and do not lie in the bin."""
    assets, stories = ([one.id for one in wanted if one.kind is kind] for kind in (ItemKind.ASSET, ItemKind.STORY))
    return {*map(items.ref, session.scalars(select(Asset.id).where(Asset.id.in_(assets), bins.kept()))),
            *map(items.story, session.scalars(select(Story.id).where(Story.id.in_(stories), bins.kept_story())))}


def picture(session: Session, screen_id: int) -> tuple[Picture, bytes] | None:
    """Return a screen's picture with its JPEG bytes; None where there is none to show."""
    found = pictures(session, [screen_id]).get(screen_id)
    data = session.scalar(select(ScreenPicture.picture).where(ScreenPicture.screen_id == screen_id)) if found else None
    return (found, data) if found is not None and data is not None else None
