"""What the kiosk's routes stand on in one process: the home, the clock, what is told and what was heard."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Protocol

from flask import Flask, current_app
from sqlalchemy import Engine

from index.blobs import Shelf
from index.settings import Settings, secret
from kiosk.alert_files import AlertFiles, Names
from kiosk.chunks import ChunkHashes
from kiosk.gather import Heartbeats
from kiosk.telling import Telling, campus_of

_making = Lock()


class Store(Protocol):
    def path(self, shelf: Shelf, sha256: str) -> Path: ...


class Home(Protocol):
    """What the kiosk needs of the installation. The server's home is one."""

    @property
    def settings(self) -> Settings: ...
    @property
    def engine(self) -> Engine: ...
    @property
    def store(self) -> Store: ...


class Services(Protocol):
    """What ``app.extensions["vitrine"]`` has to give."""

    @property
    def home(self) -> Home: ...
    @property
    def clock(self) -> Callable[[], datetime]: ...


@dataclass(frozen=True, slots=True)
class Desk:
    home: Home
    clock: Callable[[], datetime]
    telling: Telling
    heartbeats: Heartbeats
    mark: str
    """Names this installation to its screens, which obey no other that answers at its address."""


def desk() -> Desk:
    """Return this application's desk, made at the first request."""
    extensions = current_app.extensions
    if "vitrine.kiosk" not in extensions:
        with _making:
            if "vitrine.kiosk" not in extensions:
                extensions["vitrine.kiosk"] = _make(current_app)
    found: Desk = extensions["vitrine.kiosk"]
    return found


def _make(app: Flask) -> Desk:
    services: Services = app.extensions["vitrine"]
    home, ours = services.home, secret(services.home.settings)
    folder, names = home.settings.alerts_folder, Names(ours)
    chunks = ChunkHashes(home.store, aside=True)
    telling = Telling(home.engine, campus_of(home.settings), chunks, *([names.url] if folder else []))
    if folder:
        AlertFiles(home.settings.home / folder, names, telling, services.clock).start()
    mark = hmac.digest(ours.encode(), b"kiosk home", "sha256").hex()[:32]
    return Desk(home, services.clock, telling, Heartbeats(home.engine), mark)
