"""Pages of a list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request, url_for

PAGE = 60


@dataclass(frozen=True, slots=True)
class Pager:
    """Where we are in a list: ``number`` counts from 1; ``total`` is None where nobody has counted."""

    number: int
    size: int
    more: bool
    total: int | None = None

    @property
    def offset(self) -> int:
        return (self.number - 1) * self.size

    @property
    def last(self) -> int:
        """The last page of what was counted; 1 of nothing."""
        return max(1, -(-(self.total or 0) // self.size))

    def address(self, number: int) -> str:
        """Return the address of another page of the same list."""
        return turned(page=None if number == 1 else number)


def page_number() -> int:
    """Return the page that this request asks for, at least 1."""
    given = request.args.get("page", "1")
    return max(1, int(given)) if given.isascii() and given.isdigit() and len(given) < 7 else 1


def turned(**changes: Any) -> str:
    """Return this page's address with some of its arguments changed; None takes one out."""
    arguments: dict[str, Any] = {name: values for name, values in request.args.lists() if name not in changes}
    arguments.update({name: value for name, value in changes.items() if value not in (None, "", [])})
    return url_for(str(request.endpoint), **{**(request.view_args or {}), **arguments})
