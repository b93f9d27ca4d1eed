"""Where index and catalogue differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from sqlalchemy import Engine

from index.catalogue.assets import public_id
from index.search import gather
from index.search.rows import digest, joint_digest
from index.search.search import contents


@dataclass(frozen=True, slots=True)
class Difference:
    """An asset whose entry is ``missing``, ``old`` or ``left-over``."""

    asset: str
    what: str


def differences(engine: Engine, home: Path) -> Iterator[Difference]:
    """Yield each asset whose index entry is not what the catalogue says now."""
    held = contents(home)
    for asset_id, documents in groupby(gather.all_documents(engine), key=lambda one: one.asset_id):
        entry = held.pop(asset_id, None)
        if entry is None:
            yield Difference(public_id(asset_id), "missing")
        elif entry != joint_digest(map(digest, documents)):
            yield Difference(public_id(asset_id), "old")
    for asset_id in sorted(held):
        yield Difference(public_id(asset_id), "left-over")
