"""What a notice about review needs to know of an item: where it stands on a channel, whose it is, on whose desk it lies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue.assets import Asset, row_id
from index.catalogue.channels import Aim, Channel
from index.catalogue.lifecycle import WAITING, State
from index.catalogue.steps import Step
from index.errors import NotFound
from server.review import desks


@dataclass(frozen=True, slots=True)
class Item:
    """One asset as it stands on one channel."""

    subject: str
    channel: str
    aim: Aim
    asset: Asset

    @property
    def waits(self) -> Step | None:
        """The step that waits for a decision."""
        waits = State(self.aim.state) in WAITING and self.aim.step < len(self.aim.route)
        return self.aim.route[self.aim.step] if waits else None

    @property
    def authors(self) -> frozenset[int]:
        """Who submitted it, and whose it is."""
        return desks.authors(self.aim.submitted_by, self.asset.owner_id)

    def deciders(self, session: Session, now: datetime) -> frozenset[int]:
        """Return who may decide the step that waits; a deputy in the place of whoever is away."""
        return desks.deciders(session, self.aim, self.asset, now)


def items(session: Session, subject: str, channel: str | None = None) -> list[Item]:
    """Return a subject like ``asset:V12`` as it stands on this channel, or on each."""
    kind, _, public = subject.partition(":")
    if kind != "asset":
        return []
    try:
        asset_id = row_id(public)
    except NotFound:
        return []
    query = (select(Aim, Channel.code, Asset).join(Channel, Channel.id == Aim.channel_id)
             .join(Asset, Asset.id == Aim.asset_id)
             .where(Aim.asset_id == asset_id, Channel.active).order_by(Channel.position))
    rows = session.execute(query if channel is None else query.where(Channel.code == channel))
    return [Item(subject, code, aim, asset) for aim, code, asset in rows]
