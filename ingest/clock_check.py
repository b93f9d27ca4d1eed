"""The job of somebody who says "this is a photograph of the clock": look for its code with more patience."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import select

from index.catalogue import clock_keeping
from index.catalogue.assets import Asset, Rendition
from index.db import reading, writing
from index.jobs import Claim
from ingest.pipeline import Workshop
from ingest.steps.clock_code import read_code

CLOCK: Final = "clock"


def read_clock(shop: Workshop, claim: Claim, now: datetime) -> None:
    """Look into the largest rendition; where it shows our clock, put the batch right. Nothing changes where it does not."""
    with reading(shop.engine) as session:
        large = session.scalar(select(Rendition.sha256).join(Asset, Asset.sha256 == Rendition.original_sha256)
                               .where(Asset.id == int(claim.key), Rendition.preset == "large"))
    text = shop.decoder.clock_code(shop.store.path("renditions", large)) if large else None
    shown = read_code(shop.clock_key, text) if text else None
    if shown is None:
        return
    with writing(shop.engine) as session:
        asset = session.get(Asset, int(claim.key))
        if asset is not None:
            clock_keeping.note_check(session, asset, shown, now=now)


HANDLERS = {CLOCK: read_clock}
