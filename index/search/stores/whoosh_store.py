"""The engine for small catalogues: Whoosh, pure Python. Its segments are the parts; rows lie in a column of theirs."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import Any, Final

import numpy as np

from index.search import columns, merging, rows, stores
from index.search.columns import Floats, Ints, Mask
from index.search.documents import SearchDocument
from index.search.index_home import Generation, held_elsewhere
from index.search.segments import Segment
from index.search.stores.whoosh_schema import KEY, ROW, Folder, index, reading, schema, writing

MEMORY_MB: Final = 48
"""What Whoosh's pool of postings may take before it goes to disk."""


class WhooshTerms:
    """The postings of one segment."""

    def __init__(self, leaf: Any) -> None:
        self._leaf = leaf

    def documents(self, field: str, term: str) -> Ints:
        return self._read(field, term.encode())[0]

    def counts(self, field: str, term: str) -> Floats:
        return self._read(field, term.encode())[1]

    def beginning(self, field: str, term: str) -> Ints:
        return self._any(field, list(self._leaf.expand_prefix(field, term.encode())))

    def matching(self, field: str, pattern: str) -> Ints:
        whole = re.compile(pattern)
        return self._any(field, [term for term in self._leaf.lexicon(field) if whole.fullmatch(bytes(term).decode())])

    def _any(self, field: str, terms: list[bytes]) -> Ints:
        found = [self._read(field, bytes(term))[0] for term in terms]
        return np.unique(np.concatenate(found)) if found else np.zeros(0, dtype=np.int64)

    def _read(self, field: str, term: bytes) -> tuple[Ints, Floats]:
        documents: list[int] = []
        counts: list[float] = []
        try:
            matcher = self._leaf.postings(field, term)
        except reading.TermNotFound:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float64)
        while matcher.is_active():
            documents.append(matcher.id())
            counts.append(matcher.weight())
            matcher.next()
        return np.array(documents, dtype=np.int64), np.array(counts, dtype=np.float64)


def version(generation: Generation) -> Hashable:
    """Return the number of the newest table of contents: each commit writes one, by rename."""
    numbers = [int(name[6:-4]) for name in os.listdir(generation.folder)  # noqa: PTH208  names alone, before each request
               if name.startswith("_MAIN_") and name.endswith(".toc")]
    return max(numbers, default=-1)


def segments(generation: Generation, held: Mapping[Hashable, Segment]) -> list[Segment]:
    """Open what is new, take over what is held: all of it where deletions are the same, its columns where they are not."""
    try:
        reader = Folder(str(generation.folder)).reader()
    except index.EmptyIndexError as problem:
        raise FileNotFoundError(str(problem)) from None
    except index.IndexError as problem:  # Whoosh's own: a table of contents that is none
        raise ValueError(str(problem)) from None
    columns_of = {key[0]: segment for key, segment in held.items() if isinstance(key, tuple)}
    found = []
    for leaf, _ in reader.leaf_readers():
        if not leaf.doc_count_all():
            continue
        name, deleted = str(leaf.segment().segment_id()), int(leaf.segment().deleted_count())
        key = name, deleted
        if key in held:
            found.append(held[key])
        elif name in columns_of:
            found.append(columns_of[name].renewed(key, _alive(leaf)))
        else:
            found.append(Segment(key, columns.load(_rows(leaf)), WhooshTerms(leaf), _alive(leaf)))
    return found


def _alive(leaf: Any) -> Mask:
    alive = np.ones(leaf.doc_count_all(), dtype=np.bool_)
    alive[list(leaf.segment().deleted_docs())] = False
    return alive


def _rows(leaf: Any) -> Iterator[dict[str, Any]]:
    reader = leaf.column_reader(ROW)
    return (json.loads(reader[number]) for number in range(leaf.doc_count_all()))


def create(generation: Generation) -> None:
    """Make an index without documents in an empty folder."""
    index.create_in(str(generation.folder), schema())


def commit(generation: Generation, documents: Iterable[SearchDocument], gone: set[int]) -> None:
    """Take out and enter in one commit; raises JobFailed, worth another try, for a lock that is held and a full disk."""
    live = index.open_dir(str(generation.folder))
    try:
        writer = live.writer(limitmb=MEMORY_MB, timeout=2.0)
    except writing.LockError:
        raise held_elsewhere() from None
    try:
        _delete(writer, gone)
        for document in documents:
            entry = rows.entry(document)
            writer.add_document(**{KEY: str(document.asset_id), ROW: rows.packed(entry.row)}, **entry.terms)
    except BaseException:
        writer.cancel()
        raise
    try:
        writer.commit(mergetype=_merge)
    except OSError as problem:
        raise stores.unwritten(problem) from problem
    finally:
        live.close()


def _delete(writer: Any, asset_ids: set[int]) -> None:
    """Mark documents as deleted. One reader serves all; Whoosh's own delete_by_term would open one for each."""
    if not writer.segments:
        return
    reader = writer.reader()
    try:
        for asset_id in asset_ids:
            try:
                found = list(reader.postings(KEY, str(asset_id)).all_ids())
            except reading.TermNotFound:
                continue
            for number in found:
                writer.delete_document(number)
    finally:
        reader.close()


def _merge(writer: Any, segments: list[Any]) -> list[Any]:
    """Merge what is mostly deleted, and the smallest where there are too many; return the segments that stay."""
    sizes = [(s.doc_count_all(), s.deleted_count()) for s in segments]
    folded = merging.to_merge(sizes)
    for number in folded:
        segment = segments[number]
        if segment.deleted_count() < segment.doc_count_all():
            reader = reading.SegmentReader(writer.storage, writer.schema, segment)
            writer.add_reader(reader)
            reader.close()
    return [segment for number, segment in enumerate(segments) if number not in folded]
