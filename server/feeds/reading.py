"""A story as everybody reads it: its words, whom it names, and what of its pictures is public; asked of
``public_visibility``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue import public_visibility
from index.catalogue.departments import Department
from index.catalogue.events import Event
from index.catalogue.public_visibility import Published
from index.catalogue.queries import AssetView, RenditionView
from index.catalogue.stories import CreditPart, Story, StoryCredit, StoryKind
from index.catalogue.story_text import text_of
from index.errors import VitrineError

Pair = tuple[str, str]
OPENING = 140
"""Characters of a text that stand for it where it has no summary."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo, a film with its still, or a poster with its pages. ``large`` stands for it."""

    large: RenditionView
    small: RenditionView | None
    film: RenditionView | None
    pages: tuple[RenditionView, ...]
    alt: str
    caption: str
    credit: str
    seconds: float | None


@dataclass(frozen=True, slots=True)
class Article:
    """One story. ``first_at`` is when it came out, ``last_at`` when it came out as it stands; of ``pictures`` the lead is the
    first.
    """

    story_id: int
    kind: Pair
    title: str
    summary: str
    body: str
    department: Pair | None
    department_code: str | None
    event: str | None
    authors: tuple[str, ...]
    photographers: tuple[str, ...]
    first_at: datetime
    last_at: datetime
    pictures: tuple[Picture, ...]

    @property
    def opening(self) -> str:
        """Its summary, or how its text begins."""
        if self.summary:
            return self.summary
        text = " ".join(text_of(self.body).split("\n"))
        return text if len(text) <= OPENING else text[:OPENING].rstrip() + "…"

    @property
    def lead(self) -> Picture | None:
        """The picture that stands for it."""
        return self.pictures[0] if self.pictures else None


def article(session: Session, story_id: int, now: datetime) -> Article:
    """Return a story that everybody may read. Raises VitrineError story-gone, story-away."""
    found = public_visibility.published_one(session, story_id)
    if found is None:
        raise VitrineError("story-gone" if public_visibility.is_gone(session, story_id) else "story-away")
    return articles(session, [found], now)[0]


def articles(session: Session, published: Sequence[Published], now: datetime,
             channel_id: int | None = None) -> list[Article]:
    """Return these stories, in order; with ``channel_id`` with the pictures that are public there."""
    ids = [one.story_id for one in published]
    rows = {row.Story.id: row for row in session.execute(
        select(Story, StoryKind, Department, Event.name.label("event")).join(StoryKind, StoryKind.code == Story.kind)
        .outerjoin(Department, Department.id == Story.department_id).outerjoin(Event, Event.id == Story.event_id)
        .where(Story.id.in_(ids)))}
    credits_ = list(session.scalars(select(StoryCredit).where(StoryCredit.story_id.in_(ids))
                                    .order_by(StoryCredit.story_id, StoryCredit.position)))
    pictures = public_visibility.pictures(session, ids, now, channel_id)

    def named(story_id: int, part: CreditPart) -> tuple[str, ...]:
        return tuple(one.name for one in credits_ if one.story_id == story_id and one.part == part)

    found = []
    for one in published:
        story, kind, department = rows[one.story_id].Story, rows[one.story_id].StoryKind, rows[one.story_id].Department
        shown = (_picture(view, caption, story.title) for view, caption in pictures.get(story.id, ()))
        found.append(Article(
            story.id, (kind.name, kind.name_en), story.title, story.summary, story.body,
            (department.name, department.name_en) if department else None, department.code if department else None,
            rows[story.id].event, named(story.id, CreditPart.AUTHOR), named(story.id, CreditPart.PHOTOGRAPHER),
            one.first_at, one.last_at, tuple(picture for picture in shown if picture is not None)))
    return found


def _picture(view: AssetView, caption: str, title: str) -> Picture | None:
    """Return an asset as a story shows it; None where nothing of it is ready yet."""
    files, pages = view.renditions, view.pages
    large = files.get("poster") or files.get("screen") or (pages[0] if pages else None) or files.get("grid")
    if large is None:
        return None
    return Picture(large, files.get("grid"), files.get("proxy"), pages, caption or view.words.title or title, caption,
                   view.words.credit, view.duration)
