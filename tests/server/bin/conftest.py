"""Some photos of the canteen for the bin's tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from index.catalogue.lifecycle import Verb
from server.bin import deleting, service
from server.review.service import Order, act


@pytest.fixture
def published(home: Any, cast: Any, clock: Any, photo: Callable[..., int]) -> int:
    """A photo that is on the screens."""
    asset = photo(name="IMG_7000.JPG")
    for verb, actor in ((Verb.SUBMIT, cast.photographer), (Verb.APPROVE, cast.reviewer), (Verb.APPROVE, cast.editor)):
        act(home.engine, actor, Order(verb, "screens"), asset, now=clock())
    return asset


@pytest.fixture
def erased(home: Any, cast: Any, clock: Any, worker: Any) -> Callable[..., None]:
    """Return a function that has two people of the office delete assets for good: (assets, drain=True)."""

    def do(*assets: int, drain: bool = True) -> None:
        put = service.put(home.engine, cast.editor, assets, "拍糊了", now=clock())
        assert put.refused == ()
        assert deleting.propose(home, cast.editor, assets, "本人要求", now=clock()).done == assets
        assert deleting.confirm(home, cast.second_editor, assets, now=clock()).done == assets
        if drain:
            worker.drain()

    return do
