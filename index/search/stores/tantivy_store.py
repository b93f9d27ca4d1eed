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

from index.errors import JobFailed
from index.search import column_files, durably, merging, rows
from index.search.columns import Builder, Ints, Mask
from index.search.documents import SearchDocument
from index.search.segments import Segment
from index.search.stores import tantivy_terms

PARTS: Final = "PARTS"
_GONE: Final = "GONE.npy"
_COLUMNS: Final = "columns"


@dataclass(frozen=True, slots=True)
class _Part:
    """One part, and which of its documents are still alive."""

    name: str
    segment: Segment
    gone: Ints


def create(generation: Path) -> None:
    """Make an index without documents in an empty folder."""
    _flip(generation, [])


def version(generation: Path) -> Hashable:
    """Return the identity of the list of parts, which each commit replaces by rename."""
    found = (generation / PARTS).stat()
    return found.st_ino, found.st_mtime_ns


def segments(generation: Path, held: Mapping[Hashable, Segment]) -> list[Segment]:
    """Open what is new, take over what is held."""
    return [part.segment for part in _parts(generation, held)]


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
        raise JobFailed(f"检索索引写入失败 writing the search index failed: {getattr(problem, 'strerror', None) or problem}",
                        permanent=False) from problem


def _parts(generation: Path, held: Mapping[Hashable, Segment]) -> list[_Part]:
    """Open the parts, the oldest first; what a later one took out of an earlier is dead there."""
    names = _listed(generation)
    gone = {name: np.load(generation / name / _GONE) for name in names}
    before = {key[0]: segment for key, segment in held.items() if isinstance(key, tuple)}
    found = []
    for place, name in enumerate(names):
        later = [gone[other] for other in names[place + 1:] if gone[other].size]
        removed = np.unique(np.concatenate(later)) if later else np.zeros(0, dtype=np.int64)
        known = before.get(name)
        data = known.columns if known else column_files.load(generation / name / _COLUMNS)
        alive: Mask = ~np.isin(data.ids, removed) if removed.size else np.ones(data.size, dtype=np.bool_)
        key = name, int(data.size - np.count_nonzero(alive))
        if known is None:
            known = Segment(key, data, tantivy_terms.TantivyTerms(generation / name), alive)
        found.append(_Part(name, held.get(key) or known.renewed(key, alive), gone[name]))
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
    sizes = [(part.segment.columns.size, int(np.count_nonzero(~part.segment.alive))) for part in parts]
    folded = merging.to_merge(sizes)
    if not folded:
        return
    merged = [part.segment for number, part in enumerate(parts) if number in folded]
    stay = [part for number, part in enumerate(parts) if number not in folded]
    gone = _dead([part.segment for part in stay])
    names = [part.name for part in stay]
    if gone.size or any(segment.alive.any() for segment in merged):
        names.append(_write(generation, _entries(merged), gone))  # last, where nothing takes its documents out again
    _flip(generation, names)


def _dead(stay: list[Segment]) -> Ints:
    """Return the assets that are dead where they stand in ``stay``: whatever part comes last has to go on saying so."""
    none = np.zeros(0, dtype=np.int64)
    dead = np.concatenate([none, *(segment.columns.ids[~segment.alive] for segment in stay)])
    alive = np.concatenate([none, *(segment.columns.ids[segment.alive] for segment in stay)])
    return np.setdiff1d(dead, alive)


def _entries(merged: Iterable[Segment]) -> Iterator[rows.Entry]:
    for segment in merged:
        for number in np.flatnonzero(segment.alive).tolist():
            row = segment.columns.row(number)
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
