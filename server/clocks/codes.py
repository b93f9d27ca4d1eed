"""The clock's codes: one a second, drawn ahead of time so that a slow network does not make them late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from ingest.steps.clock_code import EPOCH, write_code

AHEAD: Final = 20
"""Seconds that one answer covers; a page that hears nothing more goes blank rather than show a code that is late."""
QR_VERSION: Final = 2
SIDE: Final = 25


@dataclass(frozen=True, slots=True)
class Code:
    """The code of one second: ``at`` in milliseconds since 1970, ``rows`` seven hexadecimal digits for each row of squares,
    the first square the highest of 25 bits.
    """

    at: int
    rows: str


def codes(key: bytes, now: datetime, count: int = AHEAD) -> list[Code]:
    """Return the codes of the second that runs and of those after it."""
    second = (now - EPOCH) // timedelta(seconds=1)
    return [Code(one * 1000, _rows(key, one)) for one in range(second, second + count)]


@lru_cache(maxsize=4 * AHEAD)
def _rows(key: bytes, second: int) -> str:
    import segno

    text = write_code(key, EPOCH + timedelta(seconds=second))
    code = segno.make(text, version=QR_VERSION, error="q", boost_error=False)
    return "".join(f"{int(''.join('1' if square else '0' for square in row), 2):07x}" for row in code.matrix)
