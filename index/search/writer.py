"""Changes to the live index: batches, one commit each. Only the worker calls this."""

from __future__ import annotations

from collections.abc import Iterable

from index.search import engines, generations, stores
from index.search.documents import SearchDocument
from index.search.index_home import Generation, IndexHome


def apply(home: IndexHome, documents: Iterable[SearchDocument], removed_ids: Iterable[int] = (), *,
          engine: str = engines.SMALL) -> int:
    """Enter or replace ``documents`` and take ``removed_ids`` out, in one commit; return how many were entered.

    All documents of an asset are replaced together. The same document twice is entered once, as it came last. Where there
    is no index, one of ``engine`` is begun. Raises JobFailed: worth another try while another process writes, and for what
    the disk says.
    """
    batch = {(document.asset_id, document.share): document for document in documents}
    gone = {*removed_ids, *(asset_id for asset_id, _ in batch)}
    if not gone:
        return 0
    with generations.writing(home):
        generation = generations.current(home)
        if generation is None:
            generation = generations.new(home, engine)
            stores.store(engine).create(generation)
            generations.flip(generation, complete=False)
        stores.store(generation.engine).commit(generation, batch.values(), gone)
    return len(batch)


def build(generation: Generation, documents: Iterable[SearchDocument]) -> None:
    """Fill an empty generation with ``documents``, each of which must come once, as one part."""
    store = stores.store(generation.engine)
    store.create(generation)
    store.commit(generation, documents, set())
