"""A receiver outside, and a webhook that posts there."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

import outside
import pytest
from sqlalchemy import select

from index.catalogue.lifecycle import Verb
from index.catalogue.webhooks import WebhookDelivery
from index.db import reading
from server.review.service import Order, act
from server.webhooks import queueing, sending, service
from server.webhooks.events import KINDS


@pytest.fixture
def inside(home: Any) -> Any:
    """The home, whose setting lets webhooks reach this machine; with the public address that bodies name."""
    settings = dataclasses.replace(home.settings, webhooks_inside="127.0.0.0/8", public_url="https://media.example.edu")
    return dataclasses.replace(home, settings=settings)


@pytest.fixture
def http() -> Iterator[Any]:
    with outside.Http({"/hook": [(204, "", {})]}) as one:
        yield one


@pytest.fixture
def hook(inside: Any, cast: Any, clock: Any, http: Any) -> tuple[int, str]:
    """A webhook that is told everything: its number and its secret."""
    return service.add(inside, cast.administrator, service.Wish("官网", f"{http.address}/hook", KINDS), now=clock())


@pytest.fixture
def published(home: Any, cast: Any, clock: Any) -> Callable[..., None]:
    """Return a function that has an item go its whole way on a channel."""

    def one(item: Any, channel: str = "site") -> None:
        for who, verb in ((cast.photographer, "submit"), (cast.reviewer, "approve"), (cast.editor, "approve")):
            act(home.engine, who, Order(Verb(verb), channel), item, now=clock())

    return one


@pytest.fixture
def tell(inside: Any, clock: Any) -> Callable[..., int]:
    """Return a function that lets time pass and has the worker's round done; it returns how many deliveries were taken."""

    def one(**later: float) -> int:
        if later:
            clock.turn(**later)
        queueing.follow(inside, clock())
        return sending.send_due(inside, clock)

    return one


@pytest.fixture
def deliveries(home: Any) -> Callable[[], list[Any]]:
    """Return a function that gives the deliveries: [(kind, state, tries, status)]."""

    def all_of_them() -> list[Any]:
        with reading(home.engine) as session:
            return [(one.kind, one.state, one.tries, one.status)
                    for one in session.scalars(select(WebhookDelivery).order_by(WebhookDelivery.id))]

    return all_of_them
