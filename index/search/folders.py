"""Generations in a home: HOME/index/<generation>/, with HOME/index/CURRENT naming the one that is read.

CURRENT is replaced by rename, so that a reader finds the old generation or the new one, whole, whatever happens to the
writer.
"""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Final

from index.search import durably
from index.search.index_home import Generation, IndexHome, held_elsewhere

CURRENT: Final = "CURRENT"
_COMPLETE: Final = "COMPLETE"
_LOCK: Final = "LOCK"
_BEFORE: Final = "BEFORE"


def named(home: IndexHome) -> str:
    """Return the name in CURRENT; empty where there is none."""
    try:
        with open(f"{home.path}/index/{CURRENT}", "rb") as file:  # noqa: PTH123  before each search: a Path costs as much again
            return file.read().decode("ascii").strip()
    except (FileNotFoundError, UnicodeDecodeError):
        return ""


def is_complete(generation: Generation) -> bool:
    """Say whether it was built from the whole catalogue."""
    return (generation.folder / _COMPLETE).exists()


def changed(generation: Generation) -> tuple[str, datetime] | None:
    """Return which engine was given up for this generation's, and when (UTC); None where it was the same."""
    try:
        noted = generation.folder / _BEFORE
        return noted.read_text(encoding="ascii"), datetime.fromtimestamp(noted.stat().st_mtime, UTC)
    except FileNotFoundError:
        return None


def make(generation: Generation) -> None:
    """Make the empty folder of a generation that nobody reads yet."""
    generation.folder.mkdir(parents=True)


def flip(generation: Generation, *, complete: bool, instead: str | None) -> None:
    """Make ``generation`` the one that CURRENT names."""
    if instead is not None:
        (generation.folder / _BEFORE).write_text(instead, encoding="ascii")
    if complete:
        (generation.folder / _COMPLETE).touch()
    durably.replace(generation.home.folder / CURRENT, f"{generation.name}\n".encode())


def leave(home: IndexHome) -> None:
    """Let CURRENT name nothing: the index is elsewhere."""
    (home.folder / CURRENT).unlink(missing_ok=True)


def names(home: IndexHome) -> set[str]:
    """Return the names of all generations that have a folder."""
    try:
        return {path.name for path in home.folder.iterdir() if path.is_dir()}
    except FileNotFoundError:
        return set()


def prune(home: IndexHome, kept: set[str]) -> None:
    """Remove all others. Readers that have one open keep its files until they close."""
    for name in names(home) - kept:
        shutil.rmtree(home.folder / name, ignore_errors=True)


@contextmanager
def writing(home: IndexHome) -> Iterator[None]:
    """Hold the folder for writing. Raises JobFailed, worth another try, while somebody else holds it."""
    with (home.folder / _LOCK).open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise held_elsewhere() from None
        yield
