"""The Whoosh schema, and the only place that imports Whoosh.

Text comes analysed (analysis.grams), so the field type below only counts. All that is filtered, counted or sorted by
travels in one column of JSON rows (rows.py), read once for each segment.
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final

from index.search.fields import PINYIN, TEXTS
from index.search.rows import MOST

with warnings.catch_warnings():
    warnings.simplefilter("ignore", SyntaxWarning)  # Whoosh 2.7.4 has `is 0` and invalid escapes; Pythons say so
    from whoosh import columns, fields, formats, index, reading, writing
    from whoosh.filedb.filestore import FileStorage

__all__ = [
    "KEY", "ROW", "Folder", "Grams", "index", "reading", "schema", "writing",
]

KEY: Final = "asset"
ROW: Final = "row"


class Folder(FileStorage):  # type: ignore[misc]  # Whoosh has no types
    """A folder of an index, to be read. A table of contents that is damaged is closed; Whoosh leaves it open."""

    def __init__(self, path: str) -> None:
        super().__init__(path, readonly=True)
        self._tables: list[Any] = []

    def open_file(self, name: str, **given: Any) -> Any:
        opened = super().open_file(name, **given)
        if name.endswith(".toc"):
            self._tables.append(opened)
        return opened

    def reader(self) -> Any:
        """Return a reader of the newest table of contents. Raises what Whoosh raises for one that is none."""
        try:
            return index.FileIndex(self).reader()
        finally:
            for table in self._tables:
                if not table.is_closed:
                    table.close()
            self._tables.clear()


class Grams(fields.FieldType):  # type: ignore[misc]  # Whoosh has no types
    """Terms given as they are, with the number of times they occur as weight; no positions.

    Whether a phrase stands in a text is asked of the canonical text itself: Whoosh compares positions in Python, which is
    what makes its phrases slow.
    """

    def __init__(self) -> None:
        # Scorable although we score ourselves: where no length is kept, Whoosh asks the disk for it at each posting.
        super().__init__(formats.Existence(), None, scorable=True)

    def index(self, value: Iterable[str], **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        for term, count in Counter(value).items():
            yield term.encode(), count, float(min(count, MOST)), b""


def schema() -> Any:
    """Return the schema of a new generation."""
    return fields.Schema(
        **{name: Grams() for name in (*TEXTS, PINYIN)},
        **{KEY: fields.ID(unique=True), ROW: fields.COLUMN(columns.VarBytesColumn())},
    )
