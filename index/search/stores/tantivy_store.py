"""The engine for large catalogues: tantivy. Each commit writes a part, a folder that never changes; PARTS lists them.

A part holds a tantivy index of terms, whose documents are numbered in a fast field; columns (column_files.py), mapped by
every process; and GONE, the assets that this commit took out of the parts before it. So a reader that knows a part need
not read it again, a crash leaves a folder that nobody lists, and merging parts is a matter of writing another one.
"""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final

import numpy as np

from index.search import column_files, durably, parts, rows, stores
from index.search.columns import Builder, Columns, Ints
from index.search.documents import SearchDocument
from index.search.index_home import Generation
from index.search.parts import Part
from index.search.segments import Segment
from index.search.stores import tantivy_terms

PARTS: Final = "PARTS"
_GONE: Final = "GONE.npy"
_COLUMNS: Final = "columns"


def create(generation: Generation) -> None:
    """Make an index without documents in an empty folder."""
    _flip(generation, [])


def version(generation: Generation) -> Hashable:
    """Return the identity of the list of parts, which each commit replaces by rename."""
    found = (generation.folder / PARTS).stat()
    return found.st_ino, found.st_mtime_ns


def segments(generation: Generation, held: Mapping[Hashable, Segment]) -> list[Segment]:
    """Open what is new, take over what is held: all of it where as much is dead, its columns and terms where more is."""
    return parts.segments(_parts(generation, parts.held_columns(held)), held,
                          lambda name: tantivy_terms.TantivyTerms(generation.folder / name))


def commit(generation: Generation, documents: Iterable[SearchDocument], gone: set[int]) -> None:
    """Write a part with ``documents``, and one that replaces those to be merged; then list them in the place of the old."""
    entries = (rows.entry(document) for document in documents)
    fresh = _write(generation, entries, np.array(sorted(gone), dtype=np.int64))
    with _told():
        _flip(generation, [*_listed(generation), fresh])
    _merge(generation)


@contextmanager
def _told() -> Iterator[None]:
    """Say what the disk said; tantivy raises ValueError for it."""
    try:
        yield
    except (OSError, ValueError) as problem:
        raise stores.unwritten(problem) from problem


def _parts(generation: Generation, known: Mapping[str, Columns]) -> list[Part]:
    """Return the parts, the oldest first, with their columns as ``known`` or mapped."""
    folders = {name: generation.folder / name for name in _listed(generation)}
    return parts.living((name, np.load(folder / _GONE), known.get(name) or column_files.load(folder / _COLUMNS))
                        for name, folder in folders.items())


def _write(generation: Generation, entries: Iterable[rows.Entry], gone: Ints) -> str:
    """Write a part that nobody reads yet and return its name."""
    name = secrets.token_hex(6)
    folder = generation.folder / name
    builder = Builder()
    with _told():
        folder.mkdir()
        terms = tantivy_terms.Writer(folder)
    try:
        for number, entry in enumerate(entries):
            builder.add(entry.row)
            terms.add(number, entry.terms)
    except BaseException:
        terms.abandon()
        raise
    with _told():
        terms.finish()
        column_files.save(builder.columns(), folder / _COLUMNS)
        np.save(folder / _GONE, gone)
    return name


def _merge(generation: Generation) -> None:
    """Fold parts into one where there are too many, or too much of one is dead."""
    folding = parts.folding(_parts(generation, {}))
    if folding is None:
        return
    names = [part.name for part in folding.stay]
    if folding.leaves_something:
        names.append(_write(generation, folding.entries(), folding.gone))  # last, where nothing takes its documents out again
    _flip(generation, names)


def _flip(generation: Generation, names: list[str]) -> None:
    """List these parts. The folders that the list before this one named stay, for readers about to open them."""
    before = set(_listed(generation))
    durably.replace(generation.folder / PARTS, json.dumps(names).encode())
    for path in generation.folder.iterdir():
        if path.is_dir() and path.name not in before.union(names):
            shutil.rmtree(path, ignore_errors=True)


def _listed(generation: Generation) -> list[str]:
    try:
        return [str(name) for name in json.loads((generation.folder / PARTS).read_bytes())]
    except FileNotFoundError:
        return []
