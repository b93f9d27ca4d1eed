"""The database: one declarative base, engines that are safe for several processes, and units of work.

SQLite runs in WAL mode with ``synchronous=FULL``: a commit that returned survives a power cut. Writers take the lock up
front (BEGIN IMMEDIATE), because a read transaction that turns into a writing one fails at once when another has written.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import JSON, DateTime, Engine, MetaData, String, create_engine, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import Pool
from sqlalchemy.types import TypeDecorator

from index.errors import VitrineError

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


SURE, QUICK = "FULL", "NORMAL"
"""SQLite's ``synchronous`` for what outlives a power cut once it is committed, and for what need not."""

_TURNS: WeakKeyDictionary[Pool, AbstractContextManager[object]] = WeakKeyDictionary()
_TURNS_LOCK = threading.Lock()


class Utc(TypeDecorator[datetime]):
    """An aware datetime in UTC, kept as such on PostgreSQL and naive on SQLite, which knows no zones."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(DateTime(timezone=dialect.name == "postgresql"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime where UTC is stored")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Base of every model. ``Mapped[datetime]`` is UTC; a wall time names ``DateTime`` itself."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        datetime: Utc,
        dict[str, Any]: JSON,
        list[str]: JSON,
        str: String,
        StrEnum: String,
    }


def make_engine(url: str) -> Engine:
    """Return an engine for the catalogue. Open it after a fork, never before."""
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True, pool_size=8, max_overflow=8)
    engine = create_engine(url, connect_args={"timeout": 5.0, "check_same_thread": False})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """Give a session for reading one consistent state; nothing is written. Raises VitrineError storage."""
    with what_the_disk_says(), Session(engine, autoflush=False) as session:
        yield session


@contextmanager
def writing(engine: Engine, *, durable: bool = True) -> Iterator[Session]:
    """Give one unit of work: locked up front, committed at the end, rolled back by an exception.

    One that is not ``durable`` may be gone after a power cut, whole, until the next durable one: on SQLite it waits for no
    disk. For what is only done over then, such as who has claimed a job.

    Raises VitrineError disk-full where the catalogue cannot grow, storage where it may not be written.
    """
    options = engine.execution_options(vitrine_begin="IMMEDIATE", vitrine_durable=durable)
    with what_the_disk_says(), _turn(engine), Session(options) as session, session.begin():
        yield session


def _turn(engine: Engine) -> AbstractContextManager[object]:
    """Let the threads of a process write to SQLite one after the other.

    They would anyway; but whoever finds the database locked sleeps for up to 100 ms at a time, and a thread that waits here
    goes on at once. Other processes are waited for as before.
    """
    if engine.dialect.name != "sqlite":
        return nullcontext()
    with _TURNS_LOCK:
        return _TURNS.setdefault(engine.pool, threading.RLock())


@contextmanager
def what_the_disk_says() -> Iterator[None]:
    """Name a disk that is full, fails or may not be written; on SQLite these come as one class with a sentence."""
    try:
        yield
    except DatabaseError as error:
        why = str(error.orig)
        if "malformed" in why or "is not a database" in why:
            raise VitrineError("catalogue-damaged", detail=why) from error
        if not isinstance(error, OperationalError):
            raise
        if "disk is full" in why:
            raise VitrineError("disk-full") from error
        if any(sign in why for sign in ("readonly database", "disk I/O error", "unable to open database")):
            raise VitrineError("storage", detail=why) from error
        raise


def serialize(session: Session, name: str) -> None:
    """Let one transaction at a time past this point until it ends. SQLite's write lock already does that."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": name})


def insert_into(session: Session, model: type[Base]) -> Any:
    """Return an ``INSERT`` that can be told what to do ``ON CONFLICT``: SQLAlchemy has no common form, both databases one."""
    return (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert(model)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we send BEGIN ourselves
    for pragma in ("journal_mode=WAL", f"synchronous={SURE}", "foreign_keys=ON", "busy_timeout=5000",
                   "cache_size=-16000", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Any) -> None:
    """Set how surely the transaction is written, where that changes (SQLite takes it between transactions), and begin it."""
    options = connection.get_execution_options()
    wanted = SURE if options.get("vitrine_durable", True) else QUICK
    if connection.info.get("synchronous", SURE) != wanted:
        connection.exec_driver_sql(f"PRAGMA synchronous={wanted}")
        connection.info["synchronous"] = wanted
    connection.exec_driver_sql(f"BEGIN {options.get('vitrine_begin', 'DEFERRED')}")
