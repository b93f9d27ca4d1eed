"""The library's address is its search: one query text, how it is sorted, and whether stacks are open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from werkzeug.datastructures import MultiDict

from index.catalogue.people import Actor
from index.search import editing
from index.search.editing import Draft
from index.search.results import Sort

FIELDS: Final = {"kind": "kind", "status": "status", "department": "department", "event": "event", "year": "captured",
                 "month": "captured", "camera": "camera", "photographer": "photographer",
                 "orientation": "orientation", "rights": "rights", "rating": "rating", "flag": "flag", "colour": "colour",
                 "is": "is"}
"""Each facet and the field of the query language that it asks for. Links may name facets; they become part of the text."""
EACH: Final = frozenset({"is", "rating", "flag", "colour"})
"""Fields that are about each picture of a stack, not about all of it."""
LONGEST: Final = 200
ON_TOP: Final = "-is:behind"
ON_TOP_OR_OPEN: Final = f"{ON_TOP} OR is:published"
"""What closed stacks show: what is on top; to who does not see everything, what is published as well: its cover may not be
theirs to see.
"""


@dataclass(frozen=True)
class Asking:
    """What somebody asks the library for."""

    text: str
    sort: Sort
    stacks_open: bool = False

    @cached_property
    def draft(self) -> Draft:
        """The query, to be edited."""
        return editing.draft(self.text)

    @property
    def words(self) -> str:
        """The words of the query, without its conditions."""
        return self.draft.words.text

    def shown(self, actor: Actor) -> str:
        """The query of what the grid shows to somebody, with stacks closed where they are."""
        if not self.stacks_closed:
            return self.text
        return f"{ON_TOP if actor.sees_all else ON_TOP_OR_OPEN} {self.text}".strip()

    @property
    def stacks_closed(self) -> bool:
        """Whether only the picture on top of each stack is shown. Words, and other conditions, find whatever they are in."""
        return not self.stacks_open and all(
            term.field in FIELDS.values() and term.field not in EACH for group in self.draft.groups for term in group)

    @property
    def empty(self) -> bool:
        return not self.text

    @property
    def by_time(self) -> bool:
        """Whether months make sense as headings."""
        return self.sort in {Sort.NEWEST, Sort.OLDEST}

    def turned(self, text: str) -> Asking:
        """The same with another text; a chosen order stays."""
        usual = self.sort is default_sort(self.text)
        return Asking(text, default_sort(text) if usual else self.sort, self.stacks_open)

    @property
    def arguments(self) -> dict[str, Any]:
        """This asking as arguments of an address."""
        given = {"q": self.text}
        if self.sort is not default_sort(self.text):
            given["sort"] = self.sort.value
        if self.stacks_open:
            given["stacks"] = "open"
        return {name: value for name, value in given.items() if value}


def asking(arguments: MultiDict[str, str] | Mapping[str, Any]) -> Asking:
    """Read the arguments of an address; what is unknown is left out."""
    text = str(arguments.get("q", "")).strip()
    for name, field in FIELDS.items():
        value = str(arguments.get(name, "")).strip()[:LONGEST]
        draft = editing.draft(text)
        if value and value not in draft.chosen(field):
            text = draft.toggled(field, value).text
    wished = str(arguments.get("sort", ""))
    return Asking(text, Sort(wished) if wished in set(Sort) else default_sort(text), arguments.get("stacks") == "open")


def default_sort(text: str) -> Sort:
    """Return how to sort where nobody says: what fits best for words, else the newest first."""
    return Sort.RELEVANCE if editing.draft(text).words.groups else Sort.NEWEST
