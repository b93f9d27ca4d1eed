"""Programs of the cast, each with a token of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from programs import Program, token_for


@pytest.fixture
def program(app: Any, home: Any, cast: Any, clock: Any) -> Callable[..., Program]:
    """Return a function that gives a program of one of the cast: (part, *scopes) -> Program; all scopes without any."""

    def one(part: str, *scopes: str, days: float = 30) -> Program:
        last_day = (clock() + timedelta(days=days)).date()
        return Program(app, token_for(home, getattr(cast, part), scopes, last_day=last_day, now=clock()))

    return one
