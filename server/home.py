"""The home folder: make it, open it, and tell whether a worker holds it."""

from __future__ import annotations

import errno
import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, select

from index import catalogue
from index import settings as configuration
from index.blobs import LocalStore
from index.catalogue import upgrade
from index.catalogue.people import Person, SetupLink
from index.credentials import new_token, token_hash
from index.db import make_engine, reading, what_the_disk_says, writing
from index.errors import VitrineError
from index.search import generations, keeping
from index.search.index_home import IndexHome, index_home
from index.settings import Settings

assert catalogue  # importing it registers every model


@dataclass(frozen=True, slots=True)
class Home:
    """An open home: its settings, its catalogue and its bytes."""

    settings: Settings
    engine: Engine
    store: LocalStore

    @property
    def index(self) -> IndexHome:
        """Where its search index is."""
        return index_home(self.settings.home, self.engine)

    @property
    def limit(self) -> int:
        """The largest file taken in, bytes."""
        return self.settings.max_upload_mb << 20


def exists(settings: Settings) -> bool:
    """Say whether the home has been made."""
    return settings.secret_path.exists() and (bool(settings.database_url) or (settings.home / "vitrine.db").exists())


def make(settings: Settings, now: datetime) -> str | None:
    """Make the home where there is none and return the one-time set-up token; None where one stands.

    Raises VitrineError home-storage where it cannot be made; what was begun is gone on with the next time.
    """
    if exists(settings):
        return None
    try:
        settings.home.mkdir(parents=True, exist_ok=True, mode=0o750)
        home = _opened(settings)
        home.store.prepare()
        for name in ("index", "logs", "backups"):
            (settings.home / name).mkdir(exist_ok=True)
        with what_the_disk_says():
            upgrade.upgrade(home.engine)
        upgrade.seed_channels(home.engine)
        if generations.needs_rebuild(home.index):
            keeping.rebuild_all(home.engine, home.index, settings.search_engine)
        configuration.secret(settings)
    except OSError as error:
        raise _unusable(settings, error.strerror or str(error)) from error
    token = new_setup_token(home, now)
    home.engine.dispose()
    return token


def new_setup_token(home: Home, now: datetime) -> str | None:
    """Return a fresh one-time set-up token, or None once somebody has an account."""
    with writing(home.engine) as session:
        if session.scalar(select(Person.id).limit(1)) is not None:
            return None
        token = new_token()
        session.add(SetupLink(token_hash=token_hash(token), created_at=now))
    return token


def open_home(settings: Settings) -> Home:
    """Open a home that stands.

    Raises VitrineError: no-home; home-storage where it cannot be written, which reading needs as well (SQLite's WAL);
    catalogue-damaged; newer-home or old-home where the schema is another's.
    """
    if not exists(settings):
        raise VitrineError("no-home", home=settings.home)
    for place in (settings.home, settings.home / "vitrine.db"):
        if place.exists() and not os.access(place, os.R_OK | os.W_OK):
            raise _unusable(settings, f"{place.name}: {os.strerror(errno.EACCES)}")
    home = _opened(settings)
    with what_the_disk_says():
        if not upgrade.is_current(home.engine):
            raise VitrineError("old-home", home=settings.home)
    return home


def _unusable(settings: Settings, detail: str) -> VitrineError:
    return VitrineError("home-storage", home=settings.home, detail=detail)


def migrate(settings: Settings, now: datetime) -> Path | None:
    """Bring a home to this version, after a backup; return the backup's path, None where nothing was to do."""
    home = _opened(settings)
    try:
        if upgrade.is_current(home.engine):
            return None
        backup = back_up_database(settings, now)
        upgrade.upgrade(home.engine)
        upgrade.seed_channels(home.engine)
        return backup
    finally:
        home.engine.dispose()


def back_up_database(settings: Settings, now: datetime) -> Path | None:
    """Copy a SQLite catalogue while it is in use (SQLite's online backup). PostgreSQL has tools of its own: None.

    Raises VitrineError home-storage; no half copy is left then.
    """
    if settings.database_url:
        return None
    target = settings.home / "backups" / f"vitrine-{now:%Y%m%dT%H%M%SZ}.db"
    try:
        target.parent.mkdir(exist_ok=True)
        with closing(sqlite3.connect(settings.home / "vitrine.db")) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
    except (sqlite3.Error, OSError) as error:
        with suppress(OSError):
            target.unlink()  # half a copy is none
        raise _unusable(settings, f"backups: {error}") from error
    return target


@contextmanager
def holding(settings: Settings, *, shared: bool = False) -> Iterator[bool]:
    """Hold the home: workers share it, a command that does a worker's work wants it alone.

    Gives False where that cannot be had now. The lock goes with the process.
    """
    with (settings.home / "worker.lock").open("ab") as lock:
        try:
            fcntl.flock(lock, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if shared else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
            return
        yield True


def has_people(home: Home) -> bool:
    with reading(home.engine) as session:
        return session.scalar(select(Person.id).limit(1)) is not None


def _opened(settings: Settings) -> Home:
    store = LocalStore(settings.home, reserve_bytes=settings.reserve_mb << 20)
    return Home(settings, make_engine(settings.url), store)
