"""Moves of review, and what somebody reads of notices after a round of the worker."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from index.catalogue.lifecycle import Verb
from index.db import reading
from server.notices import lists, rounds
from server.notices.tongue import Tongue
from server.review.service import Order, act


@pytest.fixture
def move(home: Any, clock: Any) -> Callable[..., None]:
    """Return a function that carries out a move: (actor, verb, asset, channel="screens", reason="")."""

    def one(actor: Any, verb: str, asset: int, channel: str = "screens", reason: str = "") -> None:
        act(home.engine, actor, Order(Verb(verb), channel, reason), asset, now=clock())

    return one


@pytest.fixture
def read(home: Any, clock: Any) -> Callable[..., list[Any]]:
    """Return a function that has the worker look and gives somebody's notices, the latest first: (actor, language)."""

    def lines(actor: Any, language: str = "zh_CN") -> list[Any]:
        rounds.follow(home, clock())
        with reading(home.engine) as session:
            days, _more = lists.days(session, actor, Tongue(language, home.settings.zone), clock())
        return [line for day in days for line in day.lines]

    return lines


@pytest.fixture
def kinds(read: Callable[..., list[Any]]) -> Callable[[Any], list[str]]:
    """Return a function that gives the kinds of somebody's notices, the latest first."""
    return lambda actor: [line.kind for line in read(actor)]
