"""tantivy without Vitrine: pairs of characters in one field, filters, counts and orders by what the engine itself has.

It knows no permissions, no fields of different worth, no phrases, no near results: the floor that search is measured against.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tantivy

from index.search import analysis

if TYPE_CHECKING:
    from tests.bench.asking import Asked

FACETS = ("department", "event", "kind", "camera", "year", "month", "orientation")


class Index:
    """An index of documents, in memory of its own."""

    def __init__(self, folder: Path, documents: Iterable[Any]) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("text", tokenizer_name="whitespace", index_option="freq")
        for name in FACETS:
            builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
        builder.add_unsigned_field("captured", fast=True)
        builder.add_unsigned_field("id", stored=True, fast=True)
        self._schema = builder.build()
        folder.mkdir(parents=True)
        index = tantivy.Index(self._schema, path=str(folder))
        writer: Any = index.writer(120_000_000, 1)
        for one in documents:
            writer.add_document(self._document(one))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._searcher = index.searcher()
        self._counts = json.dumps({name: {"terms": {"field": name, "size": 1000}} for name in FACETS})

    def _document(self, one: Any) -> Any:
        document = tantivy.Document()
        form = analysis.join((one.title, one.caption, *one.keywords, one.place, one.event, *one.file_names))
        document.add_text("text", " ".join(analysis.grams(form)))
        facts = {"department": one.department, "event": one.event, "kind": one.kind, "camera": one.camera,
                 "year": f"{one.captured:%Y}", "month": f"{one.captured:%Y-%m}", "orientation": one.orientation}
        for name, value in facts.items():
            document.add_text(name, value)
        document.add_unsigned("captured", int(one.uploaded.timestamp()))
        document.add_unsigned("id", one.asset_id)
        return document

    def ask(self, one: Asked) -> int:
        """Find, order, count and count by facet."""
        must = [tantivy.Query.term_query(self._schema, "text", gram) for word in one.words
                for run in analysis.runs(analysis.canonical(word)) for gram in analysis.pairs(run)]
        must += [tantivy.Query.term_query(self._schema, name, value, index_option="basic")
                 for name, value in (("kind", one.kind), ("camera", one.camera), ("year", one.year)) if value]
        query = tantivy.Query.boolean_query([(tantivy.Occur.Must, part) for part in must])
        order = {} if one.sort == "relevance" else {"order_by_field": "captured", "order": tantivy.Order.Desc}
        found = self._searcher.search(query, 60, count=True, **order)
        for _, address in found.hits:
            self._searcher.doc(address)["id"]
        self._searcher.aggregate(query, json.loads(self._counts))
        return int(found.count)
