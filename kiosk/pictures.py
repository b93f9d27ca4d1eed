"""A screen's small picture of itself: read, and kept until the worker has made one of it that may be shown.

A screen is a device in a lobby, and its token may be in other hands: its bytes are decoded in the sandbox and written anew
before anybody's browser gets them.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy.orm import Session

from index import jobs
from index.catalogue.fleet import Deed, ScreenPicture
from index.db import insert_into
from kiosk import commands

MOST_BYTES: Final = 96 << 10
REST: Final = timedelta(minutes=4)
"""Between two that nobody asked for; the player sends one each five minutes."""
KIND: Final = "screen-picture"
JPEG: Final = b"\xff\xd8\xff"


@dataclass(frozen=True, slots=True)
class Sent:
    """What a screen sent: JPEG bytes, and the key of the item that was on, empty for none."""

    image: bytes
    item: str


def read(given: dict[str, Any]) -> Sent | None:
    """Return the picture in a body; None for what is none, or too large."""
    text, item = given.get("image"), given.get("item")
    if not isinstance(text, str) or not text.isascii() or len(text) > MOST_BYTES * 4 // 3 + 4:
        return None
    try:
        image = base64.b64decode(text, validate=True)
    except binascii.Error:
        return None
    name = item if isinstance(item, str) and item.isascii() and item.isprintable() and len(item) <= 64 else ""
    return Sent(image, name) if image.startswith(JPEG) and len(image) <= MOST_BYTES else None


def keep(session: Session, screen_id: int, sent: Sent, now: datetime) -> bool:
    """Keep it and have it made showable; False where it comes too soon after the last one and nobody asked."""
    last = session.get(ScreenPicture, screen_id)
    if last is not None and now - last.heard_at < REST and not commands.is_asked(session, screen_id, [Deed.PICTURE], now):
        return False
    fields = {"heard_at": now, "sent": sent.image, "sent_item": sent.item, "sent_at": now}
    insert = insert_into(session, ScreenPicture).values(screen_id=screen_id, item="", **fields)
    session.execute(insert.on_conflict_do_update(index_elements=["screen_id"], set_=fields))
    jobs.enqueue(session, KIND, str(screen_id), now=now, priority=1)
    return True
