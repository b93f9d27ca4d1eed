"""The job that hashes the parts of a long rendition that a former version made. Newer ones are hashed as they are kept."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import update

from index.blobs import hashed_in_parts
from index.catalogue.assets import Rendition
from index.db import writing
from index.errors import JobFailed
from index.jobs import Claim
from ingest.pipeline import Workshop

KIND: Final = "parts"
"""Its key is the rendition's hash."""


def hash_parts(shop: Workshop, claim: Claim, now: datetime) -> None:  # noqa: ARG001 - a handler's signature
    """Hash a file and its parts. Raises JobFailed where the bytes are missing or are not what their name says."""
    try:
        whole, parts = hashed_in_parts(shop.store.path("renditions", claim.key))
    except OSError as error:
        raise JobFailed(f"rendition {claim.key[:12]} cannot be read: {error}", permanent=True) from error
    if whole != claim.key:
        raise JobFailed(f"rendition {claim.key[:12]} is damaged", permanent=True)
    with writing(shop.engine) as session:
        session.execute(update(Rendition).where(Rendition.sha256 == claim.key).values(parts=list(parts)))


HANDLERS = {KIND: hash_parts}
