"""Where an index lives: HOME/index/<generation>/, with HOME/index/CURRENT naming the one that is read.

CURRENT is replaced by rename, so that a reader finds the old generation or the new one, whole, whatever happens to the
writer. A generation's name begins with its engine and format; another format is not ours to read.
"""

from __future__ import annotations

import fcntl
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from index.errors import JobFailed
from index.search import durably, engines
from index.search.rows import FORMAT

CURRENT: Final = "CURRENT"
_COMPLETE: Final = "COMPLETE"
_LOCK: Final = "LOCK"
_BEFORE: Final = "BEFORE"
_NAME: Final = re.compile(rf"({'|'.join(engines.NAMES)})-{FORMAT}-[0-9a-f]+")


def folder(home: Path) -> Path:
    """Return the folder that holds the generations of this home."""
    return home / "index"


def current(home: Path, held: Path | None = None) -> Path | None:
    """Return the generation to read; None where there is none, or none of an engine and format of ours.

    Where it is still ``held``, nobody looks whether its folder is there.
    """
    name = _named(home)
    if held is not None and held.name == name:
        return held
    while _NAME.fullmatch(name):
        generation = folder(home) / name
        if generation.is_dir():
            return generation
        again = _named(home)  # flipped and pruned between our two looks?
        if again == name:
            return None
        name = again
    return None


def _named(home: Path) -> str:
    try:
        with open(f"{home}/index/{CURRENT}", "rb") as file:  # noqa: PTH123  before each search: a Path costs as much again
            return file.read().decode("ascii").strip()
    except (FileNotFoundError, UnicodeDecodeError):
        return ""


def needs_rebuild(home: Path) -> bool:
    """Say whether the index is missing, of another format, or was begun without the assets that were there before."""
    generation = current(home)
    return generation is None or not (generation / _COMPLETE).exists()


def engine_of(generation: Path) -> str:
    """Return the name of the engine that a generation is of."""
    return generation.name.partition("-")[0]


def note_change(generation: Path, before: str) -> None:
    """Write down that the engine ``before`` is given up for this generation's."""
    (generation / _BEFORE).write_text(before, encoding="ascii")


def changed(generation: Path) -> tuple[str, datetime] | None:
    """Return which engine was given up for this generation's, and when (UTC); None where it was the same."""
    try:
        noted = generation / _BEFORE
        return noted.read_text(encoding="ascii"), datetime.fromtimestamp(noted.stat().st_mtime, UTC)
    except FileNotFoundError:
        return None


def new(home: Path, engine: str) -> Path:
    """Make the empty folder of a generation of ``engine`` that nobody reads yet."""
    generation = folder(home) / f"{engine}-{FORMAT}-{secrets.token_hex(6)}"
    generation.mkdir(parents=True)
    return generation


def flip(home: Path, generation: Path, *, complete: bool) -> None:
    """Make ``generation`` the one that is read. ``complete``: it was built from the whole catalogue."""
    if complete:
        (generation / _COMPLETE).touch()
    durably.replace(folder(home) / CURRENT, f"{generation.name}\n".encode())


def prune(home: Path, *keep: Path | None) -> None:
    """Remove generations that are neither kept nor current. Readers that have one open keep its files until they close."""
    kept = {path.name for path in (*keep, current(home)) if path is not None}
    for path in folder(home).iterdir():
        if path.is_dir() and path.name not in kept:
            shutil.rmtree(path, ignore_errors=True)


@contextmanager
def writing(home: Path) -> Iterator[None]:
    """Hold the index for writing. Raises JobFailed, worth another try, while somebody else holds it."""
    folder(home).mkdir(parents=True, exist_ok=True)
    with (folder(home) / _LOCK).open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise JobFailed("检索索引正由另一个进程写入 the search index is being written by another process",
                            permanent=False) from None
        yield
