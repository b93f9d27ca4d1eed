"""What somebody submitted: where it stands on each channel, what came back first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from index.catalogue import bins, queries
from index.catalogue.assets import Asset
from index.catalogue.channels import Aim, Channel
from index.catalogue.lifecycle import WAITING, State, Verb
from index.catalogue.people import Actor, Person
from index.catalogue.queries import AssetView
from index.catalogue.reviews import Review
from index.catalogue.steps import due
from server.review import naming
from server.review.route import Move

ASKED = "asked"


@dataclass(frozen=True, slots=True)
class Standing:
    """An item's state on one channel, since when, whose desk it is on and until when, the last word on it where it came
    back, and the question that waits for an answer.
    """

    channel: str
    channel_name: tuple[str, str]
    state: str
    since: datetime
    desk: tuple[str, str] | None
    due: datetime | None
    returned: Move | None
    question: Move | None


@dataclass(frozen=True, slots=True)
class Submission:
    """One asset that somebody submitted, on all its channels."""

    asset: AssetView
    standings: tuple[Standing, ...]

    @property
    def came_back(self) -> bool:
        return any(one.state == State.RETURNED for one in self.standings)

    @property
    def asked(self) -> Standing | None:
        """Where a question waits."""
        return next((one for one in self.standings if one.question), None)


def submissions(session: Session, actor: Actor, zone: ZoneInfo, *, limit: int, offset: int = 0) -> list[Submission]:
    """Return what this person submitted or owns and what has left the draft: returned first, then the latest change."""
    came_back = func.max(case((Aim.state == State.RETURNED, 1), else_=0))
    ids = list(session.scalars(
        select(Asset.id).join(Aim, Aim.asset_id == Asset.id)
        .where(or_(Aim.submitted_by == actor.person_id, Asset.owner_id == actor.person_id), Aim.state != State.DRAFT,
               bins.kept())
        .group_by(Asset.id).order_by(came_back.desc(), func.max(Aim.changed_at).desc(), Asset.id.desc())
        .limit(limit).offset(offset)))
    standings = _standings(session, ids, zone)
    return [Submission(view, tuple(standings.get(view.id, ()))) for view in queries.assets(session, ids)]


def _standings(session: Session, ids: list[int], zone: ZoneInfo) -> dict[int, list[Standing]]:
    rows = session.execute(select(Aim, Channel).join(Channel, Channel.id == Aim.channel_id)
                           .where(Aim.asset_id.in_(ids), Aim.state != State.DRAFT).order_by(Channel.position)).all()
    last = _last_words(session, ids)
    names = naming.desk_names(session, [step for aim, _ in rows for step in aim.route])
    found: dict[int, list[Standing]] = {}
    for aim, channel in rows:
        waits = State(aim.state) in WAITING and aim.step < len(aim.route)
        step = aim.route[aim.step] if waits else None
        asked = last.get((aim.id, ASKED))
        found.setdefault(aim.asset_id, []).append(Standing(
            channel.code, (channel.name, channel.name_en), aim.state, aim.changed_at,
            names[step.desk] if step else None, due(aim.changed_at, step.hours, zone) if step else None,
            last.get((aim.id, Verb.RETURN)) if aim.state == State.RETURNED else None,
            asked if asked and asked.verb == Verb.ASK and waits else None))
    return found


def _last_words(session: Session, ids: list[int]) -> dict[tuple[int, str], Move]:
    """Return the last return of each aim, and the last of its questions and answers."""
    rows = session.execute(
        select(Review.aim_id, Review.verb, Person.display, Review.at, Review.reason).join(Aim, Aim.id == Review.aim_id)
        .outerjoin(Person, Person.id == Review.person_id)
        .where(Aim.asset_id.in_(ids), Review.verb.in_([Verb.RETURN, Verb.ASK, Verb.ANSWER])).order_by(Review.id))
    return {(aim_id, Verb.RETURN if verb == Verb.RETURN else ASKED): Move(verb, who, at, reason)
            for aim_id, verb, who, at, reason in rows}
