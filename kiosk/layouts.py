"""How a board's items lie on a screen: which of a round are shown at once, and what a player is told of those. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, Final

from index.catalogue.assets import Kind
from index.catalogue.boards import Layout
from kiosk import told
from kiosk.plan import Entry, OnBoard
from kiosk.told import CHARACTERS_S

Turn = tuple[Entry, ...]
"""What is shown at once: one entry, or several in one picture."""
MOST: Final = {Layout.MOSAIC: (4, 6), Layout.SHEETS: (3, 3)}
"""How many lie together on a wide and on an upright screen."""
SHEET_CHARACTERS: Final = 120
EACH_MORE_S: Final = 3
"""So much longer stays a mosaic for each picture after its first."""


def turns(playing: Sequence[Entry], *, upright: bool) -> tuple[Turn, ...]:
    """Return a board's round as what is shown at once, in its order: films play alone, and nothing lies beside itself."""
    found: list[Turn] = []
    run: list[Entry] = []
    for entry in playing:
        if run and (not _joins(entry) or any(one.ref == entry.ref for one in run)):
            found += _evenly(run, upright)
            run = []
        if _joins(entry):
            run.append(entry)
        else:
            found.append((entry,))
    return tuple(found + (_evenly(run, upright) if run else []))


def key(turn: Turn) -> str:
    """Return the name of what is shown at once. Of several it ends in that of the first, which stands for them in reports."""
    if len(turn) == 1:
        return told.key(turn[0])
    return f"{turn[0].board.id}-m{_digest(str(one.ref) for one in turn)[:10]}-{turn[0].ref}"


def item(turn: Turn, tell: Callable[[Entry], dict[str, Any]]) -> dict[str, Any]:
    """Return an item of a manifest; ``tell`` makes that of one entry. Several have no file of their own: ``parts`` are items
    like any other, ``sha256`` names them together, and they may be shown while all of them may. A mosaic has one code, that
    of its first picture, whose page leads on to the others; sheets have each their own.
    """
    if len(turn) == 1:
        return tell(turn[0])
    first = turn[0]
    parts = [_part(tell(one)) for one in turn]
    code = {name: parts[0].get(name) if first.board.layout == Layout.MOSAIC else None for name in ("page", "qr")}
    if first.board.layout == Layout.MOSAIC:
        parts = [{**one, "page": None, "qr": None} for one in parts]
    begins, ends = ([one[name] for one in parts if one[name]] for name in ("from", "until"))
    return {
        "key": key(turn), "kind": first.board.layout, "asset": None, "sha256": _digest(one["sha256"] for one in parts),
        "bytes": 0, "media_type": "text/plain", "chunks": [], "poster": None, "duration_ms": _length(first, parts),
        "color": first.color or told.GROUND, "title": "", "caption": "", "credit": "", "department": "", "date": None,
        "alt": "；".join(one["alt"] for one in parts), "from": max(begins, default=None), "until": min(ends, default=None),
        "sound": False,
        "board": first.board.name, "layout": first.board.layout, "evergreen": all(one.evergreen for one in turn),
        "parts": parts, **code,
    }


def laid_out(here: OnBoard, layout: Layout) -> OnBoard:
    """Return a board in this layout, for whoever tries one."""
    board = replace(here.board, layout=layout)
    return OnBoard(board, tuple(replace(one, board=board) for one in here.entries))


def _joins(entry: Entry) -> bool:
    kinds = {Layout.MOSAIC: (Kind.PHOTO,), Layout.SHEETS: (Kind.PHOTO, told.STORY)}
    return entry.kind in kinds.get(Layout(entry.board.layout), ())


def _evenly(run: Sequence[Entry], upright: bool) -> list[Turn]:
    """Return a run in as few turns as there may be, none longer than another by more than one."""
    most = MOST[Layout(run[0].board.layout)][upright]
    count = -(-len(run) // most)
    ends = [len(run) * (one + 1) // count for one in range(count)]
    return [tuple(run[begin:end]) for begin, end in zip([0, *ends], ends, strict=False)]


def _part(one: dict[str, Any]) -> dict[str, Any]:
    """A sheet shows of a story its beginning and one picture; screens need fetch no more of it."""
    if one["kind"] != told.STORY:
        return one
    return {**one, "text": one["text"][:SHEET_CHARACTERS * 2], "pictures": one["pictures"][:1]}


def _length(first: Entry, parts: Sequence[dict[str, Any]]) -> int:
    """Return for how long several stay, ms: as long as the longest alone, and longer the more there is to look at or read."""
    longest = max(one.get("head_ms") or one["duration_ms"] for one in parts)
    if first.board.layout == Layout.MOSAIC:
        return int(longest + EACH_MORE_S * 1000 * (len(parts) - 1))
    read = sum(min(len(one.get("text") or one["caption"]), SHEET_CHARACTERS) for one in parts)
    return int(longest + read * 1000 // CHARACTERS_S)


def _digest(names: Iterable[str]) -> str:
    return hashlib.sha256(" ".join(names).encode()).hexdigest()
