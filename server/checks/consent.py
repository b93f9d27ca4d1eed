"""Whether those whom an item names agreed to be shown on a channel; for a story, those whom its pictures name."""

from __future__ import annotations

from collections.abc import Iterator

from index.catalogue.items import ItemKind, Ref
from index.errors import Conflict
from server.checks.findings import Batch, Finding, Place, Severity, Told
from server.consents import standing
from server.stories import pictures


def look(batch: Batch) -> Iterator[Told]:
    """Find consents that have ended, minors without one, others without one, who stop nothing, and names in doubt."""
    shown = _shown(batch)
    pictured = standing.shown_in(batch.session, [one for ids in shown.values() for one in ids])
    names: dict[int, list[tuple[int, str, standing.Persons]]] = {}
    for one in standing.known(batch.session, pictured):
        names.setdefault(one[0], []).append(one)
    for ref, ids in shown.items():
        mine = [one for asset_id in ids for one in names.get(asset_id, ())]
        for channel in batch.channels if mine else ():
            against = standing.against(mine, channel, batch.now)
            told = (("consent-stands-against", Severity.BLOCKS, against.over),
                    ("consent-minor", Severity.BLOCKS, against.minors), ("consent-missing", Severity.WARNS, against.missing),
                    ("consent-doubtful", Severity.WARNS, against.doubtful))
            yield from ((ref, channel, Finding("consent", severity, Conflict(code, names="、".join(some)), Place.CONSENTS))
                        for code, severity, some in told if some)


def _shown(batch: Batch) -> dict[Ref, list[int]]:
    """Return the assets that each item shows."""
    found = {one.ref: [one.ref.id] for one in batch.of(ItemKind.ASSET)}
    return found | {one.ref: pictures.of_story(batch.session, one.ref.id) for one in batch.of(ItemKind.STORY)}
