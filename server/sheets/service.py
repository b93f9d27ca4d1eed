"""Saving a sheet: each row by the rules of a single edit, all as one batch that can be undone."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Engine, func, insert, select
from sqlalchemy.orm import Session

from index.catalogue import audit, queries, visibility
from index.catalogue.assets import Arrival, Asset, Original, public_id
from index.catalogue.edits import EditBatch, EditBatchItem
from index.catalogue.people import Actor
from index.db import writing
from index.errors import Conflict, Forbidden, Invalid, NotFound, Reason, VitrineError, reason
from server.admin import named
from server.library.describe import Edit, Saved, save
from server.library.forms import listed
from server.sheets.columns import KEYS
from server.sheets.reading import Sheet, SheetRow

AT_ONCE: Final = 200
"""Rows in one transaction: pages must not wait for a long sheet."""
CLEAR: Final = "-"
"""A cell with this alone empties the field; an empty cell leaves it as it is."""


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What became of one row, or would. ``outcome``: changed, unchanged, refused; ``column`` is where the fault lies."""

    row: int
    asset: str | None
    outcome: str
    fields: tuple[str, ...] = ()
    voided: tuple[str, ...] = ()
    column: str | None = None
    reason: Reason | None = None


class _Rehearsed(Exception):
    """Leaves a transaction without a trace."""


def apply(engine: Engine, actor: Actor, sheet: Sheet, source: str, *, now: datetime, check: bool = False,
          tell: Callable[[RowOutcome], None] = lambda _: None) -> tuple[int | None, list[RowOutcome]]:
    """Save what a sheet says, row by row, and return the batch (None where nothing changed) and each row's outcome.

    A row that is refused leaves the others alone. With ``check`` nothing is kept. ``tell`` hears of each row as it is done.
    """
    batch: int | None = None
    told: list[RowOutcome] = []
    seen: dict[int, int] = {}
    for at in range(0, len(sheet.rows), AT_ONCE):
        try:
            with writing(engine) as session:
                batch, outcomes = _piece(session, actor, sheet.rows[at:at + AT_ONCE], batch, source, seen, now)
                if check:
                    batch = None
                    raise _Rehearsed
        except _Rehearsed:
            pass
        for one in outcomes:
            tell(one)
        told += outcomes
    return batch, told


def undo(engine: Engine, actor: Actor, batch_id: int, *, now: datetime) -> list[RowOutcome]:
    """Put back what the descriptions of a batch said before; what somebody edited since stays and is told as refused.

    Raises NotFound, Conflict edit-undone, Forbidden for who neither made it nor is the office.
    """
    with writing(engine) as session:
        batch = session.get(EditBatch, batch_id)
        if batch is None:
            raise NotFound(what=str(batch_id))
        if not actor.sees_all and batch.made_by != actor.person_id:
            raise Forbidden(verb="undo", verb_zh="撤销")
        if batch.undone_at is not None:
            raise Conflict("edit-undone")
        batch.undone_at = now
        items = session.scalars(select(EditBatchItem).where(EditBatchItem.batch_id == batch_id)
                                .order_by(EditBatchItem.asset_id)).all()
        told = [_put_back(session, actor, item, place, now) for place, item in enumerate(items, 1)]
        audit.record(session, actor, "edits-undone", f"edits:{batch_id}", at=now,
                     assets=[one.asset for one in told if one.outcome == "changed"])
        return told


def _piece(session: Session, actor: Actor, rows: Sequence[SheetRow], batch: int | None, source: str, seen: dict[int, int],
           now: datetime) -> tuple[int | None, list[RowOutcome]]:
    outcomes, items = [], []
    for row in rows:
        asset_id, column = None, None
        try:
            column = _key(row)
            asset_id = _match(session, actor, column, row.cells[column], now)
            if asset_id in seen:
                raise Conflict("sheet-row-twice", row=str(seen[asset_id]))
            seen[asset_id] = row.number
            column = None
            edit = _edit(session, row.cells)
            saved = save(session, actor, asset_id, edit, now=now)
        except VitrineError as error:
            outcomes.append(RowOutcome(row.number, public_id(asset_id) if asset_id else None, "refused",
                                       column=error.field if isinstance(error, Invalid) else column, reason=error.reason))
            continue
        outcomes.append(_outcome(row.number, asset_id, saved))
        if saved.before:
            items.append({"asset_id": asset_id, "version": saved.words.version, "before": saved.before})
    if items:
        batch = batch or _begin(session, actor, source, now)
        session.execute(insert(EditBatchItem), [{"batch_id": batch, **item} for item in items])
    return batch, outcomes


def _begin(session: Session, actor: Actor, source: str, now: datetime) -> int:
    made = EditBatch(source=source[:200], made_at=now, made_by=actor.person_id)
    session.add(made)
    session.flush()
    audit.record(session, actor, "edits-made", f"edits:{made.id}", at=now, source=made.source)
    return made.id


def _outcome(number: int, asset_id: int, saved: Saved) -> RowOutcome:
    return RowOutcome(number, public_id(asset_id), "changed" if saved.before else "unchanged", tuple(saved.before),
                      saved.voided)


def _put_back(session: Session, actor: Actor, item: EditBatchItem, place: int, now: datetime) -> RowOutcome:
    before: dict[str, Any] = dict(item.before)
    event = before.pop("event", None) if "event" in before else ""
    words: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in before.items()}
    try:
        edit = Edit(**words, event_id=None if event == "" else _event(session, event) if event else 0)
        return _outcome(place, item.asset_id, save(session, actor, item.asset_id, edit, now=now, seen_version=item.version))
    except VitrineError as error:
        why = reason("edit-overtaken") if error.reason.code == "conflict-edit" else error.reason
        return RowOutcome(place, public_id(item.asset_id), "refused", reason=why)


def _key(row: SheetRow) -> str:
    found = next((column for column in KEYS if row.cells.get(column)), None)
    if found is None:
        raise VitrineError("sheet-row-asset")
    return found


def _match(session: Session, actor: Actor, column: str, given: str, now: datetime) -> int:
    """Return the asset that a cell names. Raises NotFound, Conflict ambiguous."""
    if column != "file":
        return queries.resolve(session, given)
    found = _by_file(session, actor, given, now)
    if not found:
        raise NotFound(what=f"“{given}”")
    if len(found) > 1:
        raise Conflict("ambiguous", given=given)
    return found[0]


def _by_file(session: Session, actor: Actor, given: str, now: datetime) -> list[int]:
    """Return the assets that this person may see whose file has this name; with folders, which came by such a path."""
    path = unicodedata.normalize("NFC", given.replace("\\", "/")).casefold().strip("/")
    name = path.rpartition("/")[2]
    seen = visibility.visible(actor, now)
    query = (select(Original.asset_id, Original.name).join(Asset, Asset.id == Original.asset_id)
             .where(func.lower(Original.name) == name, seen))
    found = sorted({asset_id for asset_id, _ in session.execute(query)})
    if len(found) < 2 or "/" not in path:
        return found
    ways = session.execute(select(Arrival.asset_id, Arrival.path).where(Arrival.asset_id.in_(found)))
    return sorted({asset_id for asset_id, way in ways
                   if asset_id is not None and f"/{way.casefold().strip('/')}".endswith(f"/{path}")})


def _edit(session: Session, cells: dict[str, str]) -> Edit:
    words = {name: "" if text == CLEAR else text for name, text in cells.items()}
    return Edit(title=words.get("title"), caption=words.get("caption"), keywords=listed(words.get("keywords")),
                people=listed(words.get("people")), place=words.get("place"), credit=words.get("credit"),
                event_id=None if "event" not in words else _event(session, words["event"]) if words["event"] else 0)


def _event(session: Session, given: str) -> int:
    try:
        return named.event(session, given).id
    except NotFound:
        raise Invalid("event", f"没有「{given}」这个活动", f"there is no event “{given}”") from None
