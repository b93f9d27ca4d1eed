"""Facts of all documents in memory, by position: what filters, facets and sorting read instead of stored documents.

Values are ordinals into a list; a document may have none, one or several. Parts of an index never change, so each is
loaded once, or mapped from its file (column_files.py); a view over all of them is joined whenever the set of parts, or of
deletions, changes.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Any

import numpy as np
import numpy.typing as npt

from index.search import rows
from index.search.fields import TEXTS
from index.search.texts import Chain, Texts

Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Lengths = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]

FLAGS = ("published", "gps", "shared")


@dataclass(frozen=True, slots=True)
class Ordinals:
    """Pairs (document, ordinal of a value), by document, and the values, which are distinct.

    The pairs of document ``n`` stand at ``starts[n]:starts[n + 1]``. ``each_one``: every document has exactly one value.
    """

    values: Sequence[str]
    documents: Codes
    codes: Codes
    starts: Codes
    each_one: bool

    @classmethod
    def of(cls, values: Sequence[str], documents: Codes, codes: Codes, size: int) -> Ordinals:
        starts = np.zeros(size + 1, dtype=np.int32)
        np.cumsum(np.bincount(documents, minlength=size), out=starts[1:])
        return cls.at_starts(values, documents, codes, starts)

    @classmethod
    def at_starts(cls, values: Sequence[str], documents: Codes, codes: Codes, starts: Codes) -> Ordinals:
        return cls(values, documents, codes, starts, codes.size + 1 == starts.size and bool((np.diff(starts) == 1).all()))

    def tally(self, positions: Ints) -> Ints:
        """Return how many of the documents at ``positions`` have each value, in the order of the values."""
        return np.bincount(self._codes(positions), minlength=len(self.values))

    def count(self, positions: Ints) -> dict[str, int]:
        """Return how many of the documents at ``positions`` have each value, the commonest first, without zeros."""
        if not self.codes.size:
            return {}
        counts = self.tally(positions)
        there = counts.nonzero()[0]
        there = there[(-counts[there]).argsort(kind="stable")]
        values = self.values
        return {values[i]: count for i, count in zip(there.tolist(), counts[there].tolist(), strict=True)}

    def _codes(self, positions: Ints) -> Codes:
        if positions.size + 1 == self.starts.size:
            return self.codes
        if self.each_one:
            alone: Codes = self.codes.take(positions)
            return alone
        starts = self.starts[positions]
        several = self.starts[positions + 1] - starts
        if several.size and several.max() > 1:
            ends = np.cumsum(several)
            starts = np.repeat(starts - ends + several, several) + np.arange(ends[-1])
        else:
            starts = starts[several > 0]
        codes: Codes = self.codes[starts]
        return codes

    def mask(self, size: int, chosen: Iterable[int]) -> Mask:
        """Return which of ``size`` documents have one of the ``chosen`` ordinals."""
        wanted = np.zeros(len(self.values), dtype=np.bool_)
        wanted[list(chosen)] = True
        found = np.zeros(size, dtype=np.bool_)
        found[self.documents[wanted[self.codes]]] = True
        return found

    def at(self, number: int) -> list[str]:
        """Return the values of one document."""
        return [self.values[code] for code in self.codes[self.starts[number]:self.starts[number + 1]].tolist()]


@dataclass(frozen=True, slots=True)
class Columns:
    """All facts of ``size`` documents; missing numbers are NaN, times are seconds since 1970.

    ``texts`` holds canonical forms by field, ``lengths`` their lengths in characters. ``flags`` are those of FLAGS, of
    which ``shared`` marks what is only a co-owner's (documents.py).
    """

    size: int
    ids: Ints
    digests: Texts | Chain
    hashes: Texts | Chain
    values: Mapping[str, Ordinals]
    numbers: Mapping[str, Floats]
    flags: Mapping[str, Mask]
    texts: Mapping[str, Texts | Chain]
    lengths: Mapping[str, Lengths]

    def row(self, number: int) -> dict[str, Any]:
        """Return what one document was entered with, as rows.row makes it."""
        facts = ((name, float(column[number])) for name, column in self.numbers.items())
        forms = ((field, column[number]) for field, column in self.texts.items())
        return {
            "id": int(self.ids[number]), "digest": self.digests[number], "sha256": self.hashes[number],
            "values": {name: values for name, column in self.values.items() if (values := column.at(number))},
            "numbers": [None if isnan(value) else value for _, value in facts],
            **{name: bool(column[number]) for name, column in self.flags.items()},
            "texts": {field: form for field, form in forms if form},
        }


class Builder:
    """Collects rows, one after the other, and makes columns of them."""

    def __init__(self) -> None:
        self._ids = array("q")
        self._digests: list[str] = []
        self._hashes: list[str] = []
        self._numbers = array("d")
        self._flags = bytearray()
        self._values = {name: _Gatherer() for name in rows.VALUES}
        self._texts: dict[str, list[str]] = {field: [] for field in TEXTS}

    def add(self, row: Mapping[str, Any]) -> None:
        number = len(self._ids)
        self._ids.append(row["id"])
        self._digests.append(row["digest"])
        self._hashes.append(row["sha256"])
        self._numbers.extend(float("nan") if value is None else value for value in row["numbers"])
        self._flags.extend(row[name] for name in FLAGS)
        for name, several in row["values"].items():
            self._values[name].add(number, several)
        forms = row["texts"]
        for field, column in self._texts.items():
            column.append(forms.get(field, ""))

    def columns(self) -> Columns:
        size = len(self._ids)
        table = np.array(self._numbers, dtype=np.float64).reshape(size, len(rows.NUMBERS))
        marks = np.frombuffer(bytes(self._flags), dtype=np.bool_).reshape(size, len(FLAGS))
        return Columns(
            size, np.array(self._ids, dtype=np.int64), Texts.of(self._digests), Texts.of(self._hashes),
            values={name: gatherer.ordinals(size) for name, gatherer in self._values.items()},
            numbers={name: np.ascontiguousarray(table[:, i]) for i, name in enumerate(rows.NUMBERS)},
            flags={name: np.ascontiguousarray(marks[:, i]) for i, name in enumerate(FLAGS)},
            texts={field: Texts.of(forms) for field, forms in self._texts.items()},
            lengths={field: np.array([len(form) for form in forms], dtype=np.float32)
                     for field, forms in self._texts.items()},
        )


class _Gatherer:
    """Collects the values of one field."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}
        self._documents = array("i")
        self._ordinals = array("i")

    def add(self, number: int, values: Iterable[str]) -> None:
        for value in values:
            self._documents.append(number)
            self._ordinals.append(self._codes.setdefault(value, len(self._codes)))

    def ordinals(self, size: int) -> Ordinals:
        return Ordinals.of(list(self._codes), np.array(self._documents, dtype=np.int32),
                           np.array(self._ordinals, dtype=np.int32), size)


def load(found: Iterable[Mapping[str, Any]]) -> Columns:
    """Return the columns of one part from its rows, which are read one after the other."""
    builder = Builder()
    for row in found:
        builder.add(row)
    return builder.columns()


def join(parts: Sequence[Columns]) -> Columns:
    """Return one view over several parts, whose documents follow each other."""
    if len(parts) == 1:
        return parts[0]
    parts = parts or [load([])]
    bases = np.cumsum([0, *(part.size for part in parts)])
    return Columns(
        int(bases[-1]), np.concatenate([part.ids for part in parts]),
        _chain([part.digests for part in parts]), _chain([part.hashes for part in parts]),
        values={name: _join([part.values[name] for part in parts], bases) for name in rows.VALUES},
        numbers={name: np.concatenate([part.numbers[name] for part in parts]) for name in rows.NUMBERS},
        flags={name: np.concatenate([part.flags[name] for part in parts]) for name in FLAGS},
        texts={field: _chain([part.texts[field] for part in parts]) for field in TEXTS},
        lengths={field: np.concatenate([part.lengths[field] for part in parts]) for field in TEXTS},
    )


def _chain(parts: Sequence[Texts | Chain]) -> Chain:
    return Chain([part for part in parts if isinstance(part, Texts)])  # a part of an index is never a chain itself


def _join(parts: Sequence[Ordinals], bases: Ints) -> Ordinals:
    codes: dict[str, int] = {}
    documents, ordinals = [], []
    for part, base in zip(parts, bases, strict=False):
        table = np.array([codes.setdefault(value, len(codes)) for value in part.values], dtype=np.int32)
        documents.append(part.documents + np.int32(base))
        ordinals.append(table[part.codes])
    return Ordinals.of(list(codes), np.concatenate(documents), np.concatenate(ordinals), int(bases[-1]))
