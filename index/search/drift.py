"""Where index and catalogue differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from index.catalogue.assets import public_id
from index.search import gather
from index.search.rows import digest
from index.search.search import contents


@dataclass(frozen=True, slots=True)
class Difference:
    """An asset whose entry is ``missing``, ``old`` or ``left-over``."""

    asset: str
    what: str


def differences(engine: Engine, home: Path) -> Iterator[Difference]:
    """Yield each asset whose index entry is not what the catalogue says now."""
    held = contents(home)
    for document in gather.all_documents(engine):
        entry = held.pop(document.asset_id, None)
        if entry is None:
            yield Difference(public_id(document.asset_id), "missing")
        elif entry != digest(document):
            yield Difference(public_id(document.asset_id), "old")
    for asset_id in sorted(held):
        yield Difference(public_id(asset_id), "left-over")
