"""Places in lists as text that programs hand back: opaque, and of use for the same question only."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterable
from typing import Any, Final, TypeVar
from urllib.parse import urlencode

from flask import request

from index.errors import Invalid
from server.api.declaring import Paging
from server.api.shapes import Listed

T = TypeVar("T")
R = TypeVar("R")
Place = tuple[str | int, ...]
FARTHEST: Final = (1 << 53) - 1
PAGING: Final = frozenset({"cursor", "limit"})


def written(place: Place) -> str:
    """Return a place as a cursor."""
    told = json.dumps([_question(), *place], ensure_ascii=True, separators=(",", ":"))
    return base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")


def place(query: Paging, *kinds: type) -> Any:
    """Return the place that a request goes on from, of values of these kinds; None for the beginning. Raises Invalid."""
    if not query.cursor:
        return None
    try:
        held = json.loads(base64.b64decode(query.cursor + "=" * (-len(query.cursor) % 4), altchars=b"-_", validate=True))
    except (ValueError, RecursionError):
        held = None
    if not isinstance(held, list) or held[:1] != [_question()] or [type(one) for one in held[1:]] != list(kinds):
        raise no_cursor()
    if any(isinstance(one, int) and not 0 <= one <= FARTHEST for one in held[1:]):
        raise no_cursor()
    return tuple(held[1:])


def no_cursor() -> Invalid:
    """Return the refusal of what is no cursor of this list."""
    return Invalid("cursor", "不是这个列表的续页标记，请从头读起", "is none of this list; begin again without it")


def cut(rows: Iterable[T], query: Paging, key: Callable[[T], Any], told: Callable[[T], R], *,
        falling: bool = False) -> Listed[R]:
    """Return one page of rows that are at hand in full, by a key that is a number or a text and that no two share."""
    ordered = sorted(rows, key=key, reverse=falling)
    kind = type(key(ordered[0])) if ordered else int
    if (after := place(query, kind)) is not None:
        ordered = [one for one in ordered if (key(one) < after[0] if falling else key(one) > after[0])]
    some = ordered[:query.limit]
    return Listed(tuple(told(one) for one in some), (key(some[-1]),) if len(ordered) > len(some) else None)


def _question() -> str:
    """Return a short sum of what is asked beside the paging: a cursor of one search is none of another."""
    asked = sorted((name, value) for name, value in request.args.items(multi=True) if name not in PAGING)
    return hashlib.sha256(f"{request.path}?{urlencode(asked)}".encode()).hexdigest()[:8]
