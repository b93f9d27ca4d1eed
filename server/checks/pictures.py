"""Whether the pictures of a story may be shown in it: what was taken down, has expired or lies in the bin may not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from index.catalogue.assets import public_id
from index.catalogue.items import ItemKind
from index.errors import Conflict
from server.checks.findings import Batch, Finding, Place, Severity, Told
from server.stories import pictures
from server.stories.pictures import NAMES


def look(batch: Batch) -> Iterator[Told]:
    """Find pictures that no story shows any more."""
    shown = {one.ref: pictures.of_story(batch.session, one.ref.id) for one in batch.of(ItemKind.STORY)}
    flaws = pictures.flaws(batch.session, [one for ids in shown.values() for one in ids], batch.now)
    for ref, ids in shown.items():
        if told := [(public_id(one), NAMES[flaw]) for one in ids for flaw in flaws.get(one, ()) if flaw in NAMES]:
            yield ref, None, Finding("pictures", Severity.BLOCKS, _error(told), Place.PICTURES)


def _error(told: Sequence[tuple[str, tuple[str, str]]]) -> Conflict:
    return Conflict("story-pictures", pictures_zh="、".join(f"{name}（{zh}）" for name, (zh, _en) in told),
                    pictures=", ".join(f"{name} ({en})" for name, (_zh, en) in told))
