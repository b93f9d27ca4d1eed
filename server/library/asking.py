"""The library's address is its search: words and facets in it become one query text, and chips to take away again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from werkzeug.datastructures import MultiDict

from index.catalogue.people import Actor
from index.search.results import Sort

FIELDS: Final = {"kind": "kind", "status": "status", "department": "department", "event": "event", "year": "captured",
                 "month": "captured", "camera": "camera", "photographer": "photographer",
                 "orientation": "orientation", "is": "is"}
"""Each facet and the field of the query language that it asks for."""
LONGEST: Final = 200
ON_TOP: Final = "-is:behind"
ON_TOP_OR_OPEN: Final = f"{ON_TOP} OR is:published"
"""What closed stacks show: what is on top; to who does not see everything, what is published as well: its cover may not be
theirs to see.
"""


@dataclass(frozen=True, slots=True)
class Asking:
    """What somebody asks the library for."""

    words: str
    chosen: Mapping[str, str]
    sort: Sort
    stacks_open: bool = False

    @property
    def text(self) -> str:
        """The query. Facets come first: a quotation mark left open in the words must not swallow them."""
        conditions = [_condition(FIELDS[name], value) for name, value in self.chosen.items()]
        return " ".join([*conditions, self.words]).strip()

    def shown(self, actor: Actor) -> str:
        """The query of what the grid shows to somebody, with stacks closed where they are."""
        if not self.stacks_closed:
            return self.text
        return f"{ON_TOP if actor.sees_all else ON_TOP_OR_OPEN} {self.text}".strip()

    @property
    def stacks_closed(self) -> bool:
        """Whether only the picture on top of each stack is shown. Words find whatever they are in."""
        return not (self.words or self.stacks_open or "is" in self.chosen)

    @property
    def empty(self) -> bool:
        return not self.words and not self.chosen

    @property
    def by_time(self) -> bool:
        """Whether months make sense as headings."""
        return self.sort in {Sort.NEWEST, Sort.OLDEST}

    @property
    def arguments(self) -> dict[str, str]:
        """This asking as arguments of an address."""
        given = {"q": self.words, **self.chosen}
        if self.sort is not default_sort(self.words):
            given["sort"] = self.sort.value
        if self.stacks_open:
            given["stacks"] = "open"
        return {name: value for name, value in given.items() if value}


def asking(arguments: MultiDict[str, str] | Mapping[str, Any]) -> Asking:
    """Read the arguments of an address; what is unknown is left out."""
    words = str(arguments.get("q", "")).strip()
    chosen = {name: value for name in FIELDS if (value := str(arguments.get(name, "")).strip()[:LONGEST])}
    wished = str(arguments.get("sort", ""))
    return Asking(words, chosen, Sort(wished) if wished in set(Sort) else default_sort(words),
                  arguments.get("stacks") == "open")


def default_sort(words: str) -> Sort:
    """Return how to sort where nobody says: what fits best for words, else the newest first."""
    return Sort.RELEVANCE if words else Sort.NEWEST


def _condition(field: str, value: str) -> str:
    plain = value.replace('"', " ").strip()
    return f"{field}:{plain}" if field == "captured" else f'{field}:"{plain}"'
