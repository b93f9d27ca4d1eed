"""Search: how quickly an index is built, and how soon it answers."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

from tests.bench import material
from tests.bench.measure import Row, interleaved, rows

QUERIES = {"word": "食堂", "one character": "湖", "two words": "图书馆 志愿者", "phrase": '"第二食堂开放日"',
           "prefix (Latin)": "cano", "filter": "kind:video", "word and filter": "运动会 kind:photo",
           "nothing found": "量子计算机房", "everything": ""}


def measure(folder: Path, count: int, *, rounds: int, seconds: float) -> list[Row]:
    """Return the build's rate and the time of each kind of query, at ``count`` assets."""
    from index.catalogue.visibility import EVERYTHING, ViewerFilter
    from index.search import rebuild as rebuilding
    from index.search.index_home import IndexHome
    from index.search.search import search

    part, home = f"search {count:,}", IndexHome(folder)
    started = time.perf_counter()
    rebuilding.rebuild(home, material.documents(count))
    built = time.perf_counter() - started
    now = material.START + timedelta(days=4000)

    def ask(text: str, viewer: ViewerFilter = EVERYTHING, *, facets: bool = True) -> None:
        search(home, text, limit=60, now=now, viewer_filter=viewer, facets=facets)

    started = time.perf_counter()
    ask("食堂")
    first = time.perf_counter() - started
    candidates: dict[str, Callable[[], None]] = {name: partial(ask, text) for name, text in QUERIES.items()}
    candidates["word, without facets"] = partial(ask, QUERIES["word"], facets=False)
    candidates["word, as a contributor"] = partial(ask, QUERIES["word"], ViewerFilter(False, frozenset({3}), 7))
    samples = interleaved(candidates, rounds=rounds, seconds=seconds)
    return [Row(part, "build", "assets/s", count / built), Row(part, "first query (opens the index)", "ms", first * 1000),
            *rows(part, samples, unit="ms", scale=1000, against="word")]
