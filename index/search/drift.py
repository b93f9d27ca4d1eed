"""Where index and catalogue differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from sqlalchemy import Engine

from index.catalogue.assets import public_id
from index.search import gather, reader
from index.search.index_home import IndexHome
from index.search.rows import digest, joint_digest


@dataclass(frozen=True, slots=True)
class Difference:
    """An asset whose entry is ``missing``, ``old`` or ``left-over``."""

    asset: str
    what: str


def contents(home: IndexHome) -> dict[int, str]:
    """Return the digest (rows.joint_digest) of what the index holds of each asset, by its id. Raises DAMAGE of search.py."""
    snapshot = reader.snapshot(home)
    if snapshot is None:
        return {}
    ids, digests = snapshot.columns.ids, snapshot.columns.digests
    held: dict[int, list[str]] = {}
    for number in np.flatnonzero(snapshot.alive).tolist():
        held.setdefault(int(ids[number]), []).append(digests[number])
    return {asset_id: joint_digest(several) for asset_id, several in held.items()}


def differences(engine: Engine, home: IndexHome) -> Iterator[Difference]:
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
