"""Where the terms and rows of documents are kept: one module for each engine, all with the same promise (``Store``).

An engine keeps and finds; it does not answer. What a query matches, in which order, and what is counted is decided once,
over segments.py, so that every engine gives the same hits.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from functools import cache
from importlib import import_module
from typing import Protocol, cast

from index.errors import JobFailed
from index.search.documents import SearchDocument
from index.search.index_home import Generation
from index.search.segments import Segment


class Store(Protocol):
    """One engine. It alone reads and writes what its generations hold."""

    def create(self, generation: Generation) -> None:
        """Make an index without documents of a generation that is new."""
        ...

    def commit(self, generation: Generation, documents: Iterable[SearchDocument], gone: set[int]) -> None:
        """Take every document of the assets ``gone`` out and enter ``documents``, in one step that readers see whole.

        Raises JobFailed, worth another try, for what the disk says.
        """
        ...

    def version(self, generation: Generation) -> Hashable:
        """Return what differs after each commit. Asked before every search, so it costs next to nothing."""
        ...

    def segments(self, generation: Generation, held: Mapping[Hashable, Segment]) -> list[Segment]:
        """Return the parts as they are now, taking over those of ``held`` (by key) that are still the same.

        Raises OSError, or what DAMAGE in search.py names, where files are missing or damaged.
        """
        ...


def unwritten(problem: Exception) -> JobFailed:
    """Return what to raise where an index could not be written: worth another try, with what the disk said."""
    return JobFailed(f"检索索引写入失败 writing the search index failed: {getattr(problem, 'strerror', None) or problem}",
                     permanent=False)


@cache
def store(name: str) -> Store:
    """Return the engine of that name, which is imported only now: Whoosh takes a quarter of a second."""
    return cast("Store", import_module(f"index.search.stores.{name}_store"))
