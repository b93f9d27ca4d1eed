"""Whoever sends files in pieces: somebody who has signed in, or (``server.outside.guest``) somebody with a link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from index.catalogue.people import Actor
from index.catalogue.uploads import Upload
from index.db import serialize
from index.errors import VitrineError
from ingest.intake import Origin
from server.home import Home
from server.uploads.service import Delivery, origin_of


class Party(Protocol):
    """What an upload asks of its sender."""

    def origin(self, home: Home, delivery: Delivery) -> Origin:
        """Return where a delivery comes from. Raises Forbidden; Invalid for a batch or an event that is none."""

    def owns(self, row: Upload) -> bool:
        """Say whether this upload is the sender's own."""

    def sign(self, row: Upload) -> None:
        """Put on the row whose it is."""

    def admit(self, session: Session, home: Home, length: int, now: datetime) -> None:
        """Do nothing where ``length`` more bytes may be begun, in the transaction that begins them. Raises VitrineError."""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who has signed in."""

    actor: Actor

    def origin(self, home: Home, delivery: Delivery) -> Origin:
        return origin_of(home, self.actor, delivery)

    def owns(self, row: Upload) -> bool:
        return self.actor.person_id is not None and row.person_id == self.actor.person_id

    def sign(self, row: Upload) -> None:
        assert self.actor.person_id is not None, "a person, since the command line has no browser"
        row.person_id = self.actor.person_id

    def admit(self, session: Session, home: Home, length: int, now: datetime) -> None:
        """Hold one person's unfinished files to their share of the disk. Raises VitrineError upload-share."""
        serialize(session, f"uploads:{self.actor.person_id}")
        share = home.settings.unfinished_mb << 20
        _, begun = unfinished(session, Upload.person_id == self.actor.person_id, now)
        if begun + length > share:
            raise VitrineError("upload-share", share=f"{home.settings.unfinished_mb} MiB")


def unfinished(session: Session, whose: ColumnElement[bool], now: datetime) -> tuple[int, int]:
    """Return how many uploads are begun and not whole yet, and what they will come to, in bytes."""
    count, length = session.execute(select(func.count(), func.coalesce(func.sum(Upload.length), 0)).where(
        whose, Upload.outcome.is_(None), Upload.expires_at > now)).one()
    return int(count), int(length)
