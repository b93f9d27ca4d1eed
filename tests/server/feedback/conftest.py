"""The page of the canteen's published photo, and what was written on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from index import settings as configuration
from index.catalogue import items
from index.catalogue.feedback import ItemPage, token_of
from server.feedback import pages


@pytest.fixture
def item_page(everywhere: Any) -> ItemPage:
    """The photo, as screens of its board show it."""
    return ItemPage(items.ref(everywhere.asset), 1)


@pytest.fixture
def address(item_page: ItemPage, home: Any) -> str:
    """Where the code on the screen leads."""
    return f"/s/{token_of(configuration.secret(home.settings), item_page)}"


@pytest.fixture
def write(home: Any, clock: Any, item_page: ItemPage) -> Callable[..., None]:
    """Return a function that writes a note: (text, kind, address)."""

    def one(text: str, kind: str = "praise", address: str = "10.0.0.1") -> None:
        pages.write(home.engine, item_page, pages.Wish(kind, text, "139"), address=address, now=clock())

    return one
