"""A small campus to search in: real engines, real files. Every test of searching runs with each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from index.catalogue.visibility import EVERYTHING
from index.search import engines, writer
from index.search.documents import SearchDocument
from index.search.index_home import IndexHome
from index.search.results import Results
from index.search.search import search

NOW = datetime(2026, 3, 18, 8, 0, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    """Wednesday, four in the afternoon on the campus."""
    return NOW


@pytest.fixture
def document() -> Callable[..., SearchDocument]:
    """Make a document; later ids were uploaded later."""

    def make(asset_id: int, title: str = "", **facts: Any) -> SearchDocument:
        facts.setdefault("uploaded", NOW - timedelta(days=1000 - asset_id))
        return SearchDocument(asset_id=asset_id, sha256=f"{asset_id:064x}", kind=facts.pop("kind", "photo"),
                              title=title, **facts)

    return make


@pytest.fixture
def home(tmp_path: Path) -> IndexHome:
    return IndexHome(tmp_path / "home")


@pytest.fixture(params=engines.NAMES)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def put(home: IndexHome, engine: str) -> Callable[..., None]:
    """Enter documents into the index of ``home``."""

    def enter(*documents: SearchDocument, remove: tuple[int, ...] = ()) -> None:
        writer.apply(home, documents, remove, engine=engine)

    return enter


@pytest.fixture
def ask(home: IndexHome) -> Callable[..., Results]:
    def answer(text: str, **options: Any) -> Results:
        return search(home, text, **{"limit": 50, "now": NOW, "viewer_filter": EVERYTHING, **options})

    return answer


@pytest.fixture
def found(ask: Callable[..., Results]) -> Callable[..., list[int]]:
    """Ids of the full matches, in order."""

    def ids(text: str, **options: Any) -> list[int]:
        return [hit.asset_id for hit in ask(text, **options).hits if not hit.near]

    return ids
