"""An item as its page shows it to passers-by: what the screen says of it, and its files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from index.catalogue import feedback_visibility, queries
from index.catalogue.departments import Department
from index.catalogue.feedback import ItemPage, token_of
from index.catalogue.items import ItemKind
from index.catalogue.people import Person
from index.catalogue.queries import RenditionView
from index.catalogue.stories import CreditPart, Story, StoryCredit
from index.db import reading
from server.feedback import pages

MOST_ALSO: Final = 8


@dataclass(frozen=True, slots=True)
class Shown:
    """``film`` is None for a photo. A poster has ``pages``, with the words on each in ``texts``; a story its text as clean
    HTML in ``body`` and its ``pictures`` with their captions.
    """

    title: str
    caption: str
    credit: str
    department: str
    day: date | None
    alt: str
    color: str | None = None
    picture: RenditionView | None = None
    small: RenditionView | None = None
    film: RenditionView | None = None
    pages: tuple[RenditionView, ...] = ()
    texts: tuple[str, ...] = ()
    body: str = ""
    pictures: tuple[tuple[RenditionView, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Also:
    """Another item of the same board: the token of its page, its name, its small picture."""

    token: str
    title: str
    picture: RenditionView | None


def also(engine: Engine, key: str, page: ItemPage, *, now: datetime) -> list[Also]:
    """Return what else a page's board shows, what comes next on it first. ``key`` is the installation's secret."""
    with reading(engine) as session:
        refs = feedback_visibility.beside(session, page, now)[:MOST_ALSO]
        views = {view.id: view for view in queries.assets(session, [one.id for one in refs if one.kind is ItemKind.ASSET])}
        titles = {row.id: row.title for row in session.execute(
            select(Story.id, Story.title).where(Story.id.in_(one.id for one in refs if one.kind is ItemKind.STORY)))}
        found = []
        for ref in refs:
            token = token_of(key, ItemPage(ref, page.board_id))
            if ref.kind is ItemKind.ASSET:
                words = views[ref.id].words
                found.append(Also(token, words.title or words.caption, views[ref.id].renditions.get("grid")))
            else:
                pictures = feedback_visibility.page_pictures(session, ref.id, now)
                found.append(Also(token, titles[ref.id], pictures[0][0].renditions.get("grid") if pictures else None))
        return found


def shown(engine: Engine, page: ItemPage, visitor: str, *, now: datetime) -> tuple[Shown, bool]:
    """Return what a page shows, and whether the visitor with this cookie likes it. Raises VitrineError page-over."""
    with reading(engine) as session:
        pages.require(session, page, now)
        found = _asset(session, page.ref.id) if page.ref.kind is ItemKind.ASSET else _story(session, page.ref.id, now)
        return found, pages.likes(session, page, visitor)


def _asset(session: Session, asset_id: int) -> Shown:
    view = queries.assets(session, [asset_id])[0]
    files = view.renditions
    return Shown(view.words.title, view.words.caption, view.words.credit or view.owner or "", view.department or "",
                 view.captured_local.date() if view.captured_local else None, view.words.caption or view.words.title,
                 view.color, files.get("poster") or files.get("screen"), files.get("grid"), files.get("proxy"),
                 view.pages, tuple(view.page_texts))


def _story(session: Session, story_id: int, now: datetime) -> Shown:
    row = session.execute(
        select(Story, Department.name.label("department"), Person.display.label("owner"))
        .outerjoin(Department, Department.id == Story.department_id).outerjoin(Person, Person.id == Story.owner_id)
        .where(Story.id == story_id)).one()
    authors = session.scalars(select(StoryCredit.name).where(
        StoryCredit.story_id == story_id, StoryCredit.part == CreditPart.AUTHOR).order_by(StoryCredit.position))
    found = feedback_visibility.page_pictures(session, story_id, now)
    pictures = tuple((view.renditions["screen"], caption) for view, caption in found if "screen" in view.renditions)
    return Shown(row.Story.title, row.Story.summary, "、".join(authors) or row.owner or "", row.department or "",
                 row.Story.changed_at.date(), "", body=row.Story.body, pictures=pictures)
