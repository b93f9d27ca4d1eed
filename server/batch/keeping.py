"""What every edit of many keeps, so that one word takes all of it back, whoever made it: a sheet or a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Engine, insert, select
from sqlalchemy.orm import Session

from index.catalogue import audit, visibility
from index.catalogue.assets import Asset, Description, public_id
from index.catalogue.edits import EditBatch, EditBatchItem
from index.catalogue.people import Actor
from index.db import reading, writing
from index.errors import Conflict, Forbidden, Invalid, NotFound, Reason, VitrineError, reason
from server.admin import named
from server.library.describe import Edit, Saved, save_to, told
from server.policy import ASK_SOMEBODY

T = TypeVar("T")
AT_ONCE = 200
"""Assets in one transaction: pages must not wait for a long batch."""


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What became of one asset, or would. ``outcome``: changed, unchanged, refused; ``row`` is its place in what was given,
    ``column`` where the fault lies.
    """

    row: int
    asset: str | None
    outcome: str
    fields: tuple[str, ...] = ()
    voided: tuple[str, ...] = ()
    column: str | None = None
    reason: Reason | None = None
    changes: tuple[tuple[str, Any, Any], ...] = ()
    """Each field that changes, what it said and what it says then."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What became of some of many assets, in one transaction; ``batch`` is what has been saved so far, None for nothing."""

    batch: int | None
    outcomes: list[RowOutcome]


class Rehearsed(Exception):
    """Leaves a transaction without a trace."""


def in_pieces(engine: Engine, given: Sequence[T], work: Callable[[Session, Sequence[T], int, int | None], Piece], *,
              check: bool) -> Iterator[Piece]:
    """Do ``work`` on ``AT_ONCE`` of many in a transaction, given their place among all and the batch so far; then go on.

    With ``check`` nothing is kept. Who stops asking stops the work; what was done before is one batch all the same.
    """
    batch: int | None = None
    for at in range(0, len(given), AT_ONCE):
        try:
            with writing(engine) as session:
                piece = work(session, given[at:at + AT_ONCE], at, batch)
                if check:
                    raise Rehearsed
        except Rehearsed:
            piece = Piece(None, piece.outcomes)
        batch = piece.batch
        yield piece


def gathered(pieces: Iterable[Piece]) -> tuple[int | None, list[RowOutcome]]:
    """Return the batch and all outcomes."""
    batch, told = None, []
    for piece in pieces:
        batch = piece.batch
        told += piece.outcomes
    return batch, told


def fetched(session: Session, actor: Actor, asset_ids: Iterable[int], now: datetime) -> dict[int, tuple[Asset, Description]]:
    """Return those of these assets that this person may see, with their descriptions, in one read."""
    rows = session.execute(select(Asset, Description).join(Description, Description.asset_id == Asset.id)
                           .where(Asset.id.in_(list(asset_ids)), visibility.visible(actor, now)))
    return {asset.id: (asset, words) for asset, words in rows}


def keep(session: Session, actor: Actor, batch: int | None, saved: Sequence[tuple[int, Saved]], source: str,
         now: datetime) -> int | None:
    """Keep what stood before in the assets that changed, and return the batch, begun where there is none yet."""
    items = [{"asset_id": asset_id, "version": one.words.version, "before": one.before}
             for asset_id, one in saved if one.before]
    if items:
        batch = batch or _begin(session, actor, source, now)
        session.execute(insert(EditBatchItem), [{"batch_id": batch, **item} for item in items])
    return batch


def outcome(row: int, asset_id: int, saved: Saved) -> RowOutcome:
    """Tell what a save came to."""
    return RowOutcome(row, public_id(asset_id), "changed" if saved.before else "unchanged", tuple(saved.before), saved.voided,
                      changes=tuple((name, before, saved.after[name]) for name, before in saved.before.items()))


def refusal(row: int, asset_id: int | None, error: VitrineError, column: str | None = None) -> RowOutcome:
    """Tell why a save was refused, and in which field where one is at fault."""
    return RowOutcome(row, public_id(asset_id) if asset_id else None, "refused",
                      column=error.field if isinstance(error, Invalid) else column, reason=error.reason)


def batch_for(session: Session, actor: Actor, batch_id: int) -> EditBatch:
    """Return a batch for whoever made it, or for the office. Raises NotFound, Forbidden."""
    batch = session.get(EditBatch, batch_id)
    if batch is None:
        raise NotFound(what=str(batch_id))
    if not actor.sees_all and batch.made_by != actor.person_id:
        raise Forbidden(verb="undo", verb_zh="撤销", possible=ASK_SOMEBODY[1], possible_zh=ASK_SOMEBODY[0])
    return batch


def undo(engine: Engine, actor: Actor, batch_id: int, *, now: datetime) -> list[RowOutcome]:
    """Put back what the descriptions of a batch said before; what somebody edited since stays and is told as refused.

    Raises NotFound, Conflict edit-undone, Forbidden for who neither made it nor is the office.
    """
    return gathered(undoing(engine, actor, batch_id, now=now))[1]


def undoing(engine: Engine, actor: Actor, batch_id: int, *, now: datetime) -> Iterator[Piece]:
    """Undo a batch like ``undo``, piece by piece. Where it is stopped it can be gone on with: what is back stays back."""
    with reading(engine) as session:
        if batch_for(session, actor, batch_id).undone_at is not None:
            raise Conflict("edit-undone")
        items = session.scalars(select(EditBatchItem.asset_id).where(EditBatchItem.batch_id == batch_id)
                                .order_by(EditBatchItem.asset_id)).all()
    return _undoing(engine, actor, batch_id, items, now)


def _undoing(engine: Engine, actor: Actor, batch_id: int, assets: Sequence[int], now: datetime) -> Iterator[Piece]:
    def work(session: Session, some: Sequence[int], at: int, batch: int | None) -> Piece:  # noqa: ARG001
        seen = fetched(session, actor, some, now)
        items = session.scalars(select(EditBatchItem).where(EditBatchItem.batch_id == batch_id,
                                                            EditBatchItem.asset_id.in_(some))
                                .order_by(EditBatchItem.asset_id)).all()
        return Piece(batch_id, [_put_back(session, actor, item, seen.get(item.asset_id), at + place, now)
                                for place, item in enumerate(items, 1)])

    back: list[str | None] = []
    for piece in in_pieces(engine, assets, work, check=False):
        back += [one.asset for one in piece.outcomes if one.outcome == "changed"]
        yield piece
    with writing(engine) as session:
        session.get_one(EditBatch, batch_id).undone_at = now
        audit.record(session, actor, "edits-undone", f"edits:{batch_id}", at=now, assets=back)


def event_named(session: Session, given: str) -> int:
    """Return the event of an id or a name. Raises Invalid where there is none."""
    try:
        return named.event(session, given).id
    except NotFound:
        raise Invalid("event", f"没有「{given}」这个活动", f"there is no event “{given}”") from None


def _begin(session: Session, actor: Actor, source: str, now: datetime) -> int:
    made = EditBatch(source=source[:200], made_at=now, made_by=actor.person_id)
    session.add(made)
    session.flush()
    audit.record(session, actor, "edits-made", f"edits:{made.id}", at=now, source=made.source)
    return made.id


def _put_back(session: Session, actor: Actor, item: EditBatchItem, seen: tuple[Asset, Description] | None, place: int,
              now: datetime) -> RowOutcome:
    before: dict[str, Any] = dict(item.before)
    event = before.pop("event", None) if "event" in before else ""
    words: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else "" if value is None else value
                             for name, value in before.items()}
    try:
        if seen is None:
            raise NotFound(what=public_id(item.asset_id))
        edit = Edit(**words, event_id=None if event == "" else event_named(session, event) if event else 0)
        return outcome(place, item.asset_id, save_to(session, actor, *seen, edit, now=now, seen_version=item.version))
    except VitrineError as error:
        why = error.reason
        if why.code == "conflict-edit":
            if seen and item.before.items() <= told(session, *seen).items():
                return RowOutcome(place, public_id(item.asset_id), "unchanged")
            why = reason("edit-overtaken")
        return RowOutcome(place, public_id(item.asset_id), "refused", reason=why)
