"""Saving a sheet: each row by the rules of a single edit, all as one batch that can be undone."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from index.catalogue import queries, visibility
from index.catalogue.assets import Arrival, Asset, Description, Original, public_id
from index.catalogue.people import Actor
from index.errors import Conflict, NotFound, VitrineError
from server.batch.keeping import Piece, RowOutcome, event_named, fetched, gathered, in_pieces, keep, outcome, refusal
from server.library.describe import Edit, Saved, save_to
from server.library.forms import listed
from server.library.terms import CAMPUS, TERM, moment
from server.sheets.columns import KEYS, NOBODY
from server.sheets.reading import Sheet, SheetRow

CLEAR: Final = "-"
"""A cell with this alone empties the field; an empty cell leaves it as it is."""


def apply(engine: Engine, actor: Actor, sheet: Sheet, source: str, *, now: datetime, zone: tzinfo = CAMPUS,
          check: bool = False, tell: Callable[[RowOutcome], None] = lambda _: None) -> tuple[int | None, list[RowOutcome]]:
    """Save what a sheet says, row by row, and return the batch (None where nothing changed) and each row's outcome.

    A row that is refused leaves the others alone. With ``check`` nothing is kept. ``tell`` hears of each row as it is done.
    """

    def heard() -> Iterator[Piece]:
        for piece in applying(engine, actor, sheet, source, now=now, zone=zone, check=check):
            for one in piece.outcomes:
                tell(one)
            yield piece

    return gathered(heard())


def applying(engine: Engine, actor: Actor, sheet: Sheet, source: str, *, now: datetime, zone: tzinfo = CAMPUS,
             check: bool = False) -> Iterator[Piece]:
    """Save what a sheet says like ``apply``, and tell after each piece. ``zone`` is the campus's, for moments."""
    rows_of: dict[int, int] = {}

    def work(session: Session, rows: Sequence[SheetRow], at: int, batch: int | None) -> Piece:  # noqa: ARG001 - rows are numbered
        return _piece(session, actor, rows, batch, source, rows_of, now, zone)

    return in_pieces(engine, sheet.rows, work, check=check)


def _piece(session: Session, actor: Actor, rows: Sequence[SheetRow], batch: int | None, source: str, rows_of: dict[int, int],
           now: datetime, zone: tzinfo) -> Piece:
    matched = {row.number: _matched(session, actor, row, now) for row in rows}
    seen = fetched(session, actor, [one for one in matched.values() if isinstance(one, int)], now)
    told, kept = [], []
    for row in rows:
        found = matched[row.number]
        if isinstance(found, Fault):
            told.append(refusal(row.number, None, found.error, found.column))
            continue
        try:
            saved = _saved(session, actor, row, found, seen, rows_of, now, zone)
        except VitrineError as error:
            twice = error.reason.code == "sheet-row-twice"
            told.append(refusal(row.number, found, error, _key(row) if twice else None))
            continue
        told.append(outcome(row.number, found, saved))
        kept.append((found, saved))
    return Piece(keep(session, actor, batch, kept, source, now), told)


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row names no asset, and in which column."""

    error: VitrineError
    column: str | None


def _matched(session: Session, actor: Actor, row: SheetRow, now: datetime) -> int | Fault:
    column = None
    try:
        column = _key(row)
        return _match(session, actor, column, row.cells[column], now)
    except VitrineError as error:
        return Fault(error, column)


def _saved(session: Session, actor: Actor, row: SheetRow, asset_id: int, seen: Mapping[int, tuple[Asset, Description]],
           rows_of: dict[int, int], now: datetime, zone: tzinfo) -> Saved:
    if asset_id in rows_of:
        raise Conflict("sheet-row-twice", row=str(rows_of[asset_id]))
    rows_of[asset_id] = row.number
    if asset_id not in seen:
        raise NotFound(what=public_id(asset_id))
    return save_to(session, actor, *seen[asset_id], _edit(session, row.cells, zone), now=now)


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


def _edit(session: Session, cells: dict[str, str], zone: tzinfo) -> Edit:
    words = {name: "" if text == CLEAR else text for name, text in cells.items()}
    people, nobody = _people(words.get("people"))
    return Edit(title=words.get("title"), caption=words.get("caption"), keywords=listed(words.get("keywords")),
                people=people, nobody=nobody, place=words.get("place"), credit=words.get("credit"),
                event_id=None if "event" not in words else event_named(session, words["event"]) if words["event"] else 0,
                licence=words.get("licence"), **{name: moment(name, words.get(name), zone) for name in TERM})


def _people(given: str | None) -> tuple[tuple[str, ...] | None, bool | None]:
    """Return the people that a cell names, and whether it says that nobody can be recognised; None leaves as it is."""
    if given is None:
        return None, None
    nobody = given.strip().casefold() in {NOBODY, "nobody", "nobody recognisable"}
    return (() if nobody else listed(given)), nobody
