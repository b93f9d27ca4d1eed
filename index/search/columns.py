"""Facts of all documents in memory, by position: what filters, facets and sorting read instead of stored documents.

Values are ordinals into a list; a document may have none, one or several. Segments never change, so each is loaded once;
a view over all of them is joined whenever the set of segments, or of deletions, changes.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from index.search import rows
from index.search.schema import TEXTS

Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Ordinals:
    """Pairs (document, ordinal of a value) and the values, which are distinct."""

    values: list[str]
    documents: Ints
    codes: Ints

    def count(self, mask: Mask) -> dict[str, int]:
        """Return how many documents in ``mask`` have each value, the commonest first, without zeros."""
        counts = np.bincount(self.codes[mask[self.documents]], minlength=len(self.values))
        order = np.argsort(-counts, kind="stable")
        return {self.values[i]: int(counts[i]) for i in order if counts[i]}

    def mask(self, size: int, chosen: Iterable[int]) -> Mask:
        """Return which of ``size`` documents have one of the ``chosen`` ordinals."""
        found = np.zeros(size, dtype=np.bool_)
        wanted = np.zeros(len(self.values), dtype=np.bool_)
        wanted[list(chosen)] = True
        found[self.documents[wanted[self.codes]]] = True
        return found


@dataclass(frozen=True, slots=True)
class Columns:
    """All facts of ``size`` documents; missing numbers are NaN, times are seconds since 1970.

    ``texts`` holds canonical forms by field, ``lengths`` their lengths in characters. ``shared`` marks what is only a
    co-owner's (documents.py).
    """

    size: int
    ids: Ints
    digests: list[str]
    values: dict[str, Ordinals]
    numbers: dict[str, Floats]
    published: Mask
    gps: Mask
    shared: Mask
    texts: dict[str, list[str]]
    lengths: dict[str, Floats]


def load(encoded: Iterable[bytes]) -> Columns:
    """Return the columns of one segment from its rows, which are read one after the other."""
    ids: list[int] = []
    digests: list[str] = []
    numbers: list[list[float | None]] = []
    flags: list[tuple[bool, bool, bool]] = []
    values = {name: _Gatherer() for name in rows.VALUES}
    texts: dict[str, list[str]] = {field: [] for field in TEXTS}
    for number, one in enumerate(encoded):
        row: dict[str, Any] = json.loads(one)
        ids.append(row["id"])
        digests.append(row["digest"])
        numbers.append(row["numbers"])
        flags.append((row["published"], row["gps"], row["shared"]))
        for name, several in row["values"].items():
            values[name].add(number, several)
        forms = row["texts"]
        for field, column in texts.items():
            column.append(forms.get(field, ""))
    table = np.array(numbers, dtype=np.float64).reshape(len(ids), len(rows.NUMBERS))
    marks = np.array(flags, dtype=np.bool_).reshape(len(ids), 3)
    return Columns(
        size=len(ids), ids=np.array(ids, dtype=np.int64), digests=digests,
        values={name: gatherer.ordinals() for name, gatherer in values.items()},
        numbers={name: np.ascontiguousarray(table[:, i]) for i, name in enumerate(rows.NUMBERS)},
        published=np.ascontiguousarray(marks[:, 0]), gps=np.ascontiguousarray(marks[:, 1]),
        shared=np.ascontiguousarray(marks[:, 2]), texts=texts,
        lengths={field: np.array([len(form) for form in forms], dtype=np.float64) for field, forms in texts.items()},
    )


class _Gatherer:
    """Collects the values of one field."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}
        self._documents = array("q")
        self._ordinals = array("q")

    def add(self, number: int, values: Iterable[str]) -> None:
        for value in values:
            self._documents.append(number)
            self._ordinals.append(self._codes.setdefault(value, len(self._codes)))

    def ordinals(self) -> Ordinals:
        return Ordinals(list(self._codes), np.array(self._documents, dtype=np.int64),
                        np.array(self._ordinals, dtype=np.int64))


def join(parts: Sequence[Columns]) -> Columns:
    """Return one view over several segments, whose documents follow each other."""
    if len(parts) == 1:
        return parts[0]
    parts = parts or [load([])]
    bases = np.cumsum([0, *(part.size for part in parts)])
    return Columns(
        size=int(bases[-1]),
        ids=np.concatenate([part.ids for part in parts]),
        digests=[digest for part in parts for digest in part.digests],
        values={name: _join([part.values[name] for part in parts], bases) for name in rows.VALUES},
        numbers={name: np.concatenate([part.numbers[name] for part in parts]) for name in rows.NUMBERS},
        published=np.concatenate([part.published for part in parts]),
        gps=np.concatenate([part.gps for part in parts]),
        shared=np.concatenate([part.shared for part in parts]),
        texts={field: [form for part in parts for form in part.texts[field]] for field in TEXTS},
        lengths={field: np.concatenate([part.lengths[field] for part in parts]) for field in TEXTS},
    )


def _join(parts: Sequence[Ordinals], bases: Ints) -> Ordinals:
    codes: dict[str, int] = {}
    documents, ordinals = [], []
    for part, base in zip(parts, bases, strict=False):
        table = np.array([codes.setdefault(value, len(codes)) for value in part.values], dtype=np.int64)
        documents.append(part.documents + base)
        ordinals.append(table[part.codes])
    return Ordinals(list(codes), np.concatenate(documents), np.concatenate(ordinals))
