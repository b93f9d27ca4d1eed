"""What a passer-by does on an item's page, without an account: look, like, take that back, write to the office."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Engine, delete, select, update
from sqlalchemy.orm import Session

from index.catalogue import audit, feedback_visibility
from index.catalogue.assets import Rendition
from index.catalogue.boards import Board
from index.catalogue.feedback import LIKE_TERM, ItemPage, NoteKind, VisitorLike, VisitorNote, page_of
from index.catalogue.people import Actor
from index.credentials import token_hash
from index.db import insert_into, reading, writing
from index.errors import Invalid, NotFound, VitrineError
from server.auth.service import count_try

LONGEST: Final = {"text": 1000, "contact": 120}
MOST_NOTES: Final = {"address": 10, "item": 30}
"""In ten minutes: a campus's phones share a few addresses, so more than one person's."""
MOST_LIKES: Final = 60
PASSER_BY: Final = Actor(None, "passer-by", "路人 / passer-by", frozenset(), None)


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody writes. ``contact`` may stay empty."""

    kind: str
    text: str
    contact: str = ""


def rendition(engine: Engine, page: ItemPage, sha256: str, *, now: datetime) -> Rendition:
    """Return a rendition that a page gives out. Raises VitrineError page-over, NotFound."""
    with reading(engine) as session:
        require(session, page, now)
        found = feedback_visibility.page_rendition(session, page.ref, sha256, now)
    if found is None:
        raise NotFound(what=sha256[:12])
    return found


def like(engine: Engine, page: ItemPage, visitor: str, *, address: str, now: datetime) -> None:
    """Keep that a visitor likes this; a second time changes nothing. Raises VitrineError page-over, too-many-tries.

    No audit line: there are many, none is anybody's act for the house, and each line has all screens' documents looked at.
    """
    with writing(engine, durable=False) as session:
        require(session, page, now)
        count_try(session, {f"like:{address}": MOST_LIKES}, now)
        session.execute(update(VisitorLike).values(visitor=None)
                        .where(VisitorLike.at < now - LIKE_TERM, VisitorLike.visitor.is_not(None)))
        session.execute(insert_into(session, VisitorLike).on_conflict_do_nothing(), [
            {**page.ref.columns, "board_id": _board(session, page), "visitor": _key(page, visitor), "at": now}])


def take_back(engine: Engine, page: ItemPage, visitor: str, *, now: datetime) -> None:
    """Forget that a visitor likes this. Raises VitrineError page-over."""
    with writing(engine, durable=False) as session:
        require(session, page, now)
        session.execute(delete(VisitorLike).where(*_like_of(page, visitor)))


def write(engine: Engine, page: ItemPage, wish: Wish, *, address: str, now: datetime) -> None:
    """Put a note into the office's letter box. Raises Invalid, VitrineError page-over, too-many-notes."""
    wish = _checked(wish)
    with writing(engine) as session:
        require(session, page, now)
        count_try(session, {f"note:{address}": MOST_NOTES["address"], f"note:{page.ref}": MOST_NOTES["item"]}, now,
                  code="too-many-notes")
        note = VisitorNote(**page.ref.columns, board_id=_board(session, page), kind=wish.kind, text=wish.text,
                           contact=wish.contact, at=now)
        session.add(note)
        session.flush()
        audit.record(session, PASSER_BY, "wrote-note", f"note:{note.id}", at=now, item=str(page.ref), kind=wish.kind)


def opened(key: str, token: str) -> ItemPage:
    """Return the page of a token. Raises NotFound page-unknown."""
    found = page_of(key, token)
    if found is None:
        raise NotFound("page-unknown")
    return found


def require(session: Session, page: ItemPage, now: datetime) -> None:
    """Raises VitrineError page-over where screens do not show the item now."""
    if not feedback_visibility.on_show(session, page.ref, now):
        raise VitrineError("page-over")


def likes(session: Session, page: ItemPage, visitor: str) -> bool:
    """Say whether the visitor with this cookie likes it."""
    return bool(visitor) and session.scalar(select(VisitorLike.id).where(*_like_of(page, visitor))) is not None


def _board(session: Session, page: ItemPage) -> int | None:
    """The board that it was seen on, where that still is there."""
    return session.scalar(select(Board.id).where(Board.id == page.board_id))


def _key(page: ItemPage, visitor: str) -> str:
    return token_hash(f"{page.ref}:{visitor}")


def _like_of(page: ItemPage, visitor: str) -> list[ColumnElement[bool]]:
    return [VisitorLike.visitor == _key(page, visitor),
            *(getattr(VisitorLike, name) == one for name, one in page.ref.columns.items())]


def _checked(wish: Wish) -> Wish:
    text, contact = wish.text.replace("\r\n", "\n").strip(), " ".join(wish.contact.split())
    if wish.kind not in set(NoteKind):
        raise Invalid("kind", "请选择一项", "choose one")
    if not text:
        raise Invalid("text", "请写下您想说的话", "write what you want to say")
    for field, given in (("text", text), ("contact", contact)):
        if len(given) > LONGEST[field]:
            raise Invalid(field, f"最多 {LONGEST[field]} 个字", f"at most {LONGEST[field]} characters")
    return Wish(wish.kind, text, contact)
