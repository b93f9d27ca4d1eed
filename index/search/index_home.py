"""Where an installation keeps its index: in its home, or in the catalogue's database, where every host finds it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine

from index.errors import JobFailed


@dataclass(frozen=True, slots=True)
class IndexHome:
    """The home of one host, and the catalogue's engine where its database can hold an index (PostgreSQL)."""

    path: Path
    catalogue: Engine | None = None

    @property
    def folder(self) -> Path:
        """The folder of what this host keeps of its indexes."""
        return self.path / "index"

    @property
    def database(self) -> Engine:
        """The catalogue's engine, for generations in its database: no other home has any."""
        assert self.catalogue is not None
        return self.catalogue


@dataclass(frozen=True, slots=True)
class Generation:
    """One index of a home: what an engine alone reads and writes. ``stamp``: what the database said when it was looked at."""

    home: IndexHome
    name: str
    stamp: int = field(default=0, compare=False)

    @property
    def folder(self) -> Path:
        """The folder of its files in this home; for an index in the database, of copies that can be fetched again."""
        return self.home.folder / self.name

    @property
    def engine(self) -> str:
        """The name of its engine."""
        return self.name.partition("-")[0]


def index_home(path: Path, engine: Engine) -> IndexHome:
    """Return where the index of the home at ``path`` is, whose catalogue ``engine`` reaches."""
    return IndexHome(path, engine if engine.dialect.name == "postgresql" else None)


def held_elsewhere() -> JobFailed:
    """Return what to raise, worth another try, where somebody else writes to the index."""
    return JobFailed("检索索引正由另一个进程写入 the search index is being written by another process", permanent=False)
