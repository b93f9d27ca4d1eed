"""What a notice about review needs to know of an item: where it stands on a channel, whose it is, on whose desk it lies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue import items as catalogue
from index.catalogue.assets import Asset
from index.catalogue.channels import Aim, Channel
from index.catalogue.items import ItemKind
from index.catalogue.steps import Step
from index.catalogue.stories import Story
from index.errors import NotFound
from server.notices.subjects import parts
from server.review import desks


@dataclass(frozen=True, slots=True)
class Item:
    """One asset or story as it stands on one channel."""

    subject: str
    channel: str
    aim: Aim
    row: catalogue.Item

    @property
    def waits(self) -> Step | None:
        """The step that waits for a decision."""
        return self.aim.waits

    @property
    def authors(self) -> frozenset[int]:
        """Who submitted it, and whose it is."""
        return catalogue.people(self.aim.submitted_by, self.row.owner_id)

    def deciders(self, session: Session, now: datetime) -> frozenset[int]:
        """Return who may decide the step that waits; a deputy in the place of whoever is away."""
        return desks.deciders(session, self.aim, self.row, now)


def items(session: Session, subject: str, channel: str | None = None) -> list[Item]:
    """Return a subject like ``asset:V12`` or ``story:S3`` as it stands on this channel, or on each."""
    kind, public = parts(subject)
    try:
        ref = catalogue.parse(public)
    except NotFound:
        return []
    if ref.kind != kind or session.get(Story if ref.kind is ItemKind.STORY else Asset, ref.id) is None:
        return []
    query = (select(Aim, Channel.code).join(Channel, Channel.id == Aim.channel_id)
             .where(ref.aims, Channel.active).order_by(Channel.position))
    rows = session.execute(query if channel is None else query.where(Channel.code == channel))
    row = catalogue.load(session, ref)
    return [Item(subject, code, aim, row) for aim, code in rows]
