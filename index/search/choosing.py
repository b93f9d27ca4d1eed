"""Which engine fits a library of this size."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Engine, func, select

from index.catalogue.assets import Asset
from index.db import reading
from index.search import engines, generations
from index.search.index_home import IndexHome

AUTO: Final = "auto"
SMALL: Final = 5000
"""Assets up to which Whoosh is quick enough and easier on small machines."""
_SLACK: Final = 0.8
"""Below this part of SMALL a library has become small again: it does not go to and fro about the limit."""


def fitting(wanted: str, count: int, now: str | None, *, shared: bool = False) -> str:
    """Return the engine for ``count`` assets: ``wanted``; where that is AUTO, the database's if it can hold an index
    (``shared``), else by size. ``now``: which one is in use.
    """
    if wanted != AUTO:
        return wanted
    if shared:
        return engines.SHARED
    limit = SMALL * _SLACK if now == engines.LARGE else SMALL
    return engines.LARGE if count > limit else engines.SMALL


def compare(engine: Engine, home: IndexHome, wanted: str) -> tuple[str | None, str]:
    """Return the engine that the index of ``home`` is of, None where there is none, and the one that fits now."""
    generation = generations.current(home)
    now = generation.engine if generation is not None else None
    with reading(engine) as session:
        count = session.scalar(select(func.count()).select_from(Asset)) or 0
    return now, fitting(wanted, count, now, shared=home.catalogue is not None)
