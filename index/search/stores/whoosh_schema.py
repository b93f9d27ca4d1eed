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

__all__ = [
    "KEY", "ROW", "Grams", "index", "reading", "schema", "writing",
]

KEY: Final = "asset"
ROW: Final = "row"


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
