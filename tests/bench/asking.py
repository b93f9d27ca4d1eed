"""Search as people ask: 200 queries with filters, facets and orders, each engine at its size, beside bare tantivy."""

from __future__ import annotations

import json
import random
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from index.db import make_engine
from index.search import engines
from index.search.index_home import IndexHome
from tests.bench import bare, material
from tests.bench.measure import Row, percentile
from tests.support import postgresql

CAPTIONS = Path(__file__).parents[2].parent / "shared" / "media" / "zhsearch"
QUERIES = 200
SORTS = ("relevance", "relevance", "newest", "uploaded")


@dataclass(frozen=True, slots=True)
class Asked:
    """One query: its words, and the filters that the language and bare tantivy both know."""

    words: tuple[str, ...]
    kind: str = ""
    camera: str = ""
    year: str = ""
    sort: str = "relevance"

    @property
    def text(self) -> str:
        camera = self.camera.replace(" ", "")
        return " ".join([*self.words, *([f"kind:{self.kind}"] if self.kind else []),
                         *([f"camera:{camera}"] if camera else []), *([f"captured:{self.year}"] if self.year else [])])


def captions(count: int) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield title, caption and keywords of the bench's documents."""
    return ((one.title, one.caption, one.keywords) for one in documents(count))


def documents(count: int) -> Iterator[Any]:
    """Yield the bench's documents with captions that people wrote, two in each, where the shared ones are there."""
    captions = [json.loads(line)["text"] for line in _lines("coco-cn-words.docs.jsonl")]
    chance = random.Random(20261128)
    for one in material.documents(count):
        if captions:
            first, second = chance.choice(captions), chance.choice(captions)
            yield replace(one, title=first[:24], caption=f"{first}。{second}", keywords=one.keywords[:2])
        else:
            yield one


def queries() -> list[Asked]:
    """Return 200 queries: words of two characters that captions hold, alone, in twos, and with filters."""
    words = [json.loads(line)["q"] for line in _lines("coco-cn-words.queries.jsonl")] or [*material.WORDS, *material.DOINGS]
    chance = random.Random(5)
    found = []
    for number in range(QUERIES):
        several = tuple(chance.sample(words, 2 if number % 4 == 1 else 1))
        found.append(Asked(several, kind=chance.choice(("photo", "video")) if number % 4 == 2 else "",
                           camera=chance.choice(material.CAMERAS) if number % 8 == 3 else "",
                           year=chance.choice(("2026", "2027")) if number % 8 == 7 else "", sort=SORTS[number // 2 % 4]))
    return found


@contextmanager
def _index_home(folder: Path, engine: str) -> Iterator[IndexHome]:
    """Give an empty home; for the engine on PostgreSQL with a server that is started for it, as tests start theirs."""
    if engine != engines.SHARED:
        yield IndexHome(folder / "home")
        return
    place = postgresql.start()
    try:
        server = postgresql.Postgres(place)
        postgresql.fill_template(server)
        home = IndexHome(folder / "home", make_engine(server.url("vitrine_template")))
        home.folder.mkdir(parents=True)
        yield home
        home.database.dispose()
    finally:
        postgresql.stop(place)


def measure(folder: Path, count: int, engine: str, *, limit_ms: int, against_bare: bool) -> list[Row]:
    """Return the build's rate, what queries take at first and later, what an edit takes, and the ratio to bare tantivy."""
    with _index_home(folder, engine) as home:
        other = bare.Index(folder / "bare", documents(count)) if against_bare else None
        return _measured(home, count, engine, other, f"p95 < {limit_ms} ms" + (", ratio <= 3" if other else ""))


def _measured(home: IndexHome, count: int, engine: str, other: bare.Index | None, wanted: str) -> list[Row]:
    from index.catalogue.visibility import ViewerFilter
    from index.search import rebuild as rebuilding
    from index.search.search import search

    part = f"search {count:,} {engine}"
    began = time.perf_counter()
    rebuilding.rebuild(home, documents(count), engine=engine)
    built = time.perf_counter() - began
    viewer = ViewerFilter(False, frozenset({3, 4}), 7, published=True)
    now = material.START + timedelta(days=40_000)

    def ask(one: Asked) -> int:
        return search(home, one.text, limit=60, now=now, viewer_filter=viewer, sort=one.sort).total

    asked = queries()

    def both() -> list[tuple[float, float]]:
        return [(_timed(ask, one), _timed(other.ask, one) if other else 0.0) for one in asked]

    first = both()
    edited = _edit(home, count, part)
    later = [both() for _ in range(5)]
    return [Row(part, "build", "assets/s", count / built, asked=">= 3,000" if engine == "tantivy" else None), edited,
            *_compared(part, "200 queries, each for the first time", [first], wanted),
            *_compared(part, "200 queries, with facets", later, wanted)]


def _compared(part: str, what: str, rounds: list[list[tuple[float, float]]], wanted: str) -> list[Row]:
    """Return a line for ours and one for bare tantivy's, where it was asked: the median of each query's times, in ms."""
    ours, bares = ([statistics.median(times) for times in zip(*([pair[who] for pair in one] for one in rounds), strict=True)]
                   for who in (0, 1))
    if not any(bares):
        return [Row(part, what, "ms", statistics.median(ours), percentile(ours, 95), len(ours), asked=wanted)]
    ratio = statistics.median(a / b for a, b in zip(ours, bares, strict=True))
    return [Row(part, what, "ms", statistics.median(ours), percentile(ours, 95), len(ours), ratio, "bare tantivy", wanted),
            Row(part, f"{what}: bare tantivy", "ms", statistics.median(bares), percentile(bares, 95), len(bares))]


def _edit(home: IndexHome, count: int, part: str) -> Row:
    """Time from a changed document in hand until a search finds it, with the index open."""
    from index.catalogue.visibility import EVERYTHING
    from index.search import writer
    from index.search.search import search

    times = []
    for number, one in zip(range(7), documents(count), strict=False):
        word = f"改动词{number}"
        began = time.perf_counter()
        writer.apply(home, [replace(one, title=word)])
        assert search(home, word, limit=5, now=material.START, viewer_filter=EVERYTHING).total == 1
        times.append((time.perf_counter() - began) * 1000)
    return Row(part, "one edit, until it is found", "ms", statistics.median(times), max(times), len(times),
               asked="< 2,000 ms")


def _timed(ask: Callable[[Asked], Any], one: Asked) -> float:
    began = time.perf_counter()
    ask(one)
    return (time.perf_counter() - began) * 1000


def _lines(name: str) -> list[str]:
    path = CAPTIONS / name
    return path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
