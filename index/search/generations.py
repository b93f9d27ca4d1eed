"""The indexes of a home: which one is read, new ones beside it, and the flip from one to the next.

A generation's name begins with its engine and format; another format is not ours to read. Where the catalogue's database
can hold an index, it names the one that is read (shared.py); the home's own folder (folders.py) does where it has not yet.
"""

from __future__ import annotations

import re
import secrets
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Final, Protocol

from index.search import engines, folders, shared
from index.search.index_home import Generation, IndexHome
from index.search.rows import FORMAT

_NAME: Final = re.compile(rf"({'|'.join(engines.NAMES)})-{FORMAT}-[0-9a-f]+")


class _Keeper(Protocol):
    """Where generations of some engines are kept."""

    def is_complete(self, generation: Generation) -> bool: ...
    def changed(self, generation: Generation) -> tuple[str, datetime] | None: ...
    def make(self, generation: Generation) -> None: ...
    def flip(self, generation: Generation, *, complete: bool, instead: str | None) -> None: ...


def _keeper(generation: Generation) -> _Keeper:
    return shared if generation.engine == engines.SHARED else folders


def current(home: IndexHome, held: Generation | None = None) -> Generation | None:
    """Return the generation to read; None where there is none, or none of an engine and format of ours.

    Where it is still ``held``, nobody looks whether its folder is there.
    """
    name, stamp = _named(home)
    if held is not None and (held.name, held.stamp) == (name, stamp):
        return held
    while _NAME.fullmatch(name):
        generation = Generation(home, name, stamp)
        if generation.engine == engines.SHARED or generation.folder.is_dir():
            return generation
        before, (name, stamp) = name, _named(home)  # flipped and pruned between our two looks?
        if name == before:
            return None
    return None


def _named(home: IndexHome) -> tuple[str, int]:
    """Return the name of the generation to read, empty for none, and the database's stamp."""
    if home.catalogue is None:
        return folders.named(home), 0
    name, stamp = shared.pointed(home)
    return folders.named(home) if name is None else name, stamp


def needs_rebuild(home: IndexHome) -> bool:
    """Say whether the index is missing, of another format, or was begun without the assets that were there before."""
    generation = current(home)
    return generation is None or not _keeper(generation).is_complete(generation)


def changed(generation: Generation) -> tuple[str, datetime] | None:
    """Return which engine was given up for this generation's, and when (UTC); None where it was the same."""
    return _keeper(generation).changed(generation)


def names(home: IndexHome) -> set[str]:
    """Return the names of all generations that are there."""
    return folders.names(home) | (shared.names(home) if home.catalogue is not None else set())


def new(home: IndexHome, engine: str) -> Generation:
    """Make a generation of ``engine`` that is empty and that nobody reads yet."""
    generation = Generation(home, f"{engine}-{FORMAT}-{secrets.token_hex(6)}")
    _keeper(generation).make(generation)
    return generation


def flip(generation: Generation, *, complete: bool, instead: str | None = None) -> None:
    """Make ``generation`` the one that is read.

    ``complete``: it was built from the whole catalogue. ``instead``: the engine of the one before, where it was another.
    """
    _keeper(generation).flip(generation, complete=complete, instead=instead)
    if generation.engine == engines.SHARED:
        folders.leave(generation.home)
    elif generation.home.catalogue is not None:
        shared.point(generation)


def prune(home: IndexHome, *keep: Generation | None) -> None:
    """Remove generations that are neither kept nor current, as soon as no reader needs them."""
    kept = {one.name for one in (*keep, current(home)) if one is not None}
    folders.prune(home, kept)
    if home.catalogue is not None:
        shared.prune(home, kept)


def writing(home: IndexHome) -> AbstractContextManager[None]:
    """Hold the index for writing. Raises JobFailed, worth another try, while somebody else holds it."""
    home.folder.mkdir(parents=True, exist_ok=True)
    return folders.writing(home) if home.catalogue is None else shared.writing(home)
