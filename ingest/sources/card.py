"""Memory cards: how cameras lay them out, and whether a folder is a whole card or a part of one."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final


class Structure(StrEnum):
    """What a camera has laid out. A card may carry several."""

    DCIM = "DCIM"  # stills and most films: JEITA CP-3461 (DCF)
    M4ROOT = "PRIVATE/M4ROOT"  # Sony XAVC S
    AVCHD = "AVCHD"  # camcorders: a Blu-ray folder, BDMV, at one of three places


LAYOUTS: Final[tuple[tuple[Structure, tuple[str, ...]], ...]] = (
    (Structure.DCIM, ("DCIM",)),
    (Structure.M4ROOT, ("PRIVATE", "M4ROOT")), (Structure.M4ROOT, ("M4ROOT",)),
    (Structure.AVCHD, ("PRIVATE", "AVCHD", "BDMV")), (Structure.AVCHD, ("AVCHD", "BDMV")), (Structure.AVCHD, ("BDMV",)),
)
INSIDE: Final = frozenset(["DCIM", "PRIVATE", "M4ROOT", "AVCHD", "BDMV"])
HIGHEST: Final = 6
"""How many folders up a card's root is looked for."""


@dataclass(frozen=True, slots=True)
class Card:
    """A card, or what passes for one. ``whole``: ``given`` is its root, so that nothing on it lies elsewhere.

    A plain folder, on no card at all, is whole too: there is nothing else to lose. ``structures`` is empty then.
    """

    given: Path
    root: Path
    structures: tuple[Structure, ...]
    whole: bool

    @property
    def is_card(self) -> bool:
        return bool(self.structures)

    def on_card(self, path: Path) -> Path:
        """Return the path below the card's root, of a file that was found below ``given``."""
        try:
            return Path(os.path.abspath(path)).relative_to(self.root)  # noqa: PTH100 - resolve() would follow links
        except ValueError:
            return Path(path.name)


def recognise(given: Path) -> Card:
    """Tell what card a folder is the root or a part of; a file alone is never a whole card. Opens nothing, never raises."""
    full = Path(os.path.abspath(given))  # noqa: PTH100 - resolve() would follow links
    if not full.is_dir():
        return Card(full, _root_of(full.parent) or full.parent, (), whole=False)
    if structures := structures_of(full):
        outer = _root_of(full.parent) if full.name.upper() in INSIDE else None
        if outer is None:
            return Card(full, full, structures, whole=True)
    root = _root_of(full.parent)
    if root is not None:
        return Card(full, root, structures_of(root), whole=False)
    return Card(full, full, (), whole=True)


def structures_of(root: Path) -> tuple[Structure, ...]:
    """Return the structures that lie at a folder, in upper or lower case (Linux mounts FAT in either)."""
    found = [structure for structure, steps in LAYOUTS if _leads(root, steps)]
    return tuple(dict.fromkeys(found))


def _root_of(folder: Path) -> Path | None:
    """Return the nearest folder from here upward that is laid out like a card, within the same file system."""
    for up in [folder, *folder.parents][:HIGHEST]:
        if up.name.upper() not in INSIDE and structures_of(up):
            return up
        if os.path.ismount(up):
            return None
    return None


def _leads(folder: Path, steps: Sequence[str]) -> bool:
    """Whether these folders lie one in the other; links are not followed."""
    if not steps:
        return True
    try:
        with os.scandir(folder) as entries:
            next_one = [entry.path for entry in entries
                        if entry.name.upper() == steps[0] and entry.is_dir(follow_symlinks=False)]
    except OSError:
        return False
    return any(_leads(Path(one), steps[1:]) for one in next_one)
