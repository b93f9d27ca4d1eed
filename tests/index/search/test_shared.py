"""The index in the catalogue's database: several hosts, each with a home of its own, search and write the same one."""

from __future__ import annotations

import random
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from index.catalogue.visibility import EVERYTHING
from index.errors import JobFailed
from index.search import engines, generations, reader, shared, writer
from index.search.documents import SearchDocument
from index.search.drift import contents
from index.search.index_home import IndexHome
from index.search.rebuild import rebuild
from index.search.results import Results
from index.search.search import search

Make = Callable[..., SearchDocument]
Ids = Callable[[IndexHome, str], list[int]]
pytestmark = pytest.mark.usefixtures("engine")


@pytest.fixture
def engine() -> str:
    return engines.SHARED


@pytest.fixture
def other(home: IndexHome, tmp_path: Path) -> IndexHome:
    """Another host's home on the same catalogue."""
    host = IndexHome(tmp_path / "other", home.catalogue)
    host.folder.mkdir(parents=True)
    return host


@pytest.fixture
def ids(now: Any) -> Ids:
    def found(home: IndexHome, query: str) -> list[int]:
        results = search(home, query, limit=5000, now=now, viewer_filter=EVERYTHING)
        assert results.notes == ()
        return [hit.asset_id for hit in results.hits if not hit.near]

    return found


def test_hosts_see_one_another_s_changes_at_the_next_request(home: IndexHome, other: IndexHome, document: Make,
                                                             ids: Ids) -> None:
    writer.apply(home, [document(1, "食堂"), document(2, "宿舍")], engine=engines.SHARED)
    assert ids(other, "食堂") == ids(home, "食堂") == [1]
    writer.apply(other, [document(2, "食堂夜景")], [1])
    assert ids(home, "食堂") == ids(other, "食堂") == [2]
    assert ids(home, "宿舍") == []
    rebuild(other, [document(3, "食堂")], engine=engines.SHARED)
    assert ids(home, "食堂") == ids(other, "食堂") == [3]
    assert contents(home).keys() == contents(other).keys() == {3}


def test_only_one_host_writes_at_a_time(home: IndexHome, other: IndexHome, document: Make) -> None:
    with generations.writing(other), pytest.raises(JobFailed) as refused:
        writer.apply(home, [document(1, "食堂")], engine=engines.SHARED)
    assert not refused.value.permanent


def test_what_a_host_keeps_is_a_copy_that_may_go_or_break(home: IndexHome, other: IndexHome, document: Make,
                                                          ids: Ids) -> None:
    rebuild(home, [document(i, "食堂") for i in range(1, 40)], engine=engines.SHARED)
    assert len(ids(other, "食堂")) == 39
    [copy] = other.folder.glob("*/*.columns")
    for spoil in (copy.unlink, lambda: copy.write_bytes(copy.read_bytes()[:100]), lambda: shutil.rmtree(other.folder)):
        spoil()
        reader._forget()
        assert len(ids(other, "食堂")) == 39
    shutil.rmtree(home.folder)
    for number in range(20):
        writer.apply(home, [document(number + 1, "宿舍")])
        assert len(ids(other, "宿舍")) == number + 1
    snapshot = reader.snapshot(other)
    assert snapshot is not None
    assert len(list(other.folder.glob("*/*.columns"))) == len(snapshot.segments), "copies of folded parts are gone"
    shutil.rmtree(home.folder)
    rebuild(home, [document(1, "宿舍")], engine=engines.SHARED)
    assert ids(other, "宿舍") == ids(home, "宿舍") == [1]


def test_a_search_that_has_begun_ends_on_what_it_began_with(home: IndexHome, other: IndexHome, document: Make) -> None:
    """Terms are asked for late: what took the place of a part, or of the whole index, must not take the old one away."""
    rebuild(home, [document(i, "食堂") for i in range(1, 12)], engine=engines.SHARED)
    begun = reader.snapshot(other)
    assert begun is not None
    for number in range(1, 12):
        writer.apply(home, [document(number, "宿舍")])
    rebuild(home, [document(1, "操场")], engine=engines.SHARED)
    rebuild(home, [document(1, "操场")], engine=engines.SHARED)
    assert begun.documents("title", "食堂").size == 11


def test_what_nobody_reads_any_more_leaves_the_database(home: IndexHome, document: Make, ids: Ids,
                                                        monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared, "GRACE_S", 0.0)
    for number in range(30):
        writer.apply(home, [document(number % 7, f"第{number}版")], engine=engines.SHARED)
    assert len(ids(home, "版")) == 7
    with home.database.connect() as connection:
        parts = set(connection.scalars(text("SELECT id FROM vitrine_search.parts WHERE retired_at IS NULL")))
        for table in ("documents", "terms", "pieces"):
            assert set(connection.scalars(text(f"SELECT DISTINCT part FROM vitrine_search.{table}"))) <= parts
        assert len(parts) <= 9


def test_an_index_that_was_never_read_goes_with_the_next(home: IndexHome, document: Make, ids: Ids) -> None:
    writer.apply(home, [document(1, "食堂")], engine=engines.SHARED)

    def breaks() -> Iterator[SearchDocument]:
        yield document(2, "宿舍")
        raise ConnectionError("the host went away")

    with pytest.raises(ConnectionError):
        rebuild(home, breaks(), engine=engines.SHARED)
    left = generations.new(home, engines.SHARED)  # as a host leaves it that was killed before it could tidy
    assert ids(home, "") == [1]
    rebuild(home, [document(3, "操场")], engine=engines.SHARED)
    assert ids(home, "") == [3]
    assert left.name not in generations.names(home)


def test_a_database_restored_without_the_rows_of_its_index_has_one_again(home: IndexHome, document: Make, ids: Ids) -> None:
    writer.apply(home, [document(1, "食堂")], engine=engines.SHARED)
    assert ids(home, "食堂") == [1]
    with home.database.begin() as connection:
        for table in ("pointer", "generations", "parts", "pieces", "documents", "terms"):
            connection.execute(text(f"TRUNCATE vitrine_search.{table}"))
    assert generations.needs_rebuild(home)
    rebuild(home, [document(1, "食堂")], engine=engines.SHARED)
    assert (ids(home, "食堂"), generations.needs_rebuild(home)) == ([1], False)


def test_one_host_s_own_engine_takes_over_and_gives_back(home: IndexHome, other: IndexHome, document: Make, ids: Ids) -> None:
    rebuild(home, [document(1, "食堂")], engine=engines.LARGE)
    assert ids(home, "食堂") == [1]
    assert generations.current(other) is None, "a folder is one host's"
    rebuild(other, [document(1, "食堂"), document(2, "食堂")], engine=engines.SHARED)
    assert sorted(ids(home, "食堂")) == sorted(ids(other, "食堂")) == [1, 2]
    generation = generations.current(home)
    assert generation is not None
    assert (generation.engine, generations.needs_rebuild(home)) == (engines.SHARED, False)
    rebuild(home, [document(3, "食堂")], engine=engines.SMALL)
    assert ids(home, "食堂") == [3]
    rebuild(home, [document(4, "食堂")], engine=engines.SHARED)
    assert ids(other, "食堂") == [4]
    changed = generations.changed(generations.current(other) or generation)
    assert changed is not None
    assert changed[0] == engines.SMALL


def test_readers_of_one_host_see_whole_states_while_another_writes(home: IndexHome, other: IndexHome, document: Make,
                                                                   ids: Ids) -> None:
    """Each batch gives all ten one title, and each rebuild does: two titles at once would be a mixture."""
    rebuild(home, [document(i, "第0版") for i in range(10)], engine=engines.SHARED)
    done, odd = threading.Event(), []

    def read() -> None:
        while not done.is_set():
            snapshot = reader.snapshot(other)
            if snapshot is None or len({snapshot.columns.texts["title"][n] for n in snapshot.alive.nonzero()[0]}) != 1:
                odd.append(snapshot)
            if len(ids(other, "版")) != 10:
                odd.append("few")

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        for version in range(1, 25):
            documents = [document(i, f"第{version}版") for i in range(10)]
            if version % 6:
                writer.apply(home, documents)
            else:
                rebuild(home, documents, engine=engines.SHARED)
    finally:
        done.set()
        for thread in threads:
            thread.join()
    assert odd == []


QUERIES = ("食堂", "图书馆 志愿者", '"食堂开放日"', "can", "libary", "dsc0", "zhangsan", "shitang", "堂", "量子食堂馆",
           "食堂 评分:>=3", "-食堂 library", "IMG_0042 OR 夜景", "食堂食堂 后勤运动")
WORDS = ("食堂", "开放日", "图书馆", "志愿者", "library", "Library", "canon", "IMG_0042", "运动会", "夜景", "后勤",
         "食堂食堂")


def test_every_engine_gives_the_same_answers(home: IndexHome, tmp_path: Path, document: Make, now: Any) -> None:
    """Words, beginnings, sounds, typing errors, phrases and near ones, in batches that replace and remove, then built anew.

    Between, scores may differ a little: they count what is dead and not folded yet, and Whoosh folds at other times.
    """
    def answers(query: str, engine: str) -> Results:
        return search(homes[engine], query, limit=80, now=now, viewer_filter=EVERYTHING)

    chance = random.Random(7)
    homes = {engines.SHARED: home, engines.SMALL: IndexHome(tmp_path / "small"), engines.LARGE: IndexHome(tmp_path / "large")}
    truth: dict[int, SearchDocument] = {}
    for batch in range(1, 7):
        documents = [document(chance.randrange(7, 60), " ".join(chance.choices(WORDS, k=3)), people=("张三丰",),
                              caption="".join(chance.choices(WORDS, k=6)), rating=chance.randrange(1, 6),
                              file_names=(f"DSC0{chance.randrange(1000, 9999)}.JPG",)) for _ in range(12)]
        documents.append(document(batch, "食堂"))
        truth = truth | {one.asset_id: one for one in documents}
        truth.pop(batch - 1, None)
        for name, one in homes.items():
            writer.apply(one, documents, [batch - 1], engine=name)
    for query in QUERIES:
        ours, small, large = (answers(query, name) for name in homes)
        assert ours.total == small.total == large.total, query
        assert ours.facets == small.facets == large.facets, query
        assert ours.hits == large.hits, query
    for name, one in homes.items():
        rebuild(one, [truth[asset_id] for asset_id in sorted(truth)], engine=name)
    for query in QUERIES:
        ours, small, large = (answers(query, name) for name in homes)
        assert ours.hits, query
        assert ours.hits == small.hits == large.hits, query
        assert ours.facets == small.facets == large.facets, query


def test_an_edit_is_found_by_another_host_within_two_seconds(home: IndexHome, other: IndexHome, document: Make,
                                                             ids: Ids) -> None:
    rebuild(home, (document(i, "食堂开放日", caption="学生参观后厨。" * 5) for i in range(1, 1001)), engine=engines.SHARED)
    assert len(ids(other, "后厨")) == 1000
    began = time.monotonic()
    writer.apply(home, [document(7, "改动词")])
    assert ids(other, "改动词") == [7]
    assert time.monotonic() - began < 2
