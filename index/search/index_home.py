"""Where an installation keeps its index: in its home, or in the catalogue's database, where every host finds it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine


@dataclass(frozen=True, slots=True)
class IndexHome:
    """The home of one host, and the catalogue's engine where its database can hold an index (PostgreSQL)."""

    path: Path
    catalogue: Engine | None = None

    @property
    def folder(self) -> Path:
        """The folder of the generations in this home."""
        return self.path / "index"


def index_home(path: Path, engine: Engine) -> IndexHome:
    """Return where the index of the home at ``path`` is, whose catalogue ``engine`` reaches."""
    return IndexHome(path, engine if engine.dialect.name == "postgresql" else None)
