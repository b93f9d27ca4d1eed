"""The summary for the closing meeting (总结会): likes and notes of some days, by item and by board, and what was done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from index.catalogue import feedback_visibility
from index.catalogue.boards import Board
from index.catalogue.feedback import NoteKind, NoteState, VisitorLike, VisitorNote
from index.catalogue.items import Ref, of_row
from index.catalogue.people import Actor
from server.feedback import lists
from server.feedback.lists import About, NoteLine
from server.feedback.words import KINDS, STATES
from server.plays.counting import Span
from server.sheets.writing import csv_bytes

WAYS: Final = ("item", "board", "note")
HEADS: Final[dict[str, tuple[str, ...]]] = {
    "item": ("内容 item", "标题 title", "点赞 likes", "留言 notes"),
    "board": ("宣传栏 board", "名称 name", "点赞 likes", "留言 notes"),
    "note": ("时间 at", "类别 kind", "内容 item", "标题 title", "宣传栏 board", "留言 note", "状态 state", "处理 reply",
             "处理人 by", "处理时间 handled"),
}


@dataclass(frozen=True, slots=True)
class ItemLine:
    about: About
    likes: int
    notes: int


@dataclass(frozen=True, slots=True)
class BoardLine:
    """``id`` is None for boards that are gone."""

    id: int | None
    name: str
    likes: int
    notes: int


@dataclass(frozen=True, slots=True)
class Summary:
    """Items and boards by how often they were answered to; notes in the order in which they came."""

    items: tuple[ItemLine, ...]
    boards: tuple[BoardLine, ...]
    notes: tuple[NoteLine, ...]

    @property
    def likes(self) -> int:
        return sum(line.likes for line in self.items)

    @property
    def kinds(self) -> dict[str, int]:
        """How many notes of each kind there are, all kinds in their order."""
        found = Counter(line.kind for line in self.notes)
        return {kind: found[kind] for kind in NoteKind}

    @property
    def handled(self) -> int:
        return sum(line.state != NoteState.NEW for line in self.notes)


def summary(session: Session, actor: Actor, span: Span, now: datetime) -> Summary:
    """Return what passers-by said in these days, as far as this person may read it."""
    rows = session.execute(
        select(VisitorNote, Board.name).outerjoin(Board, Board.id == VisitorNote.board_id)
        .where(*_within(actor, span, VisitorNote)).order_by(VisitorNote.id)).all()
    notes = tuple(lists.told(session, actor, [(row[0], row[1]) for row in rows], now))
    likes: Counter[tuple[Ref, int | None]] = Counter({
        (of_row(asset, story), board): number for asset, story, board, number in session.execute(
            select(VisitorLike.asset_id, VisitorLike.story_id, VisitorLike.board_id, func.count())
            .where(*_within(actor, span, VisitorLike))
            .group_by(VisitorLike.asset_id, VisitorLike.story_id, VisitorLike.board_id))})
    written = Counter((row[0].ref, row[0].board_id) for row in rows)
    return Summary(_items(session, actor, likes, written, now), _boards(session, likes, written), notes)


def sheet(found: Summary, way: str, span: Span) -> bytes:
    """Return one of the tables as CSV; of notes without how to reach who wrote them."""
    return csv_bytes(HEADS[way], _rows(found, way, span))


def _rows(found: Summary, way: str, span: Span) -> Iterable[tuple[str, ...]]:
    if way == "item":
        return [(one.about.item, one.about.title, str(one.likes), str(one.notes)) for one in found.items]
    if way == "board":
        return [(str(one.id or ""), one.name, str(one.likes), str(one.notes)) for one in found.boards]

    def moment(at: datetime | None) -> str:
        return f"{at.astimezone(span.zone):%Y-%m-%d %H:%M}" if at else ""

    return [(moment(one.at), str(KINDS[one.kind]), one.about.item, one.about.title, one.board, one.text,
             str(STATES[one.state][0]), one.reply, one.handler, moment(one.handled_at)) for one in found.notes]


def _within(actor: Actor, span: Span, of: type[VisitorLike | VisitorNote]) -> list[ColumnElement[bool]]:
    return [of.at >= span.begin, of.at < span.end, feedback_visibility.feedback(actor, of)]


def _items(session: Session, actor: Actor, likes: Counter[Any], written: Counter[Any], now: datetime) -> tuple[ItemLine, ...]:
    liked, noted = _summed(likes, 0), _summed(written, 0)
    of = lists.about(session, actor, {*liked, *noted}, now)
    return tuple(ItemLine(of[ref], liked[ref], noted[ref])
                 for ref in sorted(of, key=lambda ref: (-liked[ref] - noted[ref], ref.kind, ref.id)))


def _boards(session: Session, likes: Counter[Any], written: Counter[Any]) -> tuple[BoardLine, ...]:
    liked, noted = _summed(likes, 1), _summed(written, 1)
    names = {row[0]: row[1] for row in session.execute(select(Board.id, Board.name).where(
        Board.id.in_([one for one in {*liked, *noted} if one is not None])))}
    return tuple(BoardLine(one, names.get(one, ""), liked[one], noted[one])
                 for one in sorted({*liked, *noted}, key=lambda one: (-liked[one] - noted[one], one or 0)))


def _summed(counts: Counter[Any], part: int) -> Counter[Any]:
    found: Counter[Any] = Counter()
    for key, number in counts.items():
        found[key[part]] += number
    return found
