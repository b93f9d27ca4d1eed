"""A board's history: what was done to it, what hung on it when, each in words for one reader; and an earlier list again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Engine, Select, select
from sqlalchemy.orm import Session

from index.catalogue import audit, items
from index.catalogue.audit import AuditLine
from index.catalogue.boards import BoardItem
from index.catalogue.items import ItemKind, Ref
from index.catalogue.people import Actor
from index.db import writing
from index.errors import Invalid, NotFound, VitrineError
from server import policy
from server.boards import contents, named, replay, service, sources
from server.boards.replay import Span, Step, Told
from server.stories import lists as stories

CHANGES: Final = ("name", "theme", "refresh_by", "refresh_every_days", "item_seconds", "active", "layout", "qr")
"""What a change of a board tells of, as far as its line has it."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An item as this reader may see it. ``name`` is empty, and there is no picture, where they may not, or it is gone."""

    item: str
    name: str = ""
    picture: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was done. ``items`` are those that it is about, ``changed`` the fields that say something else than
    before, with what they say; ``listed`` says that the list of items was another after it.
    """

    line: int
    at: datetime
    who: str
    verb: str
    items: tuple[str, ...]
    changed: tuple[tuple[str, str], ...]
    details: Mapping[str, Any]
    listed: bool


@dataclass(frozen=True, slots=True)
class History:
    """All of it: what was done, the latest first, the list after each change, when each item hung, and what the reader sees
    of the items. ``complete`` is False where the trail does not lead to what hangs now: boards that filled themselves left
    no lines once.
    """

    entries: tuple[Entry, ...]
    steps: tuple[Step, ...]
    spans: tuple[Span, ...]
    shown: Mapping[str, Shown]
    complete: bool


@dataclass(frozen=True, slots=True)
class Gone:
    """A board that was removed: the line of the trail that says so, and what it says."""

    line: int
    id: int
    name: str
    at: datetime
    who: str


def removed(session: Session, *, limit: int) -> list[Gone]:
    """Return the boards that were removed, the last first."""
    rows = session.scalars(_removals().order_by(AuditLine.id.desc()).limit(limit))
    return [_gone(row) for row in rows]


def gone(session: Session, board_id: int, line: int | None) -> Gone:
    """Return the board of this number that was removed last, or by this line of the trail. Raises NotFound."""
    query = _removals().where(AuditLine.subject == f"board:{board_id}").order_by(AuditLine.id.desc()).limit(1)
    row = session.scalar(query if line is None else query.where(AuditLine.id == line))
    if row is None:
        raise NotFound(what=f"“{board_id}”")
    return _gone(row)


def of_board(session: Session, actor: Actor, board_id: int, now: datetime, until: int | None = None) -> History:
    """Return the history of a board as this person may see it; with ``until`` of the one that this line removed."""
    rows = _trail(session, board_id, until)
    told = [Told(row.id, row.at, row.verb, row.details) for row in rows]
    taken = replay.steps(told)
    spans = replay.spans(taken)
    now_on = {str(ref) for ref in contents.rules(session, board_id)} if until is None else set()
    every = {span.item for span in spans} | {one.item for one in told if one.item}
    entries = _entries(rows, told, {step.line for step in taken})
    return History(tuple(reversed(entries)), tuple(taken), tuple(spans), _shown(session, actor, every, now),
                   now_on == set(taken[-1].items if taken else ()))


def bring_back(engine: Engine, actor: Actor, given: str, line: int, *,
               now: datetime) -> tuple[int, list[tuple[Ref, VitrineError]]]:
    """Hang the list again that hung after a line of the trail, as far as screens may show it; return how many items that
    are, and why others are not. What hangs already keeps how it is shown.

    Raises Forbidden, NotFound, Invalid (line), Conflict(board-live).
    """
    policy.require(actor, "edit-boards")
    with writing(engine) as session:
        board = named.board(session, given)
        sources.require_by_hand(session, board.id)
        told = [Told(row.id, row.at, row.verb, row.details) for row in _trail(session, board.id)]
        step = next((one for one in replay.steps(told) if one.line == line), None)
        if step is None:
            raise Invalid("line", "没有这个时刻的内容，请从历史页面选择", "nothing hung then; choose on its history")
        wanted, refused = _may_hang(session, actor, map(items.parse, step.items), now)
        _hang(session, board.id, wanted, now)
        board.changed_at = now
        audit.record(session, actor, "brought-back", f"board:{board.id}", at=now, name=board.name, of=step.at.isoformat(),
                     order=[str(one) for one in wanted])
        return len(wanted), refused


def _trail(session: Session, board_id: int, until: int | None = None) -> list[AuditLine]:
    """Return a board's lines since it was made: the number of one that was removed may be given to another."""
    query = select(AuditLine).where(AuditLine.subject == f"board:{board_id}").order_by(AuditLine.id)
    rows = list(session.scalars(query if until is None else query.where(AuditLine.id <= until)))
    return rows[max((place for place, row in enumerate(rows) if row.verb == "added"), default=0):]


def _removals() -> Select[AuditLine]:
    return select(AuditLine).where(AuditLine.subject.startswith("board:"), AuditLine.verb == "removed")


def _gone(row: AuditLine) -> Gone:
    return Gone(row.id, int(row.subject.partition(":")[2]), str(row.details.get("name", "")), row.at, row.actor)


def _may_hang(session: Session, actor: Actor, refs: Iterable[Ref],
              now: datetime) -> tuple[list[Ref], list[tuple[Ref, VitrineError]]]:
    wanted, refused = [], []
    for ref in refs:
        try:
            service.require_shown(session, actor, ref, now)
        except VitrineError as error:
            refused.append((ref, error))
        else:
            wanted.append(ref)
    return wanted, refused


def _hang(session: Session, board_id: int, wanted: Sequence[Ref], now: datetime) -> None:
    places = {place.ref: place for place in session.scalars(select(BoardItem).where(BoardItem.board_id == board_id))}
    for ref, place in places.items():
        if ref not in wanted:
            session.delete(place)
    for position, ref in enumerate(wanted, 1):
        if ref in places:
            places[ref].position = position
        else:
            session.add(BoardItem(board_id=board_id, **ref.columns, position=position, added_at=now))


def _entries(rows: Sequence[AuditLine], told: Sequence[Told], listed: set[int]) -> list[Entry]:
    found, before = [], dict[str, str]()
    for row, one in zip(rows, told, strict=True):
        says: dict[str, str] = {name: str(row.details[name]) for name in CHANGES if name in row.details}
        changed = tuple((name, value) for name, value in says.items() if row.verb == "changed" and before.get(name) != value)
        before |= says
        about = (one.item,) if one.item else ()
        found.append(Entry(row.id, row.at, row.actor, row.verb, about, changed, row.details, row.id in listed))
    return found


def _shown(session: Session, actor: Actor, wanted: Iterable[str], now: datetime) -> dict[str, Shown]:
    refs = [items.parse(one) for one in wanted]
    found = {one: Shown(one) for one in map(str, refs)}
    assets, told = (contents.split(refs, kind) for kind in (ItemKind.ASSET, ItemKind.STORY))
    for view in contents.seen(session, actor, assets, now).values():
        grid = view.renditions.get("grid")
        found[view.public_id] = Shown(view.public_id, view.words.title or view.name, grid.sha256 if grid else None)
    for line in stories.of_ids(session, actor, told, now):
        found[line.public_id] = Shown(line.public_id, line.title, line.lead)
    return found
