"""Stories in the bin: put away, restored, and deleted for good by two people of the office. One story at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, Select, delete, func, select
from sqlalchemy.orm import Session

from index.catalogue import audit, items, notices, story_visibility, visibility
from index.catalogue.bins import BinnedStory, StoryTombstone
from index.catalogue.departments import Department
from index.catalogue.items import ItemKind, Ref
from index.catalogue.passes import Pass
from index.catalogue.people import Actor
from index.catalogue.placements import Placement
from index.catalogue.stories import Story, StoryKind, public_id
from index.db import writing
from index.errors import Conflict, VitrineError
from server.bin import deciding, service
from server.home import Home
from server.placements import evidence

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Entry(deciding.Shown):
    """One story in the bin."""

    id: int
    kind: Pair
    department: Pair | None
    title: str
    summary: str
    body: str

    @property
    def public_id(self) -> str:
        return public_id(self.id)


def put(engine: Engine, actor: Actor, story_id: int, reason: str = "", *, now: datetime) -> bool:
    """Put a story into the bin, and say whether it was withdrawn from review for that.

    Raises NotFound, Forbidden, Conflict(bin-published), Invalid, VitrineError(bin-reason).
    """
    reason = deciding.checked(reason)
    with writing(engine) as session:
        story = story_visibility.whole_for(session, actor, story_id, now)
        standing = service.standings(session, [story.id], ItemKind.STORY)[story.id]
        service.require_binnable(actor, story, standing)
        if not reason and service.needs_reason(actor, story, standing):
            raise VitrineError("bin-reason")
        ref = items.story(story.id)
        left = service.withdraw(session, actor, ref, story.version, reason, now)
        session.add(BinnedStory(story_id=story.id, at=now, person_id=actor.person_id, who=actor.display, reason=reason))
        audit.record(session, actor, "binned", ref.subject, at=now, reason=reason or None, withdrawn=left)
        return bool(left)


def restore(engine: Engine, actor: Actor, story_id: int, *, now: datetime) -> None:
    """Take a story out of the bin: all is as it was, but reviews begin anew when it is submitted.

    Raises Conflict(not-in-bin), Forbidden.
    """
    with writing(engine) as session:
        row, story = _lying(session, actor, story_id)
        deciding.take_out(session, actor, row, story, items.story(story_id), now=now)


def propose(engine: Engine, actor: Actor, story_id: int, reason: str, *, now: datetime) -> None:
    """Propose that it be deleted for good; somebody else of the office has to confirm it.

    Raises Forbidden, Conflict, Invalid, VitrineError(reason-required, deletion-person).
    """
    reason = deciding.checked(reason, required=True)
    _decide(engine, actor, story_id, lambda session, row, ref: deciding.propose(session, actor, row, ref, reason, now=now))


def decline(engine: Engine, actor: Actor, story_id: int, reason: str = "", *, now: datetime) -> None:
    """Take a proposal back, or refuse somebody else's for a reason. Raises as ``propose``."""
    reason = deciding.checked(reason)
    _decide(engine, actor, story_id, lambda session, row, ref: deciding.decline(session, actor, row, ref, reason, now=now))


def confirm(home: Home, actor: Actor, story_id: int, *, now: datetime) -> None:
    """Delete for good what another person has proposed: its versions, drafts, credits and reviews go, and its pictures stay
    where they are. Raises Forbidden, Conflict, VitrineError(deletion-person).
    """
    proofs: list[str] = []

    def one(session: Session, row: BinnedStory, ref: Ref) -> None:
        deciding.require_proposal(actor, row)
        story = session.get_one(Story, ref.id)
        proofs.extend(filter(None, session.scalars(select(Placement.evidence_sha256).where(Placement.story_id == ref.id))))
        session.add(StoryTombstone(story_id=story.id, **deciding.stone(
            actor, row, kind=story.kind, department_id=story.department_id, created_at=story.created_at, now=now,
            day=now.astimezone(home.settings.zone).date())))
        deciding.bury(session, actor, row, ref, now=now)
        notices.forget(session, ref.subject)
        session.execute(delete(Pass).where(Pass.subject == ref.subject))
        session.execute(delete(Story).where(Story.id == story.id))  # all else that names it goes with it, by its foreign key
        session.expire_all()

    _decide(home.engine, actor, story_id, one)
    evidence.erase(home, proofs)


def listed(session: Session, actor: Actor, term: timedelta, now: datetime) -> list[Entry]:
    """Return the stories that lie in the bin for this reader, the latest first."""
    return [_entry(actor, row, term, now) for row in session.execute(
        _query().where(visibility.restorable(actor, Story)).order_by(BinnedStory.at.desc(), Story.id))]


def entry(session: Session, actor: Actor, story_id: int, term: timedelta, now: datetime) -> Entry | None:
    """Return a story in the bin as this reader finds it there; None where they do not."""
    row = session.execute(_query().where(visibility.restorable(actor, Story), Story.id == story_id)).first()
    return None if row is None else _entry(actor, row, term, now)


def count(session: Session, actor: Actor) -> int:
    """Return how many stories lie in the bin for this reader."""
    return session.scalar(select(func.count()).select_from(BinnedStory).join(Story, Story.id == BinnedStory.story_id)
                          .where(visibility.restorable(actor, Story))) or 0


def gone(session: Session, story_id: int | None = None) -> list[tuple[StoryTombstone, Pair, Pair | None]]:
    """Return what is left of stories that were deleted for good, the latest first, each with the names of its kind and
    department. For the office.
    """
    query = (select(StoryTombstone, StoryKind.name, StoryKind.name_en, Department.name, Department.name_en)
             .outerjoin(StoryKind, StoryKind.code == StoryTombstone.kind)
             .outerjoin(Department, Department.id == StoryTombstone.department_id)
             .order_by(StoryTombstone.deleted_at.desc(), StoryTombstone.story_id.desc()))
    rows = session.execute(query if story_id is None else query.where(StoryTombstone.story_id == story_id))
    return [(row, (kind or row.kind, kind_en or row.kind), (zh, en or "") if zh else None)
            for row, kind, kind_en, zh, en in rows]


def _decide(engine: Engine, actor: Actor, story_id: int, act: Callable[[Session, BinnedStory, Ref], None]) -> None:
    deciding.require_person(actor)
    with writing(engine) as session:
        row, _story = _lying(session, actor, story_id)
        act(session, row, items.story(story_id))


def _lying(session: Session, actor: Actor, story_id: int) -> tuple[BinnedStory, Story]:
    found = session.execute(select(BinnedStory, Story).join(Story, Story.id == BinnedStory.story_id)
                            .where(Story.id == story_id, visibility.restorable(actor, Story)).with_for_update()).first()
    if found is None:
        raise Conflict("not-in-bin", what=public_id(story_id))
    return found[0], found[1]


def _query() -> Select[Any, Any, Any, Any, Any, Any]:
    return (select(BinnedStory, Story, StoryKind.name, StoryKind.name_en, Department.name, Department.name_en)
            .join(Story, Story.id == BinnedStory.story_id).join(StoryKind, StoryKind.code == Story.kind)
            .outerjoin(Department, Department.id == Story.department_id))


def _entry(actor: Actor, found: Any, term: timedelta, now: datetime) -> Entry:
    row, story, kind, kind_en, zh, en = found
    return Entry(story.id, (kind, kind_en), (zh, en or "") if zh else None, story.title, story.summary, story.body,
                 **deciding.shown(actor, row, story, term, now))
