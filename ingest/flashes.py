"""The job ``flashes``: look through a film that has its proxy, which is what screens play. It refuses nothing by itself."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import TYPE_CHECKING, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from index import jobs
from index.catalogue import flashes
from index.catalogue.assets import Asset, Kind, Rendition
from index.db import reading, writing
from index.errors import BadMedia
from index.jobs import Claim

if TYPE_CHECKING:
    from ingest.pipeline import Workshop

FLASHES: Final = "flashes"
log = logging.getLogger("vitrine.ingest")


def ask(session: Session, asset_id: int, *, now: datetime) -> None:
    """Ask for the job, behind everything that somebody waits for."""
    jobs.enqueue(session, FLASHES, str(asset_id), now=now, priority=-1)


def look(shop: Workshop, claim: Claim, now: datetime) -> None:
    """Look through one film. Doing it again changes nothing; a proxy that was looked through is not looked through again.

    What cannot be looked through stays without a finding, and the log says why.
    """
    asset_id = int(claim.key)
    with reading(shop.engine) as session:
        proxy = session.execute(
            select(Rendition.sha256, Asset.duration).join(Asset, Asset.sha256 == Rendition.original_sha256)
            .where(Asset.id == asset_id, Asset.kind == Kind.VIDEO, Rendition.preset == "proxy")).first()
        before = flashes.of_assets(session, [asset_id]).get(asset_id)
    if proxy is None or not shop.store.holds("renditions", proxy.sha256) or (before and before.sha256 == proxy.sha256):
        return
    try:
        found = shop.decoder.flashes(shop.store.path("renditions", proxy.sha256), duration=proxy.duration)
    except BadMedia as error:
        log.warning("V%s could not be looked through for flashes: %s", claim.key, error)
        return
    with writing(shop.engine) as session:
        if session.get(Asset, asset_id) is not None:
            flashes.write(session, asset_id, proxy.sha256, found.to_json(), now=now)


HANDLERS = {FLASHES: look}
