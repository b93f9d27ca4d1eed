"""The job that makes a picture that a screen sent into one that may be shown."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import update

from index.catalogue.fleet import ScreenPicture
from index.db import reading, writing
from index.errors import BadMedia
from index.jobs import Claim
from ingest import renditions
from ingest.pipeline import Workshop

KIND: Final = "screen-picture"


def take(shop: Workshop, claim: Claim, now: datetime) -> None:  # noqa: ARG001 - a handler's signature
    """Decode it in the sandbox and keep what that made; what is no picture is dropped, and the one before it stays."""
    with reading(shop.engine) as session:
        row = session.get(ScreenPicture, int(claim.key))
        sent, item, at = (row.sent, row.sent_item, row.sent_at) if row is not None else (None, "", None)
    if sent is None:
        return
    made = _made(shop, sent)
    with writing(shop.engine) as session:
        fields = {"sent": None} if made is None else {"sent": None, "picture": made, "item": item, "taken_at": at}
        # One that came meanwhile has a job of its own.
        session.execute(update(ScreenPicture).values(**fields)
                        .where(ScreenPicture.screen_id == int(claim.key), ScreenPicture.sent_at == at))


def _made(shop: Workshop, sent: bytes) -> bytes | None:
    with renditions.scratch(shop.store) as folder:
        source = folder / "sent.jpg"
        source.write_bytes(sent)
        try:
            return shop.decoder.shrink(source, folder).read_bytes()
        except BadMedia:
            return None


HANDLERS = {KIND: take}
