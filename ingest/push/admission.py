"""Whom a push belongs to: a kit's login sets its department, its kit and its current event. Bad logins are slowed down."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Engine, select

from index.catalogue.kits import Kit
from index.catalogue.people import Actor, Role
from index.credentials import check_password
from index.db import reading
from index.errors import VitrineError

WINDOW: Final = timedelta(minutes=10)
MOST_PER_LOGIN: Final = 10
MOST_PER_ADDRESS: Final = 30
MOST_REMEMBERED: Final = 10_000
HASHING: Final = threading.BoundedSemaphore(2)
"""argon2 takes 64 MiB for each password: a crowd at the door must not take all memory."""


@dataclass(frozen=True, slots=True)
class Sender:
    """The kit behind a connection, as it was when it logged in."""

    kit_id: int
    name: str
    login: str
    department_id: int
    event_id: int | None

    @property
    def actor(self) -> Actor:
        return Actor(None, f"kit:{self.login}", self.name, frozenset({Role.CONTRIBUTOR}), self.department_id)


class Admission:
    """Checks logins. After 10 wrong ones for a login from an address, or 30 from an address, ten minutes of nothing.

    Tries are remembered by this process only, and only so many: it is the one that listens.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._tries: OrderedDict[str, list[datetime]] = OrderedDict()
        self._lock = threading.Lock()

    def admit(self, login: str, password: str, address: str, now: datetime) -> Sender:
        """Return whose login this is. Raises VitrineError bad-credentials or too-many-tries.

        A try counts before it is checked, so that many at once gain nothing; a right one is taken off again.
        """
        login = login.strip().lower()
        subjects = {f"{login[:64]}@{address}": MOST_PER_LOGIN, address: MOST_PER_ADDRESS}
        self._count(subjects, now)
        with reading(self.engine) as session:
            kit = session.scalar(select(Kit).where(Kit.login == login, Kit.active))
            stored = kit.password_hash if kit else None
            sender = Sender(kit.id, kit.name, login, kit.department_id, kit.event_id) if kit else None
        with HASHING:
            right = check_password(stored, password)
        if not right or sender is None:
            raise VitrineError("bad-credentials")
        self._forgive(subjects, now)
        return sender

    def _count(self, subjects: dict[str, int], now: datetime) -> None:
        with self._lock:
            for subject, most in subjects.items():
                recent = [at for at in self._tries.get(subject, ()) if at > now - WINDOW]
                if len(recent) >= most:
                    left = (recent[0] + WINDOW - now).total_seconds()
                    raise VitrineError("too-many-tries", minutes=max(1, -int(-left // 60)))
            for subject in subjects:
                self._tries.setdefault(subject, []).append(now)
                self._tries[subject] = [at for at in self._tries[subject] if at > now - WINDOW]
                self._tries.move_to_end(subject)
            while len(self._tries) > MOST_REMEMBERED:
                self._tries.popitem(last=False)

    def _forgive(self, subjects: dict[str, int], now: datetime) -> None:
        with self._lock:
            for subject in subjects:
                tries = self._tries.get(subject, [])
                if now in tries:
                    tries.remove(now)
                if not tries or "@" in subject:
                    self._tries.pop(subject, None)
