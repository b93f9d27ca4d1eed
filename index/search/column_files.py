"""Columns in one file, which readers map: a header in JSON that names each array, then the arrays themselves.

Bytes 0 to 8: the length of the header, little-endian. Every array begins at a multiple of 16 after the header.
"""

from __future__ import annotations

import json
import mmap
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any, Final

import numpy as np
import numpy.typing as npt

from index.search import rows
from index.search.columns import FLAGS, Columns, Ordinals
from index.search.fields import TEXTS
from index.search.texts import Texts

_ALIGN: Final = 16
Array = npt.NDArray[Any]


def save(columns: Columns, path: Path) -> None:
    """Write ``columns`` to a new file, durably."""
    with path.open("xb") as file:
        write(columns, file)
        file.flush()
        os.fsync(file.fileno())


def write(columns: Columns, file: IO[bytes]) -> None:
    """Write ``columns`` into a file that is empty."""
    arrays = dict(_arrays(columns))
    places, at = {}, 0
    for name, one in arrays.items():
        places[name] = [one.dtype.str, at, one.size]
        at += -(-one.nbytes // _ALIGN) * _ALIGN
    header = json.dumps({"size": columns.size, "arrays": places}).encode()
    header += b" " * (-(8 + len(header)) % _ALIGN)
    file.write(len(header).to_bytes(8, "little"))
    file.write(header)
    for one in arrays.values():
        file.write(np.ascontiguousarray(one).data)
        file.write(bytes(-one.nbytes % _ALIGN))


def _arrays(columns: Columns) -> Iterator[tuple[str, Array]]:
    yield "ids", columns.ids
    for name, number in columns.numbers.items():
        yield f"numbers.{name}", number
    for name, flag in columns.flags.items():
        yield f"flags.{name}", flag
    for field, length in columns.lengths.items():
        yield f"lengths.{field}", length
    for name, ordinals in columns.values.items():
        yield f"{name}.documents", ordinals.documents
        yield f"{name}.codes", ordinals.codes
        yield f"{name}.starts", ordinals.starts
        yield from _packed(f"{name}.values", Texts.of(ordinals.values))
    texts = {"digests": columns.digests, "hashes": columns.hashes, **{f"texts.{f}": columns.texts[f] for f in TEXTS}}
    for name, several in texts.items():
        yield from _packed(name, several if isinstance(several, Texts) else Texts.of(several))


def _packed(name: str, texts: Texts) -> Iterator[tuple[str, Array]]:
    yield f"{name}.starts", texts.starts
    yield f"{name}.bytes", np.frombuffer(texts.data, dtype=np.uint8)


def load(path: Path) -> Columns:
    """Map the columns that ``save`` wrote. Raises OSError, ValueError or KeyError where the file is damaged."""
    with path.open("rb") as file:
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    length = int.from_bytes(mapped[:8], "little")
    header = json.loads(mapped[8:8 + length])
    opened = _Opened(mapped, 8 + length, header["arrays"])
    return Columns(
        header["size"], opened.array("ids"), opened.texts("digests"), opened.texts("hashes"),
        values={name: opened.ordinals(name) for name in rows.VALUES},
        numbers={name: opened.array(f"numbers.{name}") for name in rows.NUMBERS},
        flags={name: opened.array(f"flags.{name}") for name in FLAGS},
        texts={field: opened.texts(f"texts.{field}") for field in TEXTS},
        lengths={field: opened.array(f"lengths.{field}") for field in TEXTS},
    )


class _Opened:
    """A mapped file and its table of arrays."""

    def __init__(self, mapped: mmap.mmap, base: int, places: Mapping[str, list[Any]]) -> None:
        self._mapped = mapped
        self._base = base
        self._places = places

    def array(self, name: str) -> Array:
        kind, at, count = self._places[name]
        return np.frombuffer(self._mapped, dtype=np.dtype(kind), count=count, offset=self._base + at)

    def texts(self, name: str) -> Texts:
        _, at, count = self._places[f"{name}.bytes"]
        start = self._base + at
        return Texts(memoryview(self._mapped)[start:start + count], self.array(f"{name}.starts"))

    def ordinals(self, name: str) -> Ordinals:
        return Ordinals.at_starts(list(self.texts(f"{name}.values")), self.array(f"{name}.documents"),
                                  self.array(f"{name}.codes"), self.array(f"{name}.starts"))
