"""A small campus to search in: real engines, real files. Every test of searching runs with each."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from postgresql import Postgres
from sqlalchemy import Engine, text

from index.catalogue.visibility import EVERYTHING
from index.db import make_engine
from index.search import engines, writer
from index.search.documents import SearchDocument
from index.search.index_home import IndexHome
from index.search.results import Results
from index.search.search import search

TABLES = ("pointer", "generations", "parts", "pieces", "documents", "terms")
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


@pytest.fixture(params=engines.NAMES)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session")
def search_database(postgres: Postgres) -> Iterator[Engine]:
    """A migrated database for all tests of a process, which empty it of indexes one after the other."""
    name = f"search_{os.getpid()}"
    postgres.run(f'CREATE DATABASE "{name}" TEMPLATE vitrine_template')
    opened = make_engine(postgres.url(name))
    yield opened
    opened.dispose()
    postgres.run(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def catalogue(engine: str, request: pytest.FixtureRequest) -> Engine | None:
    """The database that holds the index, empty of any; None for engines that need none."""
    if engine != engines.SHARED:
        return None
    opened: Engine = request.getfixturevalue("search_database")
    with opened.begin() as connection:
        connection.execute(text(f"TRUNCATE {', '.join(f'vitrine_search.{name}' for name in TABLES)}, synonym_groups"))
    return opened


@pytest.fixture
def home(tmp_path: Path, request: pytest.FixtureRequest) -> IndexHome:
    with_engine = "engine" in request.fixturenames
    home = IndexHome(tmp_path / "home", request.getfixturevalue("catalogue") if with_engine else None)
    home.folder.mkdir(parents=True)
    return home


@pytest.fixture
def in_child(home: IndexHome) -> Callable[[Callable[[], object]], int]:
    """Do something in a child, which has connections of its own and ends with 0 for what is true; return its number."""

    def begin(work: Callable[[], object]) -> int:
        child = os.fork()
        if child:
            return child
        code = 1
        try:
            if home.catalogue is not None:
                home.catalogue.dispose(close=False)
            code = 0 if work() else 1
        except BaseException:  # noqa: BLE001 - it must not go on as a second run of these tests
            traceback.print_exc()
        finally:
            os._exit(code)

    return begin


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
