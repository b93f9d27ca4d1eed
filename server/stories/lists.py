"""What pages show of stories: the list, one story with its pictures and names, its versions and what changed in each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from index.catalogue import visibility
from index.catalogue.assets import Asset, Rendition
from index.catalogue.departments import Department
from index.catalogue.events import Event
from index.catalogue.people import Actor, Person
from index.catalogue.queries import AssetView
from index.catalogue.stories import Story, StoryAsset, StoryCredit, StoryKind, StoryVersion, public_id
from index.errors import NotFound
from index.search import analysis
from server import policy
from server.checks import words
from server.checks.words import Finding
from server.stories.cleaning import length_of, text_of
from server.stories.differences import Paragraph, Span, changed, compare, spans
from server.stories.service import Wish, wish_of


@dataclass(frozen=True, slots=True)
class Line:
    """A story in the list."""

    id: int
    kind: tuple[str, str]
    title: str
    opening: str
    department: str | None
    event: str | None
    writer: str | None
    changed_at: datetime
    version: int
    pictures: int
    lead: str | None

    @property
    def public_id(self) -> str:
        return public_id(self.id)


@dataclass(frozen=True, slots=True)
class Page:
    """One story as its page shows it. ``pictures`` are those that the reader may see, with their captions."""

    line: Line
    body: str
    length: int
    summary: str
    pictures: tuple[tuple[AssetView, str], ...]
    hidden: int
    lead_id: int | None
    credits: tuple[StoryCredit, ...]
    writes: bool
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Saving:
    """One version: who saved it when."""

    version: int
    at: datetime
    who: str | None


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed from one version to another; a field that did not change is empty or None."""

    title: tuple[Span, ...]
    summary: tuple[Span, ...]
    body: tuple[Paragraph, ...]
    others: tuple[str, ...]


def lines(session: Session, actor: Actor, *, text: str = "", kind: str = "", mine: bool = False, now: datetime, limit: int,
          offset: int = 0) -> list[Line]:
    """Return the stories that this person may read and that hold each word of ``text``, the last changed first; with
    ``mine`` their own.
    """
    query = select(Story.id).where(visibility.stories(actor), *_holding(text))
    if kind:
        query = query.where(Story.kind == kind)
    if mine:
        query = query.where(Story.owner_id == actor.person_id)
    return _lines(session, actor, now, list(session.scalars(
        query.order_by(Story.changed_at.desc(), Story.id.desc()).limit(limit).offset(offset))))


def count(session: Session, actor: Actor, text: str) -> int:
    """Return how many stories this person may read that hold each word of ``text``."""
    query = select(func.count()).select_from(Story).where(visibility.stories(actor), *_holding(text))
    return session.scalar(query) or 0


def page(session: Session, actor: Actor, story_id: int, now: datetime) -> Page:
    """Return a story that this person may read. Raises NotFound."""
    story = visibility.story_for(session, actor, story_id)
    captions = {one.asset_id: one.caption for one in session.scalars(
        select(StoryAsset).where(StoryAsset.story_id == story.id).order_by(StoryAsset.position))}
    views = visibility.views(session, actor, list(captions), now)
    credits_ = tuple(session.scalars(select(StoryCredit).where(StoryCredit.story_id == story.id)
                                     .order_by(StoryCredit.position)))
    return Page(_lines(session, actor, now, [story.id])[0], story.body, length_of(story.body), story.summary,
                tuple((view, captions[view.id]) for view in views), len(captions) - len(views), story.lead_id, credits_,
                policy.may(actor, "write-story", story),
                tuple(words.findings(session, f"story:{public_id(story.id)}", words.of_story(session, story))))


def savings(session: Session, actor: Actor, story_id: int) -> list[Saving]:
    """Return all versions, the newest first. Raises NotFound."""
    visibility.story_for(session, actor, story_id)
    rows = session.execute(select(StoryVersion.version, StoryVersion.saved_at, Person.display)
                           .outerjoin(Person, Person.id == StoryVersion.saved_by)
                           .where(StoryVersion.story_id == story_id).order_by(StoryVersion.version.desc()))
    return [Saving(*row) for row in rows]


def version(session: Session, actor: Actor, story_id: int, number: int) -> Wish:
    """Return what a version held. Raises NotFound."""
    visibility.story_for(session, actor, story_id)
    row = session.get(StoryVersion, (story_id, number))
    if row is None:
        raise NotFound(what=f"{public_id(story_id)} · {number}")
    return wish_of(row.content)


def difference(before: Wish, after: Wish) -> Difference:
    """Return what changed. ``others`` are the names of fields that changed beside the words."""
    words = compare(text_of(before.body), text_of(after.body))
    others = tuple(name for name in ("kind", "event_id", "lead_id", "assets", "credits")
                   if getattr(before, name) != getattr(after, name))
    if before.body != after.body and text_of(before.body) == text_of(after.body):
        others = ("marks", *others)
    return Difference(spans(before.title, after.title) if before.title != after.title else (),
                      spans(before.summary, after.summary) if before.summary != after.summary else (),
                      tuple(words) if changed(words) else (), others)


def _holding(text: str) -> list[ColumnElement[bool]]:
    """SQL: a story's words hold these, wherever they stand: any piece of Chinese, of a Latin word too."""
    needles = [needle for word in text.split() for needle in analysis.needles(word)]
    return [Story.words.contains(needle, autoescape=True) for needle in dict.fromkeys(needles)]


def _lines(session: Session, actor: Actor, now: datetime, ids: list[int]) -> list[Line]:
    """Return the lines of these stories; a lead picture that is not the reader's to see is left out."""
    pictures = (select(StoryAsset.story_id, func.count().label("many")).where(StoryAsset.story_id.in_(ids))
                .group_by(StoryAsset.story_id).subquery())
    rows = session.execute(
        select(Story, StoryKind.name, StoryKind.name_en, Department.name, Event.name, Person.display, pictures.c.many,
               Rendition.sha256)
        .join(StoryKind, StoryKind.code == Story.kind).outerjoin(Department, Department.id == Story.department_id)
        .outerjoin(Event, Event.id == Story.event_id).outerjoin(Person, Person.id == Story.owner_id)
        .outerjoin(pictures, pictures.c.story_id == Story.id)
        .outerjoin(Asset, and_(Asset.id == Story.lead_id, visibility.held(actor, now)))
        .outerjoin(Rendition, (Rendition.original_sha256 == Asset.sha256) & (Rendition.preset == "grid"))
        .where(Story.id.in_(ids)))
    found = {story.id: Line(story.id, (name, name_en), story.title, story.summary or text_of(story.body)[:120], department,
                            event, writer, story.changed_at, story.version, many or 0, lead)
             for story, name, name_en, department, event, writer, many, lead in rows}
    return [found[one] for one in ids if one in found]
