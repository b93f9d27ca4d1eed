from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import text as sql

from index.errors import JobFailed
from index.search import generations, merging, reader, rows, shared, writer
from index.search.documents import SearchDocument
from index.search.drift import contents
from index.search.index_home import IndexHome
from index.search.rebuild import rebuild
from index.search.results import Results

Make = Callable[..., SearchDocument]
Put = Callable[..., None]
Ask = Callable[..., Results]
Found = Callable[..., list[int]]
Child = Callable[[Callable[[], object]], int]


def test_changes_are_seen_at_the_next_request(put: Put, document: Make, found: Found) -> None:
    put(document(1, "食堂"), document(2, "宿舍"))
    assert found("食堂") == [1]
    put(document(2, "食堂夜景"))
    assert set(found("食堂")) == {1, 2}
    assert found("宿舍") == []
    put(document(1, "操场"), remove=(2,))
    assert found("食堂") == []
    assert found("操场") == [1]
    put(remove=(1, 99))
    assert found("") == []


def test_the_last_of_one_batch_counts(put: Put, document: Make, found: Found) -> None:
    put(document(1, "食堂"), document(1, "宿舍"))
    assert (found("食堂"), found("宿舍")) == ([], [1])


def test_many_small_batches_stay_few_segments_and_right(home: IndexHome, put: Put, document: Make, found: Found) -> None:
    chance = random.Random(3)
    truth: dict[int, str] = {}
    for _ in range(60):
        ids = chance.sample(range(1, 40), 3)
        batch = {i: chance.choice(["食堂", "宿舍", "操场"]) for i in ids[:2]}
        put(*(document(i, title) for i, title in batch.items()), remove=(ids[2],))
        truth.update(batch)
        truth.pop(ids[2], None)
    for word in ("食堂", "宿舍", "操场"):
        assert set(found(word)) == {i for i, title in truth.items() if title == word}
    snapshot = reader.snapshot(home)
    assert snapshot is not None
    assert len(snapshot.segments) <= merging.MOST + 1


def test_contents_tell_what_has_drifted(home: IndexHome, put: Put, document: Make) -> None:
    put(document(1, "食堂"), document(2, "宿舍"))
    put(document(2, "宿舍检修"), remove=(1,))
    assert contents(home) == {2: rows.digest(document(2, "宿舍检修"))}
    assert rows.digest(document(2, "宿舍")) != rows.digest(document(2, "宿舍检修"))


def test_a_rebuild_holds_what_it_was_given_and_flips(home: IndexHome, engine: str, put: Put, document: Make,
                                                     found: Found) -> None:
    put(document(1, "食堂"))
    assert generations.needs_rebuild(home)
    told: list[int] = []
    assert rebuild(home, (document(i, "宿舍") for i in range(1, 1101)), engine=engine, progress=told.append) == 1100
    assert told == [500, 1000]
    assert not generations.needs_rebuild(home)
    assert found("食堂") == []
    assert len(found("宿舍", limit=2000)) == 1100


def test_a_rebuild_that_breaks_leaves_the_live_index(home: IndexHome, engine: str, put: Put, document: Make,
                                                     found: Found) -> None:
    put(document(1, "食堂"))
    before = generations.current(home)

    def broken() -> Iterator[SearchDocument]:
        yield document(2, "宿舍")
        raise ConnectionError("the catalogue went away")

    with pytest.raises(ConnectionError):
        rebuild(home, broken(), engine=engine)
    assert generations.current(home) == before
    assert found("") == [1]
    assert before is not None
    assert generations.names(home) == {before.name}


def test_old_generations_go(home: IndexHome, engine: str, document: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared, "GRACE_S", 0.0)
    for _ in range(4):
        rebuild(home, [document(1, "食堂")], engine=engine)
    assert len(generations.names(home)) == 2


def test_readers_always_see_one_whole_index_while_it_is_rebuilt(home: IndexHome, engine: str, document: Make,
                                                                ask: Ask) -> None:
    """Each rebuild has one more document and a word of its own: a mixture of two would show."""
    rebuild(home, [document(1, "第1版", event="版1")], engine=engine)
    done, odd = threading.Event(), []

    def read() -> None:
        while not done.is_set():
            results = ask("版", limit=100)
            whole = results.total and len(results.hits) == results.total
            if results.notes or not whole or len(results.facets["event"]) != 1:
                odd.append(results)

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        for size in range(2, 14):
            rebuild(home, [document(i, f"第{size}版", event=f"版{size}") for i in range(1, size + 1)], engine=engine)
    finally:
        done.set()
        for thread in threads:
            thread.join()
    assert odd == []
    assert ask("版").total == 13


def test_only_one_writes(home: IndexHome, engine: str, document: Make) -> None:
    with generations.writing(home), pytest.raises(JobFailed) as refused:
        writer.apply(home, [document(1, "食堂")])
    assert not refused.value.permanent
    with generations.writing(home), pytest.raises(JobFailed):
        rebuild(home, [], engine=engine)


@pytest.mark.parametrize("text", ["", "whoosh-0-abcdef\n", "../elsewhere\n", "whoosh-1-gone\n", "\x00\xff"])
def test_a_current_that_names_nothing_of_ours_is_no_index(home: IndexHome, engine: str, put: Put, document: Make,
                                                          ask: Ask, text: str) -> None:
    put(document(1, "食堂"))
    if home.catalogue is None:
        (home.folder / "CURRENT").write_text(text, encoding="latin-1")
    else:
        with home.catalogue.begin() as connection:
            connection.execute(sql("UPDATE vitrine_search.pointer SET generation = :name"), {"name": text.replace("\0", "?")})
    assert generations.needs_rebuild(home)
    assert [note.reason.code for note in ask("食堂").notes] == ["no-index"]
    rebuild(home, [document(1, "食堂")], engine=engine)
    assert ask("食堂").total == 1


def test_what_a_crash_leaves_behind_does_no_harm(home: IndexHome, engine: str, put: Put, document: Make,
                                                 found: Found) -> None:
    put(document(1, "食堂"))
    (home.folder / "CURRENT.new").write_text("whoosh-1-half")
    generations.new(home, engine)
    assert found("食堂") == [1]
    put(document(2, "食堂"))
    rebuild(home, [document(2, "食堂")], engine=engine)
    assert found("食堂") == [2]


def once_free(write: Callable[[], object]) -> None:
    """Write as a worker does, again where the index is held: a database notices after a moment that a writer died."""
    for _ in range(100):
        try:
            write()
        except JobFailed:
            time.sleep(0.02)
        else:
            return
    write()


def test_killed_at_any_moment_the_index_is_whole(home: IndexHome, engine: str, put: Put, document: Make, ask: Ask,
                                                 found: Found, in_child: Child) -> None:
    """Each batch replaces all ten titles: an index between two batches would hold two kinds of them."""
    def write_on() -> None:
        for version in range(1, 10_000):
            writer.apply(home, [document(i, f"第{version}版") for i in range(10)], engine=engine)

    put(*(document(i, "第0版") for i in range(10)))
    for wait in (0.02, 0.05, 0.09, 0.14, 0.2):
        child = in_child(write_on)
        time.sleep(wait)
        os.kill(child, signal.SIGKILL)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL, "it wrote until then"
        results = ask("版")
        assert (results.total, results.notes) == (10, ())
        once_free(lambda: put(*(document(i, "第0版") for i in range(10))))
        assert len(found("第0版")) == 10


def test_killed_in_the_middle_of_a_rebuild_the_live_index_stays(home: IndexHome, engine: str, put: Put, document: Make,
                                                                found: Found, in_child: Child) -> None:
    put(document(1, "食堂"))

    def fatal() -> Iterator[SearchDocument]:
        yield document(2, "宿舍")
        os._exit(9)

    child = in_child(lambda: rebuild(home, fatal(), engine=engine))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    assert found("") == [1]
    once_free(lambda: rebuild(home, [document(3, "操场")], engine=engine))
    assert found("") == [3]
    assert len(generations.names(home)) == 2


def test_a_child_opens_its_own_index(put: Put, document: Make, found: Found, in_child: Child) -> None:
    put(document(1, "食堂"))
    assert found("食堂") == [1]
    child = in_child(lambda: not reader._shelf._snapshots and found("食堂") == [1])
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
