"""What the grid must know ahead of its pictures: who stands at each place, in what shape and colour, under which month."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import Any, Final

from sqlalchemy import and_, select

from index.catalogue import visibility
from index.catalogue.assets import Asset, Rendition
from index.catalogue.choices import NOTHING, Choice, Chosen, Colour
from index.catalogue.people import Actor
from index.db import reading
from index.search.search import search
from server.home import Home
from server.library.asking import Asking
from server.library.tiles import USUAL
from server.web.i18n import month

MOST: Final = 10_000
"""Places that one answer tells of."""


def shapes(home: Home, actor: Actor, asked: Asking, *, offset: int, now: datetime) -> dict[str, Any]:
    """Return up to MOST places from ``offset`` on, as lists that go together; JSON of about 20 bytes a place.

    ``ids`` are numbers, 0 where the reader may not see what the index still names; ``ratios`` are width by height in
    thousandths; ``colors`` are hexadecimal; ``marks`` say what is chosen, a character each for stars, flag and colour, or
    nothing; ``months`` are (month, its name, how many places in a row).
    """
    results = search(home.index, asked.shown(actor), limit=MOST, offset=offset, now=now, facets=False,
                     sort=asked.sort, viewer_filter=visibility.search_filter(actor), zone=home.settings.zone)
    wanted = [hit.asset_id for hit in results.hits if not hit.near]
    query = (select(Asset.id, Asset.width, Asset.height, Asset.color, Asset.captured_local, Asset.created_at,
                    Rendition.width, Rendition.height, Choice.rating, Choice.flag, Choice.colour,
                    visibility.visible(actor, now))
             .outerjoin(Rendition, and_(Rendition.original_sha256 == Asset.sha256, Rendition.preset == "grid"))
             .outerjoin(Choice, Choice.asset_id == Asset.id)
             .where(Asset.id.in_(wanted), visibility.held(actor, now)))
    zone, rows = home.settings.zone, {}
    with reading(home.engine) as session:
        for asset_id, width, height, color, taken, arrived, small_width, small_height, *chosen, whole in session.execute(
                query):
            wide, high = (small_width, small_height) if small_width else (width or USUAL[0], height or USUAL[1])
            when = taken or arrived.astimezone(zone)
            rows[asset_id] = (round(1000 * wide / high), (color or "")[1:], f"{when.year:04d}-{when.month:02d}",
                              marks(Chosen(*chosen)) if whole else "")
    found = [rows.get(one) for one in wanted]
    months = _months([row[2] if row else None for row in found]) if asked.by_time else [(None, "", len(found))]
    return {"total": results.total, "months": months,
            "ids": [one if row else 0 for one, row in zip(wanted, found, strict=True)],
            "ratios": [row[0] if row else 0 for row in found], "colors": [row[1] if row else "" for row in found],
            "marks": [row[3] if row else "" for row in found]}


def marks(chosen: Chosen) -> str:
    """Return what is chosen in three characters such as ``4py`` (js/choices-marks.js reads them); nothing for nothing."""
    if chosen == NOTHING:
        return ""
    colour = "v" if chosen.colour == Colour.PURPLE else (chosen.colour or "-")[0]
    return f"{chosen.rating or 0}{(chosen.flag or '-')[0]}{colour}"


def _months(given: list[str | None]) -> list[tuple[str | None, str, int]]:
    """Return runs of one month; a place that is not to be seen goes with the one before it."""
    held, last = [], next((one for one in given if one), None)
    for one in given:
        last = one or last
        held.append(last)
    return [(key, month(key) if key else "", len(list(run))) for key, run in groupby(held)]
