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
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from index.errors import JobFailed
from index.search import durably, engines
from index.search.index_home import IndexHome
from index.search.rows import FORMAT

CURRENT: Final = "CURRENT"
_COMPLETE: Final = "COMPLETE"
_LOCK: Final = "LOCK"
_BEFORE: Final = "BEFORE"
_NAME: Final = re.compile(rf"({'|'.join(engines.NAMES)})-{FORMAT}-[0-9a-f]+")


@dataclass(frozen=True, slots=True)
class Generation:
    """One index of a home: what an engine alone reads and writes."""

    home: IndexHome
    name: str

    @property
    def folder(self) -> Path:
        """The folder of its files in this home."""
        return self.home.folder / self.name

    @property
    def engine(self) -> str:
        """The name of its engine."""
        return self.name.partition("-")[0]


def current(home: IndexHome, held: Generation | None = None) -> Generation | None:
    """Return the generation to read; None where there is none, or none of an engine and format of ours.

    Where it is still ``held``, nobody looks whether its folder is there.
    """
    name = _named(home)
    if held is not None and held.name == name:
        return held
    while _NAME.fullmatch(name):
        generation = Generation(home, name)
        if generation.folder.is_dir():
            return generation
        again = _named(home)  # flipped and pruned between our two looks?
        if again == name:
            return None
        name = again
    return None


def _named(home: IndexHome) -> str:
    try:
        with open(f"{home.path}/index/{CURRENT}", "rb") as file:  # noqa: PTH123  before each search: a Path costs as much again
            return file.read().decode("ascii").strip()
    except (FileNotFoundError, UnicodeDecodeError):
        return ""


def needs_rebuild(home: IndexHome) -> bool:
    """Say whether the index is missing, of another format, or was begun without the assets that were there before."""
    generation = current(home)
    return generation is None or not (generation.folder / _COMPLETE).exists()


def changed(generation: Generation) -> tuple[str, datetime] | None:
    """Return which engine was given up for this generation's, and when (UTC); None where it was the same."""
    try:
        noted = generation.folder / _BEFORE
        return noted.read_text(encoding="ascii"), datetime.fromtimestamp(noted.stat().st_mtime, UTC)
    except FileNotFoundError:
        return None


def names(home: IndexHome) -> set[str]:
    """Return the names of all generations that are there."""
    return {path.name for path in home.folder.iterdir() if path.is_dir()}


def new(home: IndexHome, engine: str) -> Generation:
    """Make the empty folder of a generation of ``engine`` that nobody reads yet."""
    generation = Generation(home, f"{engine}-{FORMAT}-{secrets.token_hex(6)}")
    generation.folder.mkdir(parents=True)
    return generation


def flip(generation: Generation, *, complete: bool, instead: str | None = None) -> None:
    """Make ``generation`` the one that is read.

    ``complete``: it was built from the whole catalogue. ``instead``: the engine of the one before, where it was another.
    """
    if instead is not None:
        (generation.folder / _BEFORE).write_text(instead, encoding="ascii")
    if complete:
        (generation.folder / _COMPLETE).touch()
    durably.replace(generation.home.folder / CURRENT, f"{generation.name}\n".encode())


def prune(home: IndexHome, *keep: Generation | None) -> None:
    """Remove generations that are neither kept nor current. Readers that have one open keep its files until they close."""
    kept = {one.name for one in (*keep, current(home)) if one is not None}
    for name in names(home) - kept:
        shutil.rmtree(home.folder / name, ignore_errors=True)


@contextmanager
def writing(home: IndexHome) -> Iterator[None]:
    """Hold the index for writing. Raises JobFailed, worth another try, while somebody else holds it."""
    home.folder.mkdir(parents=True, exist_ok=True)
    with (home.folder / _LOCK).open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise JobFailed("检索索引正由另一个进程写入 the search index is being written by another process",
                            permanent=False) from None
        yield
