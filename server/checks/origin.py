"""Whether an asset is one that can be submitted at all: taken by a department, and no photograph of the clock."""

from __future__ import annotations

from collections.abc import Iterator

from index.catalogue.assets import Asset
from index.catalogue.items import ItemKind
from index.catalogue.links import UNDECIDED
from index.errors import Conflict
from server.checks.findings import Batch, Finding, Place, Severity, Told


def look(batch: Batch) -> Iterator[Told]:
    """Find what came from outside and nobody has decided about, and photographs of the clock."""
    for item in batch.of(ItemKind.ASSET):
        asset = item.row(Asset)
        codes = (("from-outside", asset.outside_state in UNDECIDED), ("clock-photo", asset.clock_photo))
        yield from ((item.ref, None, Finding("origin", Severity.BLOCKS, Conflict(code), Place.STATE))
                    for code, is_so in codes if is_so)
