"""Moves of review, and what somebody reads of notices after a round of the worker."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import outside
import pytest
from sqlalchemy import select

from index.catalogue.deliveries import Delivery
from index.catalogue.lifecycle import Verb
from index.db import reading
from server.notices import choices, lists, rounds, sending, setup
from server.notices.tongue import Tongue
from server.review.service import Order, act


@pytest.fixture
def move(home: Any, clock: Any) -> Callable[..., None]:
    """Return a function that carries out a move: (actor, verb, item, channel="screens", reason="")."""

    def one(actor: Any, verb: str, item: Any, channel: str = "screens", reason: str = "") -> None:
        act(home.engine, actor, Order(Verb(verb), channel, reason), item, now=clock())

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


@pytest.fixture
def http() -> Any:
    """A server of HTTP outside."""
    with outside.Http() as one:
        yield one


@pytest.fixture
def smtp() -> Any:
    """A server of SMTP outside."""
    with outside.Smtp() as one:
        yield one


@pytest.fixture
def way(home: Any, cast: Any, clock: Any) -> Callable[..., int]:
    """Return a function that sets a way up: (means, options, secrets) -> id."""

    def one(means: str, options: Any, secrets: Any = None) -> int:
        return setup.save(home, cast.administrator, setup.Wish(means, means, True, options, secrets or {}), now=clock())

    return one


@pytest.fixture
def reach(home: Any) -> Callable[..., None]:
    """Return a function that lets somebody be told of one kind by these ways: (actor, ways, kind="desk", **where)."""

    def one(actor: Any, ways: set[str], kind: str = "desk", **where: Any) -> None:
        given = {"mail": "r@example.edu", "phone": "13800000000", "wecom": "li.lei"} | where
        choices.choose(home.engine, actor, choices.Reach(**given), {kind: ways})

    return one


@pytest.fixture
def sent(home: Any, clock: Any) -> Callable[..., int]:
    """Return a function that lets the time pass in which notices gather, and has the worker send: () -> messages."""

    def one(**later: float) -> int:
        rounds.follow(home, clock())
        clock.turn(**(later or {"minutes": 3}))
        return sending.send_due(home, clock)

    return one


@pytest.fixture
def deliveries(home: Any) -> Callable[[], list[Any]]:
    """Return a function that gives what is in the outbox: [(state, tries, error)]."""

    def all_of_them() -> list[Any]:
        with reading(home.engine) as session:
            return [(one.state, one.tries, one.error) for one in session.scalars(select(Delivery).order_by(Delivery.id))]

    return all_of_them
