"""File names that every system takes, Chinese ones too, and no two alike in one place."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath
from typing import Final

from index.catalogue.queries import AssetView

FORBIDDEN: Final = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
RESERVED: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
MOST: Final = 80
"""Characters of a stem: Windows counts the whole path, and unpacks into a folder of the archive's name."""


def safe(name: str) -> str:
    """Return a name without what Windows, macOS or Linux refuse in one; never empty."""
    text = unicodedata.normalize("NFC", name).encode("utf-8", "replace").decode()  # a disk may give bytes that are no text
    plain = FORBIDDEN.sub("_", text).strip().rstrip(". ")
    path = PurePosixPath(plain or "_")
    stem, suffix = (path.stem, path.suffix) if len(path.suffix) <= 12 else (path.name, "")
    stem = stem[:MOST].rstrip(". ") or "_"
    return f"_{stem}{suffix}" if RESERVED.match(stem) or stem.startswith(".") else f"{stem}{suffix}"


def copy_name(view: AssetView, preset: str, ending: str) -> str:
    """Return the name of a copy: what it shows, which asset it is, in which form."""
    return safe(f"{(view.words.title or PurePosixPath(view.name).stem)[:50]}-{view.public_id}-{preset}.{ending}")


class Unique:
    """Gives each name once: the second ``a.jpg`` is ``a (2).jpg``. Windows and macOS do not tell A from a."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def __call__(self, name: str) -> str:
        path = PurePosixPath(safe(name))
        given, number = path.name, 1
        while given.casefold() in self._taken:
            number += 1
            given = f"{path.stem} ({number}){path.suffix}"
        self._taken.add(given.casefold())
        return given
