"""Whether a film flashes more often than it may be shown: nobody passes a screen in a corridor by choice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from sqlalchemy import select

from index.catalogue import flashes
from index.catalogue.assets import Asset, Kind, public_id
from index.catalogue.channels import SCREENS
from index.catalogue.flashes import FilmFlashes
from index.catalogue.items import ItemKind, Ref
from index.catalogue.stories import StoryAsset
from index.errors import Conflict
from server.checks.findings import Batch, Finding, Place, Severity, Told

WEIGHT: Final = {True: ("flashes", Severity.BLOCKS), False: ("flashes-elsewhere", Severity.WARNS)}
"""What is said of it on screens, and anywhere else."""
NAMED: Final = 3
"""So many moments are named; the film's page has them all."""


def look(batch: Batch) -> Iterator[Told]:
    """Find films that flash too often, in stories too: that blocks screens and warns elsewhere. A film that nobody has looked
    through yet warns; an approval asks again.
    """
    films = _films(batch)
    found = flashes.of_assets(batch.session, {film for several in films.values() for film in several}) if films else {}
    for ref, several in films.items():
        for film in several:
            named = _named(ref, film)
            place = Place.FILE if ref.kind is ItemKind.ASSET else Place.PICTURES
            if film not in found:
                yield ref, None, Finding("flashes", Severity.WARNS, Conflict("flashes-unknown", **named), place)
            elif found[film].moments:
                for channel in batch.channels:
                    code, severity = WEIGHT[channel == SCREENS]
                    error = Conflict(code, when=_when(found[film]), **named)
                    yield ref, channel, Finding("flashes", severity, error, place, public_id(film))


def _films(batch: Batch) -> dict[Ref, list[int]]:
    rows = {item.ref: item.row(Asset) for item in batch.of(ItemKind.ASSET)}
    films = {ref: [one.id] for ref, one in rows.items() if one.kind == Kind.VIDEO}
    stories = {one.ref.id: one.ref for one in batch.of(ItemKind.STORY)}
    standing = batch.session.execute(
        select(StoryAsset.story_id, Asset.id).join(Asset, Asset.id == StoryAsset.asset_id)
        .where(StoryAsset.story_id.in_(stories), Asset.kind == Kind.VIDEO).order_by(StoryAsset.position)) if stories else ()
    for story_id, film in standing:
        films.setdefault(stories[story_id], []).append(film)
    return films


def _named(ref: Ref, film: int) -> Mapping[str, str]:
    if ref.kind is ItemKind.ASSET:
        return {"film_zh": "这段视频", "film": "This film"}
    return {"film_zh": f"视频 {public_id(film)}", "film": f"The film {public_id(film)}"}


def _when(found: FilmFlashes) -> str:
    """Return where the first moments begin, as 1:05."""
    begins = [divmod(int(one["start"]), 60) for one in found.moments]
    told = [f"{minutes}:{seconds:02d}" for minutes, seconds in begins[:NAMED]]
    return " ".join([*told, *(["…"] if len(begins) > NAMED else [])])
