"""The first sight of a photo that has to wait: its small picture, from the preview that the camera put into the file.

A card of five hundred takes a minute or two to be decoded. Where many wait, each is glimpsed first, for a small part of
what decoding costs, so that the whole card is in the grid within seconds. Where few wait it would only be done twice.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import Engine, func, select

from index import jobs
from index.catalogue.assets import Asset
from index.db import reading, writing
from index.errors import BadMedia
from index.jobs import Claim, Job, JobState
from ingest import renditions
from ingest.origin import EXTRACT, GLIMPSE
from ingest.pipeline import Workshop

CROWD: Final = 8
"""Photos that wait before it is worth it: fewer are decoded within two seconds."""


def glimpse(shop: Workshop, claim: Claim, now: datetime) -> None:
    """Give an asset its first small picture, for the real one to replace. A file that has no preview has none yet.

    What a worker that was killed had begun is always done over: its bytes may lie on the shelf without a row.
    """
    sha256 = _waiting(shop.engine, int(claim.key), begun=claim.attempts > 1)
    if sha256 is None:
        return
    with renditions.scratch(shop.store) as folder:
        try:
            made = shop.decoder.first_thumbnail(shop.store.path("originals", sha256), folder)
        except BadMedia:  # whoever reads it whole will say what is wrong with it
            return
        if made is None:
            return
        kept = renditions.keep(shop.store, [made])
    with writing(shop.engine) as session:
        asset = session.get(Asset, int(claim.key), with_for_update=True)
        if asset is None or asset.rendered_at is not None:  # it was decoded, or refused, in this moment
            late = renditions.let_go(session, [bytes_.sha256 for _, bytes_ in kept], now=now)
        else:
            late = renditions.write(session, shop.store, sha256, kept, now=now)
            jobs.enqueue_index(session, asset.id, now=now)
    renditions.drop(shop.engine, shop.store, late)


def drop(shop: Workshop, claim: Claim, now: datetime) -> None:  # noqa: ARG001 - a handler's signature
    """Take off the shelf what nobody names, where whoever was to do it at once was stopped."""
    renditions.drop(shop.engine, shop.store, [claim.key])


HANDLERS = {GLIMPSE: glimpse, renditions.DROP: drop}


def _waiting(engine: Engine, asset_id: int, *, begun: bool) -> str | None:
    """Return the hash of the file to glimpse; None where it was decoded already, or will be in a moment, unless ``begun``."""
    with reading(engine) as session:
        asset = session.get(Asset, asset_id)
        if asset is None or begun:
            return asset.sha256 if asset else None
        crowd = select(Job.id).where(Job.kind == EXTRACT, Job.state == JobState.WAITING).limit(CROWD).subquery()
        if asset.rendered_at is not None or session.scalar(select(func.count()).select_from(crowd)) != CROWD:
            return None
        return asset.sha256
