"""Saving a sheet: each row by the rules of a single edit, all as one batch that can be undone."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from index.catalogue import queries, visibility
from index.catalogue.assets import Arrival, Asset, Original
from index.catalogue.people import Actor
from index.db import writing
from index.errors import Conflict, NotFound, VitrineError
from server.batch.keeping import AT_ONCE, Rehearsed, RowOutcome, event_named, keep, outcome, refusal
from server.library.describe import Edit, save
from server.library.forms import listed
from server.sheets.columns import KEYS
from server.sheets.reading import Sheet, SheetRow

CLEAR: Final = "-"
"""A cell with this alone empties the field; an empty cell leaves it as it is."""


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
                    raise Rehearsed
        except Rehearsed:
            pass
        for one in outcomes:
            tell(one)
        told += outcomes
    return batch, told


def _piece(session: Session, actor: Actor, rows: Sequence[SheetRow], batch: int | None, source: str, seen: dict[int, int],
           now: datetime) -> tuple[int | None, list[RowOutcome]]:
    told, kept = [], []
    for row in rows:
        asset_id, column = None, None
        try:
            column = _key(row)
            asset_id = _match(session, actor, column, row.cells[column], now)
            if asset_id in seen:
                raise Conflict("sheet-row-twice", row=str(seen[asset_id]))
            seen[asset_id] = row.number
            column = None
            saved = save(session, actor, asset_id, _edit(session, row.cells), now=now)
        except VitrineError as error:
            told.append(refusal(row.number, asset_id, error, column))
            continue
        told.append(outcome(row.number, asset_id, saved))
        kept.append((asset_id, saved))
    return keep(session, actor, batch, kept, source, now), told


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
                event_id=None if "event" not in words else event_named(session, words["event"]) if words["event"] else 0)
