"""What somebody submitted: where it stands on each channel, what came back first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from index.catalogue import queries
from index.catalogue.assets import Asset
from index.catalogue.channels import STEP_NAMES, Aim, Channel
from index.catalogue.lifecycle import WAITING, State, Verb
from index.catalogue.people import Actor, Person
from index.catalogue.queries import AssetView
from index.catalogue.reviews import Review
from server.review.item import Move


@dataclass(frozen=True, slots=True)
class Standing:
    """An item's state on one channel, since when, whose desk it is on, and the last word on it where it came back."""

    channel: str
    channel_name: tuple[str, str]
    state: str
    since: datetime
    desk: tuple[str, str] | None
    returned: Move | None


@dataclass(frozen=True, slots=True)
class Submission:
    """One asset that somebody submitted, on all its channels."""

    asset: AssetView
    standings: tuple[Standing, ...]

    @property
    def came_back(self) -> bool:
        return any(one.state == State.RETURNED for one in self.standings)


def submissions(session: Session, actor: Actor, *, limit: int, offset: int = 0) -> list[Submission]:
    """Return what this person submitted or owns and what has left the draft: returned first, then the latest change."""
    came_back = func.max(case((Aim.state == State.RETURNED, 1), else_=0))
    ids = list(session.scalars(
        select(Asset.id).join(Aim, Aim.asset_id == Asset.id)
        .where(or_(Aim.submitted_by == actor.person_id, Asset.owner_id == actor.person_id), Aim.state != State.DRAFT)
        .group_by(Asset.id).order_by(came_back.desc(), func.max(Aim.changed_at).desc(), Asset.id.desc())
        .limit(limit).offset(offset)))
    standings = _standings(session, ids)
    return [Submission(view, tuple(standings.get(view.id, ()))) for view in queries.assets(session, ids)]


def _standings(session: Session, ids: list[int]) -> dict[int, list[Standing]]:
    reasons = {aim_id: Move(Verb.RETURN, who, at, reason) for aim_id, who, at, reason in session.execute(
        select(Review.aim_id, Person.display, Review.at, Review.reason).join(Aim, Aim.id == Review.aim_id)
        .outerjoin(Person, Person.id == Review.person_id)
        .where(Aim.asset_id.in_(ids), Aim.state == State.RETURNED, Review.verb == Verb.RETURN).order_by(Review.id))}
    found: dict[int, list[Standing]] = {}
    for aim, channel in session.execute(
            select(Aim, Channel).join(Channel, Channel.id == Aim.channel_id)
            .where(Aim.asset_id.in_(ids), Aim.state != State.DRAFT).order_by(Channel.position)):
        found.setdefault(aim.asset_id, []).append(
            Standing(channel.code, (channel.name, channel.name_en), aim.state, aim.changed_at,
                     STEP_NAMES[aim.route[aim.step]] if State(aim.state) in WAITING else None, reasons.get(aim.id)))
    return found
