"""A process of the web server is warm before anybody searches, and says nothing of a damaged index meanwhile."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from index.search import generations, sounds
from server.library import warming
from server.library.describe import Edit, describe


@pytest.fixture(autouse=True)
def _thawed() -> Iterator[None]:
    yield
    gc.unfreeze()


def test_the_sounds_of_titles_are_known_and_what_is_there_is_no_longer_looked_through(
        photo: Callable[..., int], home: Any, cast: Any, clock: Any, worker: Any) -> None:
    describe(home.engine, cast.photographer, photo(), Edit(title="校运动会"), now=clock())
    worker.drain()
    sounds.readings.cache_clear()
    warming.begin(home.index).join()
    looked_up = sounds.readings.cache_info().misses
    assert sounds.readings("运") == ("yun",)
    assert (sounds.readings.cache_info().misses, looked_up) == (4, 4)
    assert gc.get_freeze_count() > 10_000


def test_a_damaged_index_is_left_to_the_search_that_needs_it(photo: Callable[..., int], home: Any, worker: Any,
                                                             caplog: pytest.LogCaptureFixture) -> None:
    photo()
    worker.drain()
    generation = generations.current(home.index)
    assert generation is not None
    for file in (one for one in generation.folder.rglob("*") if one.is_file()):
        file.write_bytes(b"no index")
    warming.begin(home.index).join()
    assert "cannot be opened yet" in caplog.text


def test_a_home_without_an_index_is_warm_too(home: Any) -> None:
    sounds.readings.cache_clear()
    gc.unfreeze()
    warming.begin(home.index).join()
    assert (sounds.readings.cache_info().currsize > 0, gc.get_freeze_count() > 0) == (True, True)
