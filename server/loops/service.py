"""Make a board's film, put it on record, and say whether one that was made may still be handed out.

What stands on a stick is out of our reach: nothing on it ends by itself. So a film tells until when all of it may be
shown, the trail tells what was on it, and one whose content has changed is not handed out again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from index.catalogue import audit
from index.catalogue.boards import Layout
from index.catalogue.people import Actor
from index.db import writing
from index.errors import BadMedia, Conflict, Invalid
from ingest import looping, renditions
from ingest.steps.plates import Font
from server import policy
from server.boards import lists
from server.fonts import find_font
from server.home import Home
from server.loops.parts import hashes_of, names_of, parts_of
from server.screens import telling

LONGEST_S: Final = 2 * 3600
"""Films are made within one lease of a worker after the other; a board of more than two hours is cut into several."""


@dataclass(frozen=True, slots=True)
class Loop:
    """What a film holds: ``items`` are the ids in it in order, ``until`` is when the first of them must go (None: never)."""

    board: str
    size: str
    made_at: str
    seconds: float
    bytes: int
    until: str | None
    items: tuple[str, ...]
    hashes: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def size_of(given: str) -> tuple[int, int]:
    """Return width and height of 1920x1080. Raises Invalid where we make none of that size."""
    width, _, height = given.lower().replace("×", "x").partition("x")
    found = (int(width), int(height)) if width.isdecimal() and height.isdecimal() and len(given) < 12 else (0, 0)
    if found not in looping.SIZES:
        known = "、".join(f"{one}x{other}" for one, other in looping.SIZES)
        raise Invalid("size", f"应为 {known} 之一", f"one of {known}")
    return found


def make(home: Home, actor: Actor, board: str, size: tuple[int, int], target: Path, *, clock: Callable[[], datetime],
         progress: Callable[[int, int], None]) -> Loop:
    """Write the film of what this board may show now to ``target``, and put on record who made it of what.

    ``progress`` hears (items done, items in all). Raises Forbidden, NotFound, Conflict loop-empty, loop-long, loop-failed,
    loop-changed where something of it was taken down meanwhile; VitrineError missing-tool. Nothing is left then.
    """
    policy.require(actor, "edit-boards")
    line, began = lists.board_line(home.engine, board), clock()
    told = shown(home, line.id, size, began)
    if not told:
        raise Conflict("loop-empty", board=line.name)
    seconds = sum(item["duration_ms"] for item in told) / 1000
    if seconds > LONGEST_S:
        raise Conflict("loop-long", board=line.name, hours=LONGEST_S // 3600)
    with renditions.scratch(home.store) as folder:
        parts = [part for item in told for part in parts_of(home, item, size, home.settings.accent, folder)]
        progress(0, len(parts))
        try:
            whole = looping.make(parts, size, font(), folder, title=line.name,
                                 progress=lambda done: progress(done, len(parts)))
        except BadMedia as error:
            raise Conflict("loop-failed", board=line.name, why=error.reason.code) from error
        made = Loop(line.name, f"{size[0]}x{size[1]}", began.isoformat(), seconds, whole.stat().st_size,
                    min((item["until"] for item in told if item["until"]), default=None),
                    tuple(name for item in told for name in names_of(item)),
                    tuple(sha for item in told for sha in hashes_of(item)))
        if not is_current(home, line.id, made, clock()):
            raise Conflict("loop-changed", board=line.name)
        with writing(home.engine) as session:
            audit.record(session, actor, "exported", f"board:{line.id}", at=clock(), name=line.name, size=made.size,
                         items=list(made.items), until=made.until or "")
        _place(whole, target)
    return made


def is_current(home: Home, board_id: int, made: Loop, now: datetime) -> bool:
    """Say whether all that a film holds may still be shown on this board."""
    return set(made.hashes) <= {
        sha for item in shown(home, board_id, size_of(made.size), now) for sha in hashes_of(item)}


def shown(home: Home, board_id: int, size: tuple[int, int], now: datetime) -> list[dict[str, Any]]:
    """Return the items that a screen of this size would be told of and that have begun; a stick knows no time of day."""
    found: list[dict[str, Any]] = telling.preview(
        home, str(board_id), "portrait" if size[1] > size[0] else "landscape", now, Layout.FULL)["items"]
    return [item for item in found if item["from"] is None or datetime.fromisoformat(item["from"]) <= now]


def font() -> Font:
    """Return the Chinese font of words on a film. Raises VitrineError missing-tool."""
    regular, bold = find_font(), find_font(bold=True)
    return Font((str(regular[0]), regular[1]), (str(bold[0]), bold[1]))


def _place(made: Path, target: Path) -> None:
    """Put the film where it was wanted, whole or not at all; that may be another disk, or a stick."""
    import shutil

    begun = target.with_name(f".{target.name}.part")
    try:
        shutil.copyfile(made, begun)
        begun.replace(target)
    finally:
        begun.unlink(missing_ok=True)
