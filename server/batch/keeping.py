"""What every edit of many keeps, so that one word takes all of it back, whoever made it: a sheet or a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, insert, select
from sqlalchemy.orm import Session

from index.catalogue import audit
from index.catalogue.assets import public_id
from index.catalogue.edits import EditBatch, EditBatchItem
from index.catalogue.people import Actor
from index.db import writing
from index.errors import Conflict, Forbidden, Invalid, NotFound, Reason, VitrineError, reason
from server.admin import named
from server.library.describe import Edit, Saved, save

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


class Rehearsed(Exception):
    """Leaves a transaction without a trace."""


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
    return RowOutcome(row, public_id(asset_id), "changed" if saved.before else "unchanged", tuple(saved.before), saved.voided)


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
        raise Forbidden(verb="undo", verb_zh="撤销")
    return batch


def undo(engine: Engine, actor: Actor, batch_id: int, *, now: datetime) -> list[RowOutcome]:
    """Put back what the descriptions of a batch said before; what somebody edited since stays and is told as refused.

    Raises NotFound, Conflict edit-undone, Forbidden for who neither made it nor is the office.
    """
    with writing(engine) as session:
        batch = batch_for(session, actor, batch_id)
        if batch.undone_at is not None:
            raise Conflict("edit-undone")
        batch.undone_at = now
        items = session.scalars(select(EditBatchItem).where(EditBatchItem.batch_id == batch_id)
                                .order_by(EditBatchItem.asset_id)).all()
        told = [_put_back(session, actor, item, place, now) for place, item in enumerate(items, 1)]
        audit.record(session, actor, "edits-undone", f"edits:{batch_id}", at=now,
                     assets=[one.asset for one in told if one.outcome == "changed"])
        return told


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


def _put_back(session: Session, actor: Actor, item: EditBatchItem, place: int, now: datetime) -> RowOutcome:
    before: dict[str, Any] = dict(item.before)
    event = before.pop("event", None) if "event" in before else ""
    words: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in before.items()}
    try:
        edit = Edit(**words, event_id=None if event == "" else event_named(session, event) if event else 0)
        return outcome(place, item.asset_id, save(session, actor, item.asset_id, edit, now=now, seen_version=item.version))
    except VitrineError as error:
        why = reason("edit-overtaken") if error.reason.code == "conflict-edit" else error.reason
        return RowOutcome(place, public_id(item.asset_id), "refused", reason=why)
