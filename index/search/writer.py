"""Changes to the live index: batches, one commit each. Only the worker calls this."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from index.errors import JobFailed
from index.search import generations, rows
from index.search.documents import SearchDocument

MEMORY_MB: Final = 48
"""What Whoosh's pool of postings may take before it goes to disk."""
SEGMENTS: Final = 8
"""More segments than this are merged: each costs a lookup for each term."""


def apply(home: Path, documents: Iterable[SearchDocument], removed_ids: Iterable[int] = ()) -> int:
    """Enter or replace ``documents`` and take ``removed_ids`` out, in one commit; return how many were entered.

    All documents of an asset are replaced together. The same document twice is entered once, as it came last. Raises
    JobFailed: worth another try while another process writes, and for what the disk says.
    """
    batch = {(document.asset_id, document.share): document for document in documents}
    gone = {*removed_ids, *(asset_id for asset_id, _ in batch)}
    if not gone:
        return 0
    with generations.writing(home):
        generation = generations.current(home)
        if generation is None:
            generation = generations.new(home)
            _make(generation)
            generations.flip(home, generation, complete=False)
        _commit(generation, batch.values(), gone)
    return len(batch)


def build(generation: Path, documents: Iterable[SearchDocument]) -> None:
    """Fill an empty generation with ``documents``, each of which must come once, as one segment."""
    _make(generation)
    _commit(generation, documents, set())


def _make(generation: Path) -> None:
    from index.search import schema

    schema.index.create_in(str(generation), schema.schema())


def _commit(generation: Path, documents: Iterable[SearchDocument], gone: set[int]) -> None:
    from index.search import schema

    live = schema.index.open_dir(str(generation))
    try:
        writer = live.writer(limitmb=MEMORY_MB, timeout=2.0)
    except schema.writing.LockError:
        raise JobFailed("检索索引正由另一个进程写入 the search index is being written by another process",
                        permanent=False) from None
    try:
        _delete(writer, gone)
        for document in documents:
            writer.add_document(**rows.terms(document))
    except BaseException:
        writer.cancel()
        raise
    try:
        writer.commit(mergetype=_merge)
    except OSError as problem:
        raise JobFailed(f"检索索引写入失败 writing the search index failed: {problem.strerror or problem}",
                        permanent=False) from problem
    finally:
        live.close()


def _delete(writer: Any, asset_ids: set[int]) -> None:
    """Mark documents as deleted. One reader serves all; Whoosh's own delete_by_term would open one for each."""
    from index.search.schema import reading

    if not writer.segments:
        return
    reader = writer.reader()
    try:
        for asset_id in asset_ids:
            try:
                found = list(reader.postings("asset", str(asset_id)).all_ids())
            except reading.TermNotFound:
                continue
            for number in found:
                writer.delete_document(number)
    finally:
        reader.close()


def _merge(writer: Any, segments: list[Any]) -> list[Any]:
    """Merge what is mostly deleted, and the smallest where there are too many; return the segments that stay."""
    from index.search.schema import reading

    stay = sorted(segments, key=lambda s: s.doc_count_all() - s.deleted_count(), reverse=True)
    fold = [s for s in stay if s.deleted_count() * 3 > s.doc_count_all()]
    stay = [s for s in stay if s not in fold]
    if len(stay) > SEGMENTS:
        stay, fold = stay[:SEGMENTS // 2], fold + stay[SEGMENTS // 2:]
    for segment in fold:
        if segment.doc_count_all() > segment.deleted_count():
            reader = reading.SegmentReader(writer.storage, writer.schema, segment)
            writer.add_reader(reader)
            reader.close()
    return stay
