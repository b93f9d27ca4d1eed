"""Many texts in one piece of memory, which may be a mapped file: read one at a time, without a Python object for each."""

from __future__ import annotations

import re
from abc import abstractmethod
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from mmap import mmap
from typing import overload

import numpy as np
import numpy.typing as npt

_ERRORS = "surrogatepass"  # names of files may hold halves of pairs


class _Placed(Sequence[str]):
    """A sequence that knows how to read one text."""

    __slots__ = ()

    @abstractmethod
    def _read(self, at: int) -> str: ...

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[str]: ...
    def __getitem__(self, at: int | slice) -> str | Sequence[str]:
        return [self._read(n) for n in range(*at.indices(len(self)))] if isinstance(at, slice) else self._read(at)


class Texts(_Placed):
    """Texts by position: the UTF-8 bytes of all, and where each begins. Never changed."""

    __slots__ = ("data", "starts")

    def __init__(self, data: bytes | mmap | memoryview, starts: npt.NDArray[np.int64]) -> None:
        self.data = data
        self.starts = starts

    @classmethod
    def of(cls, texts: Iterable[str]) -> Texts:
        encoded = [text.encode("utf-8", _ERRORS) for text in texts]
        return cls(b"".join(encoded), np.cumsum([0, *map(len, encoded)], dtype=np.int64))

    def __len__(self) -> int:
        return len(self.starts) - 1

    def _read(self, at: int) -> str:
        return str(self.data[self.starts[at]:self.starts[at + 1]], "utf-8", _ERRORS)

    def __iter__(self) -> Iterator[str]:
        data = self.data
        return (str(data[start:end], "utf-8", _ERRORS) for start, end in pairwise(self.starts.tolist()))

    def beginning(self, text: str) -> list[int]:
        """Return the positions of those that begin with ``text``, which is not empty."""
        places = [found.start() for found in re.finditer(re.escape(text.encode("utf-8", _ERRORS)), self.data)]
        at = np.searchsorted(self.starts[:-1], places)
        return [n for n, place in zip(at.tolist(), places, strict=True) if n < len(self) and self.starts[n] == place]


class Chain(_Placed):
    """Several such pieces, one after the other."""

    __slots__ = ("_bases", "_parts")

    def __init__(self, parts: Sequence[Texts]) -> None:
        self._parts = parts
        self._bases = np.cumsum([0, *map(len, parts)]).tolist()

    def __len__(self) -> int:
        return int(self._bases[-1])

    def _read(self, at: int) -> str:
        number = bisect_right(self._bases, at) - 1
        return self._parts[number][int(at - self._bases[number])]

    def __iter__(self) -> Iterator[str]:
        return (text for part in self._parts for text in part)

    def beginning(self, text: str) -> list[int]:
        """Return the positions of those that begin with ``text``, which is not empty."""
        return [base + at for part, base in zip(self._parts, self._bases, strict=False) for at in part.beginning(text)]
