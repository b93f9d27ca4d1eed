"""A new index from the whole catalogue, beside the live one; then a flip. Readers notice at their next request."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from index.search import engines, generations, writer
from index.search.documents import SearchDocument
from index.search.index_home import IndexHome

STEP: Final = 500


def rebuild(home: IndexHome, documents: Iterable[SearchDocument], *, engine: str = engines.SMALL,
            progress: Callable[[int], None] | None = None) -> int:
    """Build a generation of ``engine`` from ``documents``, make it the one that is read, and return how many assets it holds.

    ``progress`` is told the count so far, now and then; raising from it, or from ``documents``, leaves the live index as
    it was. The generation before stays until the next rebuild, for readers about to open it. Raises JobFailed (worth
    another try) while another process writes.
    """
    counted = _Counted(documents, progress)
    with generations.writing(home):
        before = generations.current(home)
        generations.prune(home)
        generation = generations.new(home, engine)
        try:
            writer.build(generation, counted)
        except BaseException:
            generations.prune(home)
            raise
        instead = before.engine if before is not None and before.engine != engine else None
        generations.flip(generation, complete=True, instead=instead)
        generations.prune(home, before)
    return counted.count


class _Counted:
    """An iterable that knows how much of it has gone by."""

    def __init__(self, documents: Iterable[SearchDocument], progress: Callable[[int], None] | None) -> None:
        self._documents = documents
        self._progress = progress
        self.count = 0

    def __iter__(self) -> Iterator[SearchDocument]:
        for document in self._documents:
            yield document
            if document.share:
                continue
            self.count += 1
            if self._progress is not None and self.count % STEP == 0:
                self._progress(self.count)
