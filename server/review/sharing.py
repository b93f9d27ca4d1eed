"""A step that several routes share is done once: the other channels of an item for which one decision counts too."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue.channels import Aim, Channel
from index.catalogue.items import Item, Ref
from index.catalogue.lifecycle import State
from index.catalogue.steps import Step
from index.errors import NotFound
from server.review import desks

Aimed = tuple[Channel, Aim]


def aims_of(session: Session, ref: Ref) -> list[Aimed]:
    """Return an item's aims at the channels in use, in the channels' order."""
    rows = session.execute(select(Channel, Aim).join(Aim, Aim.channel_id == Channel.id)
                           .where(ref.aims, Channel.active).order_by(Channel.position))
    return list(rows)


def aim_at(session: Session, ref: Ref, code: str, aims: Iterable[Aimed], now: datetime) -> Aim:
    """Return an item's aim at a channel, a new draft where it has none yet. Raises NotFound for a channel not in use."""
    held = next((aim for channel, aim in aims if channel.code == code), None)
    if held is not None:
        return held
    channel = session.scalar(select(Channel).where(Channel.code == code, Channel.active))
    if channel is None:
        raise NotFound(what=f"“{code}”")
    aim = Aim(**ref.columns, channel_id=channel.id, state=State.DRAFT, route=(), step=0, changed_at=now)
    session.add(aim)
    session.flush()
    return aim


def shared(session: Session, person_id: int | None, aim: Aim, item: Item, others: Iterable[Aimed],
           now: datetime) -> list[Aimed]:
    """Return those of the others where the step that waits here waits too: the same desk, the same people, the same bytes
    and text, and this person may decide it there as well.
    """
    step = aim.route[aim.step]
    return [(channel, other) for channel, other in others
            if other.id != aim.id and (waits := other.waits) is not None and _same(waits, step)
            and (other.pinned_sha256, other.pinned_version) == (aim.pinned_sha256, aim.pinned_version)
            and person_id in desks.deciders(session, other, item, now)]


def _same(one: Step, other: Step) -> bool:
    return (one.desk, one.all_of, one.handed) == (other.desk, other.all_of, other.handed)
