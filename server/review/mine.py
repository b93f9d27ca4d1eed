"""What somebody submitted, assets and stories: where it stands on each channel, what came back first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import Session

from index.catalogue import bins, items, queries
from index.catalogue.assets import Asset
from index.catalogue.channels import Aim, Channel
from index.catalogue.items import ItemKind, Ref
from index.catalogue.lifecycle import State, Verb
from index.catalogue.people import Actor, Person
from index.catalogue.queries import AssetView
from index.catalogue.reviews import Review
from index.catalogue.stories import Story
from index.catalogue.work_calendar import Deadlines
from server.review import naming
from server.review.route import Move
from server.stories import lists as stories
from server.stories.lists import Line

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
    """One asset or story (one of the two) that somebody submitted, on all its channels."""

    ref: Ref
    asset: AssetView | None
    story: Line | None
    standings: tuple[Standing, ...]

    @property
    def title(self) -> str:
        return self.story.title if self.story else self.asset.words.title or self.asset.name if self.asset else str(self.ref)

    @property
    def grid(self) -> str | None:
        """The small picture that stands for it, by its hash."""
        if self.story is not None:
            return self.story.lead
        small = self.asset.renditions.get("grid") if self.asset else None
        return small.sha256 if small else None

    @property
    def came_back(self) -> bool:
        return any(one.state == State.RETURNED for one in self.standings)

    @property
    def asked(self) -> Standing | None:
        """Where a question waits."""
        return next((one for one in self.standings if one.question), None)


def submissions(session: Session, actor: Actor, now: datetime, zone: ZoneInfo, *, limit: int,
                offset: int = 0) -> list[Submission]:
    """Return what this person submitted or owns and what has left the draft: returned first, then the latest change."""
    came_back = func.max(case((Aim.state == State.RETURNED, 1), else_=0))
    refs = [items.of_row(*row) for row in session.execute(
        select(Aim.asset_id, Aim.story_id)
        .outerjoin(Asset, Asset.id == Aim.asset_id).outerjoin(Story, Story.id == Aim.story_id)
        .where(or_(Aim.submitted_by == actor.person_id, Asset.owner_id == actor.person_id, Story.owner_id == actor.person_id),
               Aim.state != State.DRAFT, bins.kept(Aim.asset_id), bins.kept_story(Aim.story_id))
        .group_by(Aim.asset_id, Aim.story_id)
        .order_by(came_back.desc(), func.max(Aim.changed_at).desc(), Aim.asset_id.desc(), Aim.story_id.desc())
        .limit(limit).offset(offset))]
    return of_refs(session, actor, refs, zone, now)


def of_refs(session: Session, actor: Actor, refs: list[Ref], zone: ZoneInfo, now: datetime) -> list[Submission]:
    """Return these items, which the caller knows that this person may see whole, with where each stands."""
    standings = _standings(session, refs, zone)
    views = {items.ref(view.id): view for view in queries.assets(session, _ids(refs, ItemKind.ASSET))}
    lines = {items.story(line.id): line for line in stories.of_ids(session, actor, _ids(refs, ItemKind.STORY), now)}
    return [Submission(ref, views.get(ref), lines.get(ref), tuple(standings.get(ref, ()))) for ref in refs]


def _ids(refs: list[Ref], kind: ItemKind) -> list[int]:
    return [one.id for one in refs if one.kind is kind]


def _of(refs: list[Ref]) -> ColumnElement[bool]:
    return or_(Aim.asset_id.in_(_ids(refs, ItemKind.ASSET)), Aim.story_id.in_(_ids(refs, ItemKind.STORY)))


def _standings(session: Session, refs: list[Ref], zone: ZoneInfo) -> dict[Ref, list[Standing]]:
    rows = session.execute(select(Aim, Channel).join(Channel, Channel.id == Aim.channel_id)
                           .where(_of(refs), Aim.state != State.DRAFT).order_by(Channel.position)).all()
    last, deadlines = _last_words(session, refs), Deadlines(session, zone)
    names = naming.desk_names(session, [step for aim, _ in rows for step in aim.route])
    found: dict[Ref, list[Standing]] = {}
    for aim, channel in rows:
        step = aim.waits
        asked = last.get((aim.id, ASKED))
        found.setdefault(items.of_row(aim.asset_id, aim.story_id), []).append(Standing(
            channel.code, (channel.name, channel.name_en), aim.state, aim.changed_at,
            names[step.desk] if step else None, deadlines.due(aim.changed_at, step.hours) if step else None,
            last.get((aim.id, Verb.RETURN)) if aim.state == State.RETURNED else None,
            asked if asked and asked.verb == Verb.ASK and step else None))
    return found


def _last_words(session: Session, refs: list[Ref]) -> dict[tuple[int, str], Move]:
    """Return the last return of each aim, and the last of its questions and answers."""
    rows = session.execute(
        select(Review.aim_id, Review.verb, Person.display, Review.at, Review.reason).join(Aim, Aim.id == Review.aim_id)
        .outerjoin(Person, Person.id == Review.person_id)
        .where(_of(refs), Review.verb.in_([Verb.RETURN, Verb.ASK, Verb.ANSWER])).order_by(Review.id))
    return {(aim_id, Verb.RETURN if verb == Verb.RETURN else ASKED): Move(verb, who, at, reason)
            for aim_id, verb, who, at, reason in rows}
