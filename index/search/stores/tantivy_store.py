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
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from index.search import column_files, durably, merging, rows, stores
from index.search.columns import Builder, Columns, Ints, Mask
from index.search.documents import SearchDocument
from index.search.segments import Segment
from index.search.stores import tantivy_terms

PARTS: Final = "PARTS"
_GONE: Final = "GONE.npy"
_COLUMNS: Final = "columns"
_NONE: Final[Ints] = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class _Part:
    """The facts of one part, and which of its documents are still alive."""

    name: str
    columns: Columns
    alive: Mask

    @property
    def dead(self) -> int:
        return int(self.columns.size - np.count_nonzero(self.alive))


def create(generation: Path) -> None:
    """Make an index without documents in an empty folder."""
    _flip(generation, [])


def version(generation: Path) -> Hashable:
    """Return the identity of the list of parts, which each commit replaces by rename."""
    found = (generation / PARTS).stat()
    return found.st_ino, found.st_mtime_ns


def segments(generation: Path, held: Mapping[Hashable, Segment]) -> list[Segment]:
    """Open what is new, take over what is held: all of it where as much is dead, its columns and terms where more is."""
    before = {key[0]: segment for key, segment in held.items() if isinstance(key, tuple)}
    found = []
    for part in _parts(generation, {name: segment.columns for name, segment in before.items()}):
        key = part.name, part.dead
        if key in held:
            found.append(held[key])
        elif part.name in before:
            found.append(before[part.name].renewed(key, part.alive))
        else:
            found.append(Segment(key, part.columns, tantivy_terms.TantivyTerms(generation / part.name), part.alive))
    return found


def commit(generation: Path, documents: Iterable[SearchDocument], gone: set[int]) -> None:
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


def _parts(generation: Path, known: Mapping[str, Columns]) -> list[_Part]:
    """Return the parts, the oldest first, with their columns as ``known`` or mapped; what a later one took out is dead."""
    names = _listed(generation)
    gone = [np.load(generation / name / _GONE) for name in names]
    found = []
    for place, name in enumerate(names):
        removed = np.concatenate([_NONE, *gone[place + 1:]])
        data = known[name] if name in known else column_files.load(generation / name / _COLUMNS)
        found.append(_Part(name, data, ~np.isin(data.ids, removed)))
    return found


def _write(generation: Path, entries: Iterable[rows.Entry], gone: Ints) -> str:
    """Write a part that nobody reads yet and return its name."""
    name = secrets.token_hex(6)
    folder = generation / name
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


def _merge(generation: Path) -> None:
    """Fold parts into one where there are too many, or too much of one is dead."""
    parts = _parts(generation, {})
    folded = merging.to_merge([(part.columns.size, part.dead) for part in parts])
    if not folded:
        return
    merged = [part for number, part in enumerate(parts) if number in folded]
    stay = [part for number, part in enumerate(parts) if number not in folded]
    gone = _dead(stay)
    names = [part.name for part in stay]
    if gone.size or any(part.alive.any() for part in merged):
        names.append(_write(generation, _entries(merged), gone))  # last, where nothing takes its documents out again
    _flip(generation, names)


def _dead(stay: list[_Part]) -> Ints:
    """Return the assets that are dead where they stand in ``stay``: whatever part comes last has to go on saying so."""
    dead = np.concatenate([_NONE, *(part.columns.ids[~part.alive] for part in stay)])
    alive = np.concatenate([_NONE, *(part.columns.ids[part.alive] for part in stay)])
    return np.setdiff1d(dead, alive)


def _entries(merged: Iterable[_Part]) -> Iterator[rows.Entry]:
    for part in merged:
        for number in np.flatnonzero(part.alive).tolist():
            row = part.columns.row(number)
            yield rows.Entry(row, rows.terms(row["texts"]))


def _flip(generation: Path, names: list[str]) -> None:
    """List these parts. The folders that the list before this one named stay, for readers about to open them."""
    before = set(_listed(generation))
    durably.replace(generation / PARTS, json.dumps(names).encode())
    for path in generation.iterdir():
        if path.is_dir() and path.name not in before.union(names):
            shutil.rmtree(path, ignore_errors=True)


def _listed(generation: Path) -> list[str]:
    try:
        return [str(name) for name in json.loads((generation / PARTS).read_bytes())]
    except FileNotFoundError:
        return []
