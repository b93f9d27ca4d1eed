"""What stands on an item's page about its way out of the house."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue.assets import Asset
from index.catalogue.channels import Aim, Channel
from index.catalogue.items import Item, ItemKind
from index.catalogue.lifecycle import HELD, State
from index.catalogue.people import Actor
from index.catalogue.stories import Story
from server import policy
from server.placements import lists
from server.placements.lists import PlacementLine


@dataclass(frozen=True, slots=True)
class Placed:
    """An item's placements. ``sends`` says that the reader may send it on, ``records`` that they may say it was adopted,
    ``confirms`` that it is their word whether it was, and whether it counts ``double``.
    """

    lines: tuple[PlacementLine, ...]
    sends: bool
    records: bool
    confirms: bool
    double: bool


def placed(session: Session, actor: Actor, item: Item, zone: ZoneInfo, now: datetime) -> Placed | None:
    """Return what an item's page shows of its placements; None where there is nothing to show and nothing to do."""
    found = tuple(lists.of_item(session, actor, item.ref, zone, now))
    states = session.execute(select(Aim.state, Channel.goes_on).join(Channel, Channel.id == Aim.channel_id)
                             .where(item.ref.aims, Aim.state.in_(HELD))).all()
    mine = policy.may(actor, "place", item)
    sends = mine and any(state == State.APPROVED and goes_on for state, goes_on in states)
    confirms = policy.may(actor, "confirm-placements")
    records = sends or (confirms and bool(states))
    if not found and not records:
        return None
    row = item.row(Story) if item.ref.kind is ItemKind.STORY else item.row(Asset)
    return Placed(found, sends, records, confirms, row.counts_double)
