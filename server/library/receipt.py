"""The receipt of a batch for its page: every file with its hash, where it is kept, and whether the source may be emptied.

A card's receipt was kept when it was read (``server.receipts``) and says what was read back then. What came by the browser
or by a camera has none kept: its receipt is made of its arrivals and of what the store holds now. It never speaks of
formatting, as nobody knows whether all of a card was sent.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from index.blobs import BlobStore
from index.catalogue import visibility
from index.catalogue.assets import KEPT, Arrival, Asset, Outcome, public_id, row_id
from index.catalogue.people import Actor
from index.db import reading
from index.errors import NotFound
from server.home import Home
from server.receipts import FOLDER
from server.uploads.batch_page import BatchEntry, arrivals_of, batch_list, last_tries

NAME: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,79}")


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """One file. ``asset`` only where the reader may see it; ``places`` is where its bytes are: home, second-copy."""

    path: str
    bytes: int
    outcome: str
    sha256: str | None
    asset: str | None
    places: tuple[tuple[str, str], ...]
    safe: bool
    reason: dict[str, str] | None


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    """A batch's receipt. ``card``: it was kept when a card or folder was read; ``verdict`` is then a code of the reasons.

    ``safe``: the card may be formatted; without a card, every file that was sent is kept.
    """

    batch: str
    at: datetime
    card: bool
    safe: bool
    verdict: tuple[str, str] | None
    given: tuple[str, ...]
    second_copy: str | None
    same_disk: bool
    lines: tuple[ReceiptLine, ...]

    @property
    def unsafe(self) -> tuple[ReceiptLine, ...]:
        return tuple(one for one in self.lines if not one.safe)

    @property
    def counts(self) -> list[tuple[str, int, int]]:
        """(outcome, files, bytes) for each outcome that occurs."""
        sizes = {str(name): [one.bytes for one in self.lines if one.outcome == name] for name in Outcome}
        return [(name, len(several), sum(several)) for name, several in sizes.items() if several]


@dataclass(frozen=True, slots=True)
class ReceiptEntry:
    """A receipt in the list of receipts."""

    batch: BatchEntry
    card: bool
    safe: bool


def receipt_page(home: Home, actor: Actor, given: str, now: datetime) -> ReceiptPage:
    """Read the receipt of one batch. Raises NotFound where there is none that this person may see."""
    with reading(home.engine) as session:
        arrivals = arrivals_of(session, actor, given)
        kept = _kept(home, given) if arrivals or actor.sees_all else None
        if not arrivals and kept is None:
            raise NotFound(what=f"“{given}”")
        seen = _seen(session, actor, [one.asset_id for one in arrivals], kept, now)
    if kept is not None:
        return _of_card(given, kept, seen)
    lines = tuple(_line(home.store, one, seen) for one in last_tries(arrivals))
    return ReceiptPage(given, max(one.received_at for one in arrivals), False, all(one.safe for one in lines), None, (), None,
                       False, lines)


def receipt_list(home: Home, actor: Actor, now: datetime, *, limit: int, offset: int = 0) -> list[ReceiptEntry]:
    """Return the receipts of the latest batches that this person may see, newest first."""
    with reading(home.engine) as session:
        batches = batch_list(session, actor, now, limit=limit, offset=offset)
    found = []
    for one in batches:
        kept = _kept(home, one.batch)
        found.append(ReceiptEntry(one, kept is not None, bool(kept["safe_to_format"]) if kept else not one.refused))
    return found


def checksums(lines: Iterable[ReceiptLine]) -> str:
    """Return the kept files as ``sha256sum --check`` reads them, names with odd characters in its own way."""
    told = []
    for one in lines:
        if one.sha256 and one.safe:
            name = one.path.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
            told.append(f"{'' if name == one.path else chr(92)}{one.sha256}  {name}\n")
    return "".join(told)


def _kept(home: Home, batch: str) -> dict[str, Any] | None:
    """Return the receipt that was kept with a batch; None where there is none, or none that can be read."""
    if not NAME.fullmatch(batch):
        return None
    try:
        told = json.loads((Path(home.settings.home) / FOLDER / f"{batch}.json").read_text("ascii"))
    except (OSError, ValueError):
        return None
    return told if isinstance(told, dict) and {"files", "verdict", "safe_to_format", "at"} <= told.keys() else None


def _of_card(batch: str, kept: dict[str, Any], seen: frozenset[str]) -> ReceiptPage:
    verdict = kept["verdict"]
    lines = tuple(ReceiptLine(
        one["path"], one["bytes"], one["outcome"], one["sha256"], one["asset"] if one["asset"] in seen else None,
        tuple((place["where"], place["path"]) for place in one["places"]), one["safe"], one["reason"])
        for one in kept["files"])
    return ReceiptPage(batch, datetime.fromisoformat(kept["at"]), True, kept["safe_to_format"],
                       (verdict["zh"], verdict["en"]), tuple(kept["given"]), kept["second_copy"], kept["same_disk"], lines)


def _line(store: BlobStore, one: Arrival, seen: frozenset[str]) -> ReceiptLine:
    held = one.outcome in KEPT and one.sha256 is not None and store.holds("originals", one.sha256)
    asset = public_id(one.asset_id) if one.asset_id is not None else None
    return ReceiptLine(one.path or one.name, one.bytes, one.outcome, one.sha256, asset if asset in seen else None,
                       (("home", ""),) if held else (), held or one.outcome == Outcome.IGNORED, one.reason)


def _seen(session: Session, actor: Actor, ids: Sequence[int | None], kept: dict[str, Any] | None,
          now: datetime) -> frozenset[str]:
    """Return which of the assets that a receipt names this person may open."""
    wanted = {one for one in ids if one is not None}
    wanted |= {row_id(one["asset"]) for one in (kept or {"files": ()})["files"] if one["asset"]}
    found = session.scalars(select(Asset.id).where(Asset.id.in_(wanted), visibility.held(actor, now)))
    return frozenset(public_id(one) for one in found)
