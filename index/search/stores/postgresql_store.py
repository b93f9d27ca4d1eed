"""The engine for several hosts: PostgreSQL, where the catalogue is. Each commit writes a part, whose rows never change.

A part has its documents with their terms, under a GIN index; its terms in the order of their bytes, for beginnings and
patterns; its columns (column_files.py) in pieces, which each host copies once into its home and maps; and the assets that
the commit took out of the parts before it. The copies are no truth: whatever is missing or damaged is fetched again.
"""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any, Final

import numpy as np
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from index.search import column_files, folders, parts, rows, shared, stores
from index.search.columns import Builder, Columns, Ints
from index.search.documents import SearchDocument
from index.search.index_home import Generation
from index.search.parts import Part
from index.search.segments import Segment
from index.search.stores import postgresql_terms
from index.search.stores.postgresql_terms import Asked, PostgresTerms

_PIECE: Final = 8 << 20
"""Bytes of columns in one row."""
_AT_ONCE: Final = 500
_COLUMNS: Final = ".columns"
TRIES: Final = 20
_LISTED: Final = text("SELECT id, name, gone FROM vitrine_search.parts"
                      " WHERE generation = :generation AND retired_at IS NULL ORDER BY id")


@dataclass(frozen=True, slots=True)
class _Written:
    """A part as it is listed."""

    id: int
    name: str
    gone: Ints


def create(generation: Generation) -> None:
    """Nothing is left to do: an index without documents has no rows but its generation's."""


def version(generation: Generation) -> Hashable:
    """Return what was told together with the generation's name."""
    return generation.stamp


def segments(generation: Generation, held: Mapping[Hashable, Segment]) -> list[Segment]:
    """Open what is new, take over what is held; copies that nobody needs any more are removed."""
    listed = _listed(generation)
    known = parts.held_columns(held)
    ids = {one.name: one.id for one in listed}
    asked = Asked(generation.home, [one.id for one in listed if one.name not in known])
    found = parts.segments(_parts(generation, listed, known), held, lambda name: PostgresTerms(asked, ids[name]))
    if ids.keys() != known.keys():
        _tidy(generation, ids)
    return found


def commit(generation: Generation, documents: Iterable[SearchDocument], gone: set[int]) -> None:
    """Write a part with ``documents``; then, in another transaction, one in the place of those to be merged."""
    entries = (rows.entry(document) for document in documents)
    with _told():
        with shared.changing(generation.home) as connection:
            _write(connection, generation, entries, np.array(sorted(gone), dtype=np.int64))
        _merge(generation)
        shared.prune(generation.home, {generation.name})


@contextmanager
def _told() -> Iterator[None]:
    """Say what the database said."""
    try:
        yield
    except DBAPIError as problem:
        raise stores.unwritten(problem.orig if isinstance(problem.orig, Exception) else problem) from problem


def _listed(generation: Generation) -> list[_Written]:
    with shared.asking(generation.home) as connection:
        return [_Written(row.id, row.name, np.frombuffer(row.gone, dtype="<i8"))
                for row in connection.execute(_LISTED, {"generation": generation.name})]


def _parts(generation: Generation, listed: Sequence[_Written], known: Mapping[str, Columns]) -> list[Part]:
    """Return the parts, the oldest first, with their columns as ``known`` or from this host's copies."""
    return parts.living((one.name, one.gone, known.get(one.name) or _columns(generation, one)) for one in listed)


def _columns(generation: Generation, part: _Written) -> Columns:
    path = generation.folder / f"{part.name}{_COLUMNS}"
    with suppress(OSError, ValueError, KeyError):
        return column_files.load(path)
    return _fetch(generation, part, path)


class _TidiedAway(Exception):
    """The folder of a generation went while a copy was made in it, as of no use for the generation that is read."""


def _fetch(generation: Generation, part: _Written, path: Path) -> Columns:
    """Copy the columns of a part into this home and map them. Raises FileNotFoundError where the part is not there."""
    for _ in range(TRIES):
        with suppress(_TidiedAway):
            return _copied(generation, part, path)
    raise FileNotFoundError(f"{path.parent.name} is tidied away again and again")


def _copied(generation: Generation, part: _Written, path: Path) -> Columns:
    path.parent.mkdir(parents=True, exist_ok=True)
    with _tidying(), tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as copy:
        try:
            with shared.asking(generation.home) as connection:
                _copy_pieces(connection, part, copy)
            copy.flush()
            os.fsync(copy.fileno())
            columns = column_files.load(Path(copy.name))
            with suppress(FileNotFoundError):
                Path(copy.name).replace(path)
        except BaseException:
            Path(copy.name).unlink(missing_ok=True)
            raise
    return columns


@contextmanager
def _tidying() -> Iterator[None]:
    """Tell a file of ours that is gone from a part that the database does not have any more."""
    try:
        yield
    except FileNotFoundError as problem:
        if problem.errno is None:
            raise
        raise _TidiedAway from problem


def _copy_pieces(connection: Connection, part: _Written, copy: IO[bytes]) -> None:
    statement = text("SELECT content FROM vitrine_search.pieces WHERE part = :part AND place = :place")
    place = 0
    while (content := connection.scalar(statement, {"part": part.id, "place": place})) is not None:
        copy.write(content)
        place += 1
    if not place:
        raise FileNotFoundError(f"part {part.name} of the search index is not in the database any more")


def _tidy(generation: Generation, listed: Mapping[str, Any]) -> None:
    """Remove copies of parts that were folded, and of other generations."""
    for name in folders.names(generation.home):
        if name.startswith(f"{generation.engine}-") and name != generation.name:
            shutil.rmtree(generation.home.folder / name, ignore_errors=True)
    for path in generation.folder.glob(f"*{_COLUMNS}"):
        if path.stem not in listed:
            path.unlink(missing_ok=True)


def _write(connection: Connection, generation: Generation, entries: Iterable[rows.Entry], gone: Ints) -> None:
    """Write a part; parts of a generation are written one after the other, which their numbers tell."""
    connection.execute(text("SELECT FROM vitrine_search.generations WHERE name = :name FOR UPDATE"),
                       {"name": generation.name})
    part = connection.scalar(
        text("INSERT INTO vitrine_search.parts (name, generation, gone) VALUES (:name, :generation, :gone) RETURNING id"),
        {"name": secrets.token_hex(6), "generation": generation.name, "gone": gone.astype("<i8").tobytes()})
    builder = Builder()
    numbered = enumerate(entries)
    while batch := list(islice(numbered, _AT_ONCE)):
        for _, entry in batch:
            builder.add(entry.row)
        connection.execute(text("INSERT INTO vitrine_search.documents VALUES (:part, :number, :terms)"), [
            {"part": part, "number": number, "terms": postgresql_terms.keys(entry.terms)} for number, entry in batch])
    postgresql_terms.list_terms(connection, part)
    for place, content in enumerate(_pieces(builder.columns(), generation.home.folder)):
        connection.execute(text("INSERT INTO vitrine_search.pieces VALUES (:part, :place, :content)"),
                           {"part": part, "place": place, "content": content})
    shared.stamp(connection)


def _pieces(columns: Columns, folder: Path) -> Iterator[bytes]:
    """Yield the bytes of a file of columns, which lies in ``folder`` meanwhile, without a name."""
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            column_files.write(columns, file)
            file.seek(0)
            while content := file.read(_PIECE):
                yield content
    except OSError as problem:
        raise stores.unwritten(problem) from problem


def _merge(generation: Generation) -> None:
    """Fold parts into one where there are too many, or too much of one is dead."""
    folding = parts.folding(_parts(generation, _listed(generation), {}))
    if folding is None:
        return
    with shared.changing(generation.home) as connection:
        if folding.leaves_something:
            _write(connection, generation, folding.entries(), folding.gone)
        connection.execute(text("UPDATE vitrine_search.parts SET retired_at = now() WHERE name = ANY(:names)"),
                           {"names": [part.name for part in folding.merged]})
        shared.stamp(connection)
