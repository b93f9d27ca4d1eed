"""Generations in the catalogue's database (PostgreSQL), which all hosts see: the same promises as folders.py.

``vitrine_search.pointer`` names the generation that is read, and holds a stamp that goes up with each flip and commit, so
that one row tells a reader all. A row here is either whole or not there: whatever a writer was about when it died, the
database takes back. What was replaced stays for GRACE_S, for searches that have begun on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import Connection, text

from index.db import what_the_disk_says
from index.search.index_home import Generation, IndexHome, held_elsewhere

GRACE_S: Final = 600.0

_POINTED: Final = text("SELECT generation, stamp FROM vitrine_search.pointer")
_STAMP: Final = text("UPDATE vitrine_search.pointer SET stamp = stamp + 1")
_RETIRE: Final = text("UPDATE vitrine_search.generations SET retired_at = now()"
                      " WHERE name = (SELECT generation FROM vitrine_search.pointer)")
_FLIP: Final = text("UPDATE vitrine_search.generations SET flipped_at = now(), retired_at = NULL, complete = :complete,"
                    " instead = :instead WHERE name = :name")
_POINT: Final = text("INSERT INTO vitrine_search.pointer AS held VALUES (1, :name, 1)"
                     " ON CONFLICT (id) DO UPDATE SET generation = excluded.generation, stamp = held.stamp + 1")
_OLD: Final = text("SELECT name FROM vitrine_search.generations WHERE name <> ALL(CAST(:kept AS text[]))"
                   " AND (flipped_at IS NULL OR retired_at < now() - make_interval(secs => :grace))")
_OLD_PARTS: Final = text("SELECT id FROM vitrine_search.parts WHERE generation = ANY(CAST(:old AS text[]))"
                         " OR retired_at < now() - make_interval(secs => :grace)")
_OF_PARTS: Final = tuple(map(text, (
    "DELETE FROM vitrine_search.documents WHERE part = ANY(CAST(:parts AS integer[]))",
    "DELETE FROM vitrine_search.terms WHERE part = ANY(CAST(:parts AS integer[]))",
    "DELETE FROM vitrine_search.pieces WHERE part = ANY(CAST(:parts AS integer[]))",
    "DELETE FROM vitrine_search.parts WHERE id = ANY(CAST(:parts AS integer[]))",
)))


@contextmanager
def asking(home: IndexHome) -> Iterator[Connection]:
    """Give a connection for statements that need no transaction."""
    with what_the_disk_says(), home.database.connect() as connection:
        yield connection.execution_options(isolation_level="AUTOCOMMIT")


@contextmanager
def changing(home: IndexHome) -> Iterator[Connection]:
    """Give one transaction: committed at the end, rolled back by an exception."""
    with what_the_disk_says(), home.database.begin() as connection:
        yield connection


def pointed(home: IndexHome) -> tuple[str | None, int]:
    """Return the name of the generation that is read, None before the first, and the stamp. Asked before every search."""
    with asking(home) as connection:
        row = connection.execute(_POINTED).one_or_none()
    return (row.generation, row.stamp) if row is not None else (None, 0)


def stamp(connection: Connection) -> None:
    """Let readers look again."""
    connection.execute(_STAMP)


def is_complete(generation: Generation) -> bool:
    """Say whether it was built from the whole catalogue."""
    with asking(generation.home) as connection:
        return bool(connection.scalar(text("SELECT complete FROM vitrine_search.generations WHERE name = :name"),
                                      {"name": generation.name}))


def changed(generation: Generation) -> tuple[str, datetime] | None:
    """Return which engine was given up for this generation's, and when (UTC); None where it was the same."""
    with asking(generation.home) as connection:
        row = connection.execute(text("SELECT instead, flipped_at FROM vitrine_search.generations WHERE name = :name"),
                                 {"name": generation.name}).one_or_none()
    return (row.instead, row.flipped_at.astimezone(UTC)) if row is not None and row.instead else None


def make(generation: Generation) -> None:
    """Enter a generation that nobody reads yet."""
    with changing(generation.home) as connection:
        connection.execute(text("INSERT INTO vitrine_search.generations (name) VALUES (:name)"), {"name": generation.name})


def flip(generation: Generation, *, complete: bool, instead: str | None) -> None:
    """Point to ``generation``, in one transaction."""
    with changing(generation.home) as connection:
        connection.execute(_RETIRE)
        connection.execute(_FLIP, {"name": generation.name, "complete": complete, "instead": instead})
        connection.execute(_POINT, {"name": generation.name})


def point(generation: Generation) -> None:
    """Point to a generation that is in the folder of one home."""
    with changing(generation.home) as connection:
        connection.execute(_RETIRE)
        connection.execute(_POINT, {"name": generation.name})


def names(home: IndexHome) -> set[str]:
    """Return the names of all generations that the database holds."""
    with asking(home) as connection:
        return set(connection.scalars(text("SELECT name FROM vitrine_search.generations")))


def prune(home: IndexHome, kept: set[str]) -> None:
    """Delete generations that are not ``kept``, and parts that were folded, once no search can be reading them.

    One that never came to be read goes at once. Only for whoever holds the index for writing.
    """
    with changing(home) as connection:
        old = list(connection.scalars(_OLD, {"kept": sorted(kept), "grace": GRACE_S}))
        parts = list(connection.scalars(_OLD_PARTS, {"old": old, "grace": GRACE_S}))
        if parts:
            for statement in _OF_PARTS:
                connection.execute(statement, {"parts": parts})
        if old:
            connection.execute(text("DELETE FROM vitrine_search.generations WHERE name = ANY(CAST(:old AS text[]))"),
                               {"old": old})


@contextmanager
def writing(home: IndexHome) -> Iterator[None]:
    """Hold the index for writing, over all hosts. Raises JobFailed, worth another try, while somebody else holds it.

    The lock is the transaction's, so it goes with the writer.
    """
    with changing(home) as connection:
        if not connection.scalar(text("SELECT pg_try_advisory_xact_lock(hashtext('vitrine:index'))")):
            raise held_elsewhere()
        yield
