"""A query text as something to be edited: chips and facets add conditions to it and take them away again.

The text is the one truth of a search. What is edited is its conditions, each as it was typed; the rest stays, in the
signs that ``query.normalise`` leaves. Parts that say nothing (a dangling OR, a field without a value) are dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from index.search import analysis, names
from index.search.query import Term, normalise, terms

_ANY_DAY: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""Where one condition ends and the next begins is the same on every day."""
_PLAIN: Final = re.compile(r"[\w.:+-]+")


@dataclass(frozen=True, slots=True)
class Draft:
    """A query as its conditions. All of ``groups`` must hold; of those inside a group, which OR joins, any."""

    groups: tuple[tuple[Term, ...], ...]

    @property
    def text(self) -> str:
        """The query text."""
        return " ".join(" OR ".join(map(_source, group)) for group in self.groups)

    @property
    def words(self) -> Draft:
        """Only the words, without conditions on fields."""
        return Draft(tuple(group for group in self.groups if not any(term.field for term in group)))

    def source(self, *places: int) -> str:
        """The text of some of the groups."""
        return Draft(tuple(self.groups[place] for place in places)).text

    def choice(self, place: int) -> tuple[str, tuple[str, ...]] | None:
        """The field and values of one group, where it chooses among the values of a field; else None."""
        group = self.groups[place]
        field = group[0].field
        if field is None or not _is_choice(group, field):
            return None
        return field, tuple(names.code(field, value) for value in group[0].values)

    def without(self, *places: int) -> Draft:
        """This query without some of its groups."""
        return Draft(tuple(group for place, group in enumerate(self.groups) if place not in places))

    def replaced(self, place: int, by: Draft) -> Draft:
        """This query with the conditions of another in the place of one of its groups."""
        return Draft(self.groups[:place] + by.groups + self.groups[place + 1:])

    def chosen(self, field: str) -> tuple[str, ...]:
        """The values that are asked for in ``field``: those of conditions that stand alone and are not negated."""
        return tuple(names.code(field, value) for group in self.groups if _is_choice(group, field)
                     for value in group[0].values)

    def toggled(self, name: str, value: str, *, same: Iterable[str] = (), instead: Iterable[str] = ()) -> Draft:
        """This query with one value more in the field called ``name``, or, where it is asked for already, without it.

        ``same`` are other names of the value. What ``instead`` names gives way to the value. Raises KeyError for an
        unknown field.
        """
        field, more = names.FIELDS[name.casefold()], _choice(name, (value,))
        if not more:
            return self
        alike = {_key(field, one) for one in (value, *same)}
        if alike & {_key(field, one) for one in self.chosen(field)}:
            return self._less(field, alike)
        draft = self._less(field, {_key(field, one) for one in instead})
        for place, group in enumerate(draft.groups):
            if _is_choice(group, field):
                wider = _choice(group[0].source.partition(":")[0], (*group[0].values, value))
                return Draft((*draft.groups[:place], wider, *draft.groups[place + 1:]))
        return Draft((*draft.groups, more))

    def _less(self, field: str, keys: set[str]) -> Draft:
        found: list[tuple[Term, ...]] = []
        for group in self.groups:
            if _is_choice(group, field):
                term = group[0]
                left = tuple(value for value in term.values if _key(field, value) not in keys)
                if not left:
                    continue
                if len(left) < len(term.values):
                    found.append(_choice(term.source.partition(":")[0], left))
                    continue
            found.append(group)
        return Draft(tuple(found))


@lru_cache(maxsize=1024)  # one page asks dozens of times for the same few texts
def draft(text: str) -> Draft:
    """Return ``text`` as its conditions. Never raises."""
    return Draft(tuple(map(tuple, terms(text, now=_ANY_DAY))))


def pointed(text: str, parts: Iterable[str]) -> list[tuple[str, bool]]:
    """Cut a query text into pieces, and say of each whether it is one of ``parts``, which come in their order."""
    plain = normalise(text)
    found: list[tuple[str, bool]] = []
    at = 0
    for part in parts:
        start = plain.find(part, at) if part else -1
        if start < 0:
            continue
        found += [(plain[at:start], False), (part, True)]
        at = start + len(part)
    return [one for one in (*found, (plain[at:], False)) if one[0]]


def quoted(value: str) -> str:
    """Return a value as it stands behind a colon: between quotation marks where it would otherwise end early."""
    plain = " ".join(value.replace('"', " ").split())
    return plain if _PLAIN.fullmatch(plain) and normalise(plain) == plain else f'"{plain}"'


@lru_cache(maxsize=1024)
def _choice(name: str, values: tuple[str, ...]) -> tuple[Term, ...]:
    """Make a group of one condition; an empty one where it would say nothing."""
    read = terms(f"{name}:{','.join(map(quoted, values))}", now=_ANY_DAY)
    return tuple(read[0]) if read else ()


def _is_choice(group: tuple[Term, ...], field: str) -> bool:
    """Say whether a group is one condition that chooses values of ``field``, not by a sign such as ``>``."""
    return len(group) == 1 and group[0].field == field and not group[0].negative and not any(
        value[0] in "<>=" for value in group[0].values)


def _key(field: str, value: str) -> str:
    squashed = "".join(analysis.runs(analysis.canonical(names.code(field, value))))
    return squashed or normalise(value.replace('"', " ")).casefold()


def _source(term: Term) -> str:
    """The text of one condition; a quotation mark left open would swallow what comes after it."""
    return term.source + '"' if term.source.count('"') % 2 else term.source
