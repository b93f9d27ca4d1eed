"""The search engine goes with the size of the library, by itself: beside the live index, told in the log and by doctor."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from index.catalogue.visibility import EVERYTHING
from index.search import choosing, generations
from index.search.search import search
from server import doctor


def told(home: Any, now: datetime) -> list[str]:
    report = doctor.examine(home, level="quick", repair=False, now=now)
    return [one.en for one in report.findings if one.kind == "search-engine"]


def engine_of(home: Any) -> str:
    generation = generations.current(home.index)
    assert generation is not None
    return generation.engine


@pytest.mark.parametrize(("count", "now", "expected"), [
    (5000, None, "whoosh"), (5000, "whoosh", "whoosh"), (5001, "whoosh", "tantivy"), (5001, None, "tantivy"),
    (4001, "tantivy", "tantivy"), (4000, "tantivy", "whoosh")])
def test_size_decides_and_a_library_at_the_limit_does_not_go_to_and_fro(count: int, now: str | None, expected: str) -> None:
    assert choosing.fitting("auto", count, now) == expected
    assert choosing.fitting("whoosh", count, now) == "whoosh"
    assert choosing.fitting("auto", count, now, shared=True) == "postgresql"
    assert choosing.fitting("tantivy", count, now, shared=True) == "tantivy"


def test_a_library_that_grows_changes_its_engine_and_says_so(
        home: Any, take: Callable[..., Any], worker: Any, made_photo: Callable[..., Path],
        monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    take(made_photo("IMG_1.JPG"))
    worker.drain()
    assert engine_of(home) == "whoosh"
    assert told(home, datetime.now(UTC)) == []
    monkeypatch.setattr(choosing, "SMALL", 1)
    take(made_photo("IMG_2.JPG"))
    assert "is to become tantivy" in told(home, datetime.now(UTC))[0]
    with caplog.at_level(logging.WARNING):
        worker.drain()
    assert engine_of(home) == "tantivy"
    assert "The search engine is now tantivy, no longer whoosh, for 2 assets." in caplog.text
    assert "became tantivy" in told(home, datetime.now(UTC))[0]
    assert told(home, datetime.now(UTC) + timedelta(days=8)) == []
    found = search(home.index, "img", limit=9, now=datetime.now(UTC), viewer_filter=EVERYTHING)
    assert sorted(hit.asset_id for hit in found.hits) == [1, 2]
    take(made_photo("IMG_3.JPG"))
    worker.drain()
    assert engine_of(home) == "tantivy"
    assert search(home.index, "img", limit=9, now=datetime.now(UTC), viewer_filter=EVERYTHING).total == 3
