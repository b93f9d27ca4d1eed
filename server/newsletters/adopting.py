"""An approved issue is the adoption of its stories by its internal bulletin: one placement each, never a second one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from index.catalogue import audit, items
from index.catalogue.channels import Aim, Channel
from index.catalogue.lifecycle import State
from index.catalogue.newsletters import Newsletter, NewsletterEntry, NewsletterIssue
from index.catalogue.outlets import Outlet
from index.catalogue.people import Actor
from index.catalogue.placements import Placement, PlacementState
from server.ledger.months import month_of


def adopt(session: Session, actor: Actor, issue: NewsletterIssue, entry: NewsletterEntry, story_id: int, *, file_name: str,
          now: datetime) -> None:
    """Put on record that this issue adopted this story, with its PDF as evidence, in the caller's transaction.

    What was sent to the bulletin, or on its channel without saying to whom, or claimed, and is open is confirmed; what it
    adopted already stays as it is.
    """
    of = session.get_one(Newsletter, issue.newsletter_id)
    channel = _channel(session, of, story_id)
    row = _row(session, of, issue, story_id, channel)
    if row is None:
        row = Placement(story_id=story_id, channel_id=channel, made_at=now, made_by=actor.person_id)
        session.add(row)
    if row.state != PlacementState.ADOPTED:
        row.state, row.outlet_id, row.published_on = PlacementState.ADOPTED, of.outlet_id, issue.dated
        row.evidence_sha256, row.evidence_name = issue.pdf_sha256, f"{file_name}.pdf"
        row.evidence_bytes, row.confirmed_at = issue.pdf_bytes, row.confirmed_at or now
        row.confirmed_by = row.confirmed_by or actor.person_id
        session.flush()
        audit.record(session, actor, "adopted", items.story(story_id).subject, at=now, placement=row.id, outlet=of.name,
                     issue=file_name)
    entry.placement_id = row.id


def _row(session: Session, of: Newsletter, issue: NewsletterIssue, story_id: int, channel: int) -> Placement | None:
    """Return the placement that this adoption is the end of: what is adopted already, else what was confirmed once for the
    same month, so that a month that was closed meanwhile does not count it a second time, else what is open.

    What was confirmed once for another month stays what it is: it would leave the month that counted it.
    """
    to = session.scalars(
        select(Placement).where(Placement.story_id == story_id, Placement.contest == "",
                                or_(Placement.outlet_id == of.outlet_id,
                                    and_(Placement.outlet_id.is_(None), Placement.channel_id == channel,
                                         Placement.state == PlacementState.SENT)))
        .order_by(Placement.state != PlacementState.ADOPTED, Placement.confirmed_at.is_(None), Placement.outlet_id.is_(None),
                  Placement.id))
    return next((one for one in to if one.state == PlacementState.ADOPTED or _ends(one, month_of(issue.dated))), None)


def _ends(row: Placement, month: str) -> bool:
    if row.confirmed_at is None or row.published_on is None:
        return row.state != PlacementState.NOT_ADOPTED
    return month_of(row.published_on) == month


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
