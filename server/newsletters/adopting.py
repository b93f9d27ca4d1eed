"""An approved issue is the adoption of its stories by its internal bulletin: one placement each, never a second one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue import audit, items
from index.catalogue.channels import Aim, Channel
from index.catalogue.lifecycle import State
from index.catalogue.newsletters import Newsletter, NewsletterEntry, NewsletterIssue
from index.catalogue.outlets import Outlet
from index.catalogue.people import Actor
from index.catalogue.placements import Placement, PlacementState


def adopt(session: Session, actor: Actor, issue: NewsletterIssue, entry: NewsletterEntry, story_id: int, *, file_name: str,
          now: datetime) -> None:
    """Put on record that this issue adopted this story, with its PDF as evidence, in the caller's transaction.

    What was sent to the bulletin, or claimed, and is open is confirmed; what it adopted already stays as it is.
    """
    of = session.get_one(Newsletter, issue.newsletter_id)
    row = session.scalar(
        select(Placement).where(Placement.story_id == story_id, Placement.outlet_id == of.outlet_id, Placement.contest == "",
                                Placement.state != PlacementState.NOT_ADOPTED)
        .order_by(Placement.state != PlacementState.ADOPTED, Placement.id).limit(1))
    if row is None:
        row = Placement(story_id=story_id, outlet_id=of.outlet_id, channel_id=_channel(session, of, story_id), made_at=now,
                        made_by=actor.person_id)
        session.add(row)
    if row.state != PlacementState.ADOPTED:
        row.state, row.published_on = PlacementState.ADOPTED, issue.dated
        row.evidence_sha256, row.evidence_name = issue.pdf_sha256, f"{file_name}.pdf"
        row.evidence_bytes, row.confirmed_at, row.confirmed_by = issue.pdf_bytes, now, actor.person_id
        session.flush()
        audit.record(session, actor, "adopted", items.story(story_id).subject, at=now, placement=row.id, outlet=of.name,
                     issue=file_name)
    entry.placement_id = row.id


def _channel(session: Session, of: Newsletter, story_id: int) -> int:
    """Return the channel by which a story came to the bulletin: the bulletin's own, where it has one, else the one on which
    the story was approved, first those that lead out of the house.
    """
    own = session.scalar(select(Outlet.channel_id).where(Outlet.id == of.outlet_id))
    if own is not None:
        return own
    return session.scalars(select(Channel.id).join(Aim, Aim.channel_id == Channel.id)
                           .where(Aim.story_id == story_id, Aim.state == State.APPROVED)
                           .order_by(Channel.goes_on.desc(), Channel.position).limit(1)).one()
