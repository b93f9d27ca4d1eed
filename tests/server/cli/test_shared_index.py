"""A catalogue on PostgreSQL holds the index as well: an older home comes over by itself, other hosts find and keep it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from index.catalogue.visibility import EVERYTHING
from index.search import drift, engines, generations, writer
from index.search.search import search
from server import doctor
from server import home as homes
from server.searches import synonyms


@pytest.fixture
def database() -> str:
    return "postgresql"


@pytest.fixture
def found(clock: Any) -> Callable[..., list[int]]:
    def ids(home: Any, text: str) -> list[int]:
        results = search(home.index, text, limit=9, now=clock(), viewer_filter=EVERYTHING)
        return sorted(hit.asset_id for hit in results.hits if not hit.near)

    return ids


def engine_of(home: Any) -> str:
    generation = generations.current(home.index)
    assert generation is not None
    return generation.engine


def told(home: Any) -> list[str]:
    report = doctor.examine(home, level="quick", repair=False, now=datetime.now(UTC))
    return [one.en for one in report.findings if one.kind == "search-engine"]


@pytest.mark.usefixtures("database")
def test_a_home_comes_over_and_a_second_host_searches_at_once(
        home: Any, cast: Any, new_asset: Callable[..., int], worker: Any, clock: Any, tmp_path: Path,
        vitrine: Callable[..., Any], found: Callable[..., list[int]], caplog: pytest.LogCaptureFixture) -> None:
    asset = new_asset(cast.photographer, title="第二餐厅检查")
    assert engine_of(home) == engines.SMALL, "the index of an older release, in the home"
    assert "is to become postgresql" in told(home)[0]
    with caplog.at_level(logging.WARNING):
        worker.drain()
    assert "The search engine is now postgresql, no longer whoosh, for 1 assets." in caplog.text
    assert engine_of(home) == engines.SHARED
    assert "became postgresql" in told(home)[0]
    assert found(home, "餐厅") == [asset]

    settings = replace(home.settings, home=tmp_path / "second")
    homes.make(settings, clock())
    second = homes.open_home(settings)
    assert found(second, "餐厅") == [asset], "a second host's home takes the index as it is"
    assert synonyms.write(second, cast.editor, "食堂 = 餐厅", before="", now=clock()) == 1
    assert found(home, "食堂") == found(second, "食堂") == [asset]
    assert list(drift.differences(second.engine, second.index)) == []

    with_database = {"VITRINE_DATABASE_URL": settings.database_url, "VITRINE_HOME": str(settings.home)}
    before = generations.current(home.index)
    rebuilt = vitrine("index", "rebuild", "--json", **with_database)
    assert (rebuilt.code, rebuilt.lines) == (0, [{"documents": 1}]), rebuilt.err
    assert generations.current(home.index) != before
    assert vitrine("index", "diff", "--json", **with_database).code == 0
    assert [line["total"] for line in vitrine("search", "餐厅", "--json", **with_database).lines] == [1]
    second.engine.dispose()


@pytest.mark.usefixtures("database")
def test_doctor_finds_what_drifted_and_a_broken_index_and_asks_for_the_work(
        home: Any, take: Callable[..., Any], made_photo: Callable[..., Path], worker: Any, clock: Any,
        found: Callable[..., list[int]]) -> None:
    def drifted(*, repair: bool = False) -> list[str]:
        report = doctor.examine(home, level="normal", repair=repair, now=clock())
        return [one.thing for one in report.findings if one.kind == "drift"]

    take(made_photo("IMG_1.JPG"))
    worker.drain()
    assert (drifted(), found(home, "img")) == ([], [1])
    writer.apply(home.index, [], [1])
    assert drifted(repair=True) == ["V1"]
    worker.drain()
    assert (drifted(), found(home, "img")) == ([], [1])
    with home.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE vitrine_search.parts SET gone = 'abc'")
        connection.exec_driver_sql("UPDATE vitrine_search.pointer SET stamp = stamp + 1")
    assert drifted(repair=True) == ["index"]
    worker.drain()
    assert (drifted(), found(home, "img")) == ([], [1])
