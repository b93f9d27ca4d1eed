"""Browser uploads: one file a request, straight into the one door."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Final

from index.catalogue.events import Event
from index.catalogue.people import Actor
from index.credentials import new_token
from index.db import reading
from index.errors import Invalid, VitrineError
from ingest.intake import Origin, Taken, refuse, take_in
from ingest.sources.folder import shown
from server import policy
from server.home import Home

BATCH: Final = re.compile(r"[0-9A-Za-z-]{8,64}")
DOOR: Final = "browser"
PROGRAM: Final = "api"


@dataclass(frozen=True, slots=True)
class Delivery:
    """What comes with a file: its batch, its name on the sender's disk, its length in bytes, its event; and through which
    door it comes.
    """

    batch: str
    name: str
    length: int | None
    event_id: int | None = None
    door: str = DOOR


def new_batch(now: datetime) -> str:
    """Return the name of a new batch."""
    return f"{now:%Y%m%d}-{new_token()[:12].replace('_', '-')}"


def receive(home: Home, actor: Actor, stream: BinaryIO, delivery: Delivery, *, now: datetime) -> Taken:
    """Take in one file from a browser. Bytes that stop short of their announced length are refused and not kept.

    Raises Forbidden, Invalid (a batch or an event that is none), VitrineError disk-full or storage.
    """
    origin = origin_of(home, actor, delivery)
    counted = _Counted(stream, delivery.length)
    try:
        return take_in(home.engine, home.store, counted, origin, limit=home.limit, now=now)  # type: ignore[arg-type]  # read() is all it needs
    except _CutShortError:
        return refuse(home.engine, origin, VitrineError("cut-short").reason, now=now)


def too_large(home: Home, actor: Actor, delivery: Delivery, *, now: datetime) -> Taken:
    """Refuse a file by its announced length, before its bytes move. Raises like ``receive``."""
    origin = origin_of(home, actor, delivery)
    return refuse(home.engine, origin, VitrineError("too-large", detail=f"> {home.limit >> 20} MiB").reason, now=now)


def origin_of(home: Home, actor: Actor, delivery: Delivery) -> Origin:
    """Return where a delivery comes from. Raises Forbidden; Invalid for a batch or an event that is none."""
    policy.require(actor, "upload")
    if not BATCH.fullmatch(delivery.batch):
        raise Invalid("batch", "批次编号应为 8 至 64 位字母、数字或横线", "must be 8 to 64 letters, digits or dashes")
    with reading(home.engine) as session:
        if delivery.event_id is not None and session.get(Event, delivery.event_id) is None:
            raise Invalid("event", "没有这个活动", "there is no such event")
    path = shown(delivery.name)
    return Origin(actor, delivery.door, delivery.batch, path.replace("\\", "/").rsplit("/", 1)[-1], path, actor.department_id,
                  None, delivery.event_id)


class _CutShortError(Exception):
    """The sender went away before the announced length."""


class _Counted:
    """A stream that knows when it ends too early: a closed lid must not leave half a picture."""

    def __init__(self, stream: BinaryIO, length: int | None) -> None:
        self.stream, self.length, self.count = stream, length, 0

    def read(self, size: int) -> bytes:
        chunk = self.stream.read(size)
        self.count += len(chunk)
        if not chunk and self.length is not None and self.count != self.length:
            raise _CutShortError
        return chunk
