"""Voiding (作废审核): what is under way or approved starts its route again for a text that has changed since."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue.assets import Asset
from index.catalogue.channels import Aim, Channel
from index.catalogue.lifecycle import WAITING, State, Verb, move
from index.catalogue.people import Actor
from index.catalogue.reviews import Review
from index.catalogue.routing import lay, route_for


def void(session: Session, actor: Actor, asset: Asset, version: int, *, now: datetime) -> list[str]:
    """An edit after submission: what is under way or approved starts its route again, for the new text.

    Returns the channels whose approvals were voided. Called in the transaction of the edit.
    """
    voided = []
    query = select(Aim, Channel).join(Channel, Channel.id == Aim.channel_id).where(Aim.asset_id == asset.id)
    for aim, channel in session.execute(query):
        state = State(aim.state)
        if state not in WAITING | {State.APPROVED}:
            continue
        aim.pinned_version, aim.pinned_sha256 = version, asset.sha256
        if state is State.SUBMITTED:
            continue
        aim.state, aim.changed_at = move(state, Verb.VOID), now
        aim.submitted_at = now  # by whom stays: an edit by another frees nobody to approve their own
        lay(session, aim, route_for(session, channel.id, asset.department_id))
        session.add(Review(aim_id=aim.id, person_id=actor.person_id, verb=Verb.VOID, desk=None, version=version,
                           reason="", at=now))
        voided.append(channel.code)
    return voided

