"""The terms of one part in a tantivy index, and the only place that imports tantivy.

Text comes analysed (rows.terms), so terms are joined by spaces and cut there again; no analysed term holds one. tantivy
tells matches but not counts: marks.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter
from pathlib import Path
from typing import Any, Final

import numpy as np
import tantivy

from index.search import marks
from index.search.columns import Floats, Ints
from index.search.fields import PINYIN, TEXTS
from index.search.stores import tantivy_often

_NUMBER: Final = "number"
_FOLDER: Final = "terms"
_HEAP: Final = 120_000_000
"""Bytes that a large build may hold before it writes; tantivy takes them as it needs them."""
_NONE: Final[Ints] = np.zeros(0, dtype=np.int64)


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in (*TEXTS, PINYIN):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    builder.add_unsigned_field(_NUMBER, fast=True)
    return builder.build()


class Writer:
    """Writes the terms of a new part. Raises ValueError for what the disk says."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        place = folder / _FOLDER
        place.mkdir()
        self._writer: Any = tantivy.Index(_schema(), path=str(place), reuse=False).writer(_HEAP, 1)

    def add(self, number: int, terms: Mapping[str, Sequence[str]]) -> None:
        """Add the terms of the document at this position."""
        document = tantivy.Document()
        document.add_unsigned(_NUMBER, number)
        for field, several in terms.items():
            document.add_text(field, " ".join(marks.marked(several)))
        self._writer.add_document(document)

    def finish(self) -> None:
        """Write it all to the disk."""
        self._writer.commit()
        self._writer.wait_merging_threads()
        terms = TantivyTerms(self._folder)
        tantivy_often.write(self._folder, terms.common(), terms.documents)

    def abandon(self) -> None:
        """Let go of the folder, in which no thread writes after this."""
        self._writer.rollback()
        self._writer.wait_merging_threads()


class TantivyTerms:
    """Looks terms up. Its files are open from the beginning: they may be removed once others took their place."""

    def __init__(self, folder: Path) -> None:
        index = tantivy.Index.open(str(folder / _FOLDER))
        self._schema = index.schema
        self._searcher: Any = index.searcher()
        self._often = tantivy_often.Often(folder)

    def common(self) -> Iterator[tuple[str, str]]:
        """Yield (field, term) of what many documents have."""
        least = tantivy_often.threshold(self._searcher.num_docs)
        if self._searcher.num_docs >= least:
            for field in TEXTS:
                yield from ((field, term) for term, count in self._searcher.terms_with_prefix(field, "") if count >= least)

    def documents(self, field: str, term: str) -> Ints:
        found = self._often.documents(field, term)
        if found is not None:
            return found
        size = self._searcher.doc_freq(field, term)
        if not size:
            return _NONE
        return _positions(self._searcher, tantivy.Query.term_query(self._schema, field, term, index_option="basic"), size)

    def counts(self, field: str, term: str) -> Floats:
        return marks.counted(self.documents(field, term), lambda mark: self.documents(field, term + mark))

    def beginning(self, field: str, term: str) -> Ints:
        return self.matching(field, f"{re.escape(term)}.*")

    def matching(self, field: str, pattern: str) -> Ints:
        query = tantivy.Query.regex_query(self._schema, field, pattern)
        return _positions(self._searcher, query, self._searcher.search(query, 1).count)


def _positions(searcher: Any, query: Any, size: int) -> Ints:
    """Return the positions of all ``size`` matches in order. tantivy sorts by the fast field, so nothing is scored."""
    if not size:
        return _NONE
    hits = searcher.search(query, size, count=False, order_by_field=_NUMBER, order=tantivy.Order.Asc).hits
    return np.fromiter(map(itemgetter(0), hits), dtype=np.int64, count=len(hits))
