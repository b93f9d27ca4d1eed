"""For tests of what the catalogue is kept on."""

from __future__ import annotations

import pytest
from pace import SHIPPED

from index import db


@pytest.fixture
def as_it_ships(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked for, SQLite waits for the disk as where the product runs, on connections that are opened from then on."""
    for name, shipped in SHIPPED.items():
        monkeypatch.setattr(db, name, shipped)
