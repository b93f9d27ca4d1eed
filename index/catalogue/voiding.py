"""Voiding (作废审核): what is under way or approved starts its route again for a text that has changed since."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue.channels import Aim, Channel
from index.catalogue.items import Item
from index.catalogue.lifecycle import HELD, State, Verb, move
from index.catalogue.people import Actor
from index.catalogue.reviews import Review
from index.catalogue.routing import lay, route_for


def void(session: Session, actor: Actor, item: Item, *, now: datetime) -> list[str]:
    """An edit after submission: what is under way or approved starts its route again, for the item as it stands now.

    Returns the channels whose approvals were voided. Called in the transaction of the edit.
    """
    voided = []
    query = select(Aim, Channel).join(Channel, Channel.id == Aim.channel_id).where(item.ref.aims)
    for aim, channel in session.execute(query.order_by(Channel.position)):
        state = State(aim.state)
        if state not in HELD:
            continue
        aim.pinned_version, aim.pinned_sha256 = item.version, item.sha256
        if state is State.SUBMITTED:
            continue
        aim.state, aim.changed_at = move(state, Verb.VOID), now
        aim.submitted_at = now  # by whom stays: an edit by another frees nobody to approve their own
        lay(session, aim, route_for(session, channel.id, item.department_id))
        session.add(Review(aim_id=aim.id, person_id=actor.person_id, verb=Verb.VOID, desk=None, version=item.version,
                           reason="", at=now))
        voided.append(channel.code)
    return voided
