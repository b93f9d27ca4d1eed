"""The letter box (意见箱) as its pages read it: notes with what they are about, and how many wait."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session

from index.catalogue import feedback_visibility, items, story_visibility, visibility
from index.catalogue.boards import Board
from index.catalogue.feedback import NoteState, VisitorLike, VisitorNote
from index.catalogue.items import ItemKind, Ref
from index.catalogue.people import Actor
from index.catalogue.stories import Story
from index.errors import NotFound
from server import policy

PAGE = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list is narrowed to; empty for all. ``item`` is a public id."""

    state: str = ""
    kind: str = ""
    board: int | None = None
    item: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """What a note is about, as its reader may see it: only the id where that is not theirs to see. ``grid`` is the hash of
    a small picture; ``open`` says whether the page of the item is theirs to open.
    """

    item: str
    kind: ItemKind
    title: str = ""
    grid: str | None = None
    open: bool = False


@dataclass(frozen=True, slots=True)
class NoteLine:
    """One note. ``board`` is the name of the board whose screens led to it, empty where that is gone."""

    id: int
    about: About
    board_id: int | None
    board: str
    kind: str
    text: str
    contact: str
    at: datetime
    state: str
    reply: str
    handler: str
    handled_at: datetime | None


def notes(session: Session, actor: Actor, asked: Asked, now: datetime, *, limit: int = PAGE, offset: int = 0,
          before: int | None = None) -> list[NoteLine]:
    """Return the notes that this person may read, those that nobody has handled first, then the latest; or those ``before``
    a number, the latest first.
    """
    query = _query(actor, asked).limit(limit).offset(offset)
    query = (query.order_by(VisitorNote.state != NoteState.NEW, VisitorNote.id.desc()) if before is None
             else query.where(VisitorNote.id < before).order_by(VisitorNote.id.desc()))
    rows = session.execute(query)
    return told(session, actor, [(row[0], row[1]) for row in rows], now)


def note(session: Session, actor: Actor, note_id: int, now: datetime) -> NoteLine:
    """Return one note. Raises NotFound for one that is not this person's to read."""
    row = session.execute(_query(actor, Asked()).where(VisitorNote.id == note_id)).first()
    if row is None:
        raise NotFound(what=f"“{note_id}”")
    return told(session, actor, [(row[0], row[1])], now)[0]


def told(session: Session, actor: Actor, rows: Sequence[tuple[VisitorNote, str | None]], now: datetime) -> list[NoteLine]:
    """Return notes, each with the name of its board, as this person reads them."""
    of = about(session, actor, {row.ref for row, _ in rows}, now)
    return [NoteLine(row.id, of[row.ref], row.board_id, board or "", row.kind, row.text, row.contact, row.at, row.state,
                     row.reply, row.handler, row.handled_at) for row, board in rows]


def waiting(session: Session, actor: Actor) -> int:
    """Return how many notes wait for this person to handle them."""
    if not policy.may(actor, "keep-feedback"):
        return 0
    return session.scalar(select(func.count()).where(VisitorNote.state == NoteState.NEW)) or 0


def boards(session: Session, actor: Actor) -> list[tuple[int, str]]:
    """Return the boards from which notes came that this person may read: (id, name)."""
    return [(row[0], row[1]) for row in session.execute(
        select(Board.id, Board.name).where(Board.id.in_(
            select(VisitorNote.board_id).where(feedback_visibility.feedback(actor, VisitorNote)))).order_by(Board.name))]


def of_item(ref: Ref, of: type[VisitorLike | VisitorNote]) -> ColumnElement[bool]:
    """SQL: this like or note is about this item."""
    return of.story_id == ref.id if ref.kind is ItemKind.STORY else of.asset_id == ref.id


def about(session: Session, actor: Actor, refs: Iterable[Ref], now: datetime) -> dict[Ref, About]:
    """Return what each of these items is, as this person may see it."""
    found = {ref: About(str(ref), ref.kind) for ref in refs}
    assets = [ref.id for ref in found if ref.kind is ItemKind.ASSET]
    for view in visibility.views(session, actor, assets, now):
        grid = view.renditions.get("grid")
        found[items.ref(view.id)] = About(view.public_id, ItemKind.ASSET, view.words.title or view.name,
                                          grid.sha256 if grid else None, open=True)
    stories = [ref.id for ref in found if ref.kind is ItemKind.STORY]
    for row in session.execute(select(Story.id, Story.title).where(Story.id.in_(stories),
                                                                   story_visibility.readable(actor, now))):
        ref = items.story(row.id)
        found[ref] = About(str(ref), ItemKind.STORY, row.title, open=True)
    return found


def _query(actor: Actor, asked: Asked) -> Any:
    only = [VisitorNote.state == asked.state if asked.state else true(),
            VisitorNote.kind == asked.kind if asked.kind else true(),
            VisitorNote.board_id == asked.board if asked.board else true()]
    if asked.item:
        only.append(of_item(items.parse(asked.item), VisitorNote))
    return (select(VisitorNote, Board.name).outerjoin(Board, Board.id == VisitorNote.board_id)
            .where(feedback_visibility.feedback(actor, VisitorNote), *only))
