"""Chinese text in lines of a width: broken between any two characters, but before no stop, after no opening mark, and in no
Latin word. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

NOT_FIRST: Final = frozenset("，。、；：！？）」』》〉】”’…—·％℃,.;:!?)]}%")
NOT_LAST: Final = frozenset("（「『《〈【“‘([{￥$")
_PIECE: Final = re.compile(r"[A-Za-z0-9@&/_.:'’+-]+|\s+|.", re.DOTALL)


def broken(text: str, width: float, measure: Callable[[str], float], first: float = 0.0) -> Iterator[str]:
    """Yield the lines of a paragraph; the first has ``first`` less room. A piece that is wider than a line is cut."""
    line, room = "", width - first
    for unit in _units(text):
        piece = unit
        if line and measure(line + piece) > room:
            yield line.rstrip()
            line, room = "", width
            piece = piece.lstrip()
        while piece and measure(piece) > room:
            fits = next((end for end in range(len(piece) - 1, 0, -1) if measure(piece[:end]) <= room), 1)
            yield piece[:fits]
            piece, room = piece[fits:], width
        line += piece
    if line.strip():
        yield line.rstrip()


def _units(text: str) -> Iterator[str]:
    """Yield what stays together: a Latin word, a character with the stops after it and the marks that open before it."""
    held = ""
    for piece in _PIECE.findall(text):
        if held and (piece[0] in NOT_FIRST or held[-1] in NOT_LAST):
            held += piece
        else:
            if held:
                yield held
            held = piece
    if held:
        yield held
