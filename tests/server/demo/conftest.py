from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from server.demo.material import Made, make_material

NOW = datetime(2026, 3, 1, 18, 30, tzinfo=UTC)  # 2 March in Shanghai: the day before is still on the other side of a month


@dataclass(frozen=True)
class Material:
    folder: Path
    now: datetime
    made: list[Made]
    told: list[tuple[int, int, str]]


@pytest.fixture(scope="session")
def material(tmp_path_factory) -> Material:
    """The whole demo, every scene and film, in small pictures."""
    folder = tmp_path_factory.mktemp("demo")
    told: list[tuple[int, int, str]] = []
    made = make_material(folder, NOW, lambda done, total, name: told.append((done, total, name)), scale=0.16)
    return Material(folder, NOW, made, told)
