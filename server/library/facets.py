"""Facets as the reader sees them: values with their names and counts, and the conditions of the query as chips.

Both are views of one query text. Choosing a value, or taking a chip away, leads to the address of the edited text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Engine, select

from index.catalogue.choices import MOST_STARS
from index.catalogue.departments import Department
from index.catalogue.licences import Licence
from index.db import reading
from index.search import analysis, names
from index.search.editing import Draft
from index.search.results import Results
from server.library.asking import FIELDS, Asking
from server.web.i18n import language, month, pick, state_name

SHOWN: Final = 7
MOST: Final = 60
"""Values of one facet on a page; the search box suggests all others."""
TITLES: Final[dict[str, Any]] = {
    "kind": _l("Kind"), "status": _l("State"), "time": _l("Taken"), "department": _l("Department"), "event": _l("Event"),
    "camera": _l("Camera"), "photographer": _l("Photographer"), "orientation": _l("Shape"), "rights": _l("Rights"),
    "rating": _l("Rating"), "flag": _l("Flag"), "colour": _l("Colour"),
}
KINDS: Final[dict[str, Any]] = {"photo": _l("Photos"), "video": _l("Videos"), "poster": _l("Posters")}
FLAGS: Final[dict[str, Any]] = {"mine": _l("My uploads"), "published": _l("Published")}
SHAPES: Final[dict[str, Any]] = {"landscape": _l("Landscape"), "portrait": _l("Portrait"), "square": _l("Square")}
MARKS: Final[dict[str, Any]] = {"pick": _l("Picks"), "reject": _l("Rejects"), "none": _l("No flag")}
COLOURS: Final[dict[str, Any]] = {"red": _l("Red"), "yellow": _l("Yellow"), "green": _l("Green"), "blue": _l("Blue"),
                                  "purple": _l("Purple"), "none": _l("No colour")}
_WORDS: Final = {"kind": KINDS, "orientation": SHAPES, "is": FLAGS, "flag": MARKS, "colour": COLOURS}
_MONTH: Final = re.compile(r"\d{4}(-(0[1-9]|1[0-2]))?", re.ASCII)
Names = Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Value:
    """One value to choose, or to take away; ``href`` is the search with that change."""

    label: str
    count: int
    chosen: bool
    href: str


@dataclass(frozen=True, slots=True)
class Facet:
    """A group of values; ``rest`` are those that a fold hides."""

    key: str
    title: Any
    values: tuple[Value, ...]
    rest: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Chip:
    """One condition of the query; ``href`` is the search without it."""

    label: str
    href: str


def known_names(engine: Engine) -> dict[str, tuple[str, str]]:
    """Return the Chinese and English name of each department, by its code, and of each licence, by its Chinese name."""
    with reading(engine) as session:
        rows = session.execute(select(Department.code, Department.name, Department.name_en)).all()
        rights = session.execute(select(Licence.name, Licence.name_en)).all()
    return {name: (name, en) for name, en in rights} | {code: (zh, en) for code, zh, en in rows}


def facets(results: Results, asked: Asking, known: Names) -> list[Facet]:
    """Return the facets worth showing: those with something to choose or to take away."""
    counts = {**results.facets, **results.choices}
    found = []
    for key, title in TITLES.items():
        values = _times(counts, asked) if key == "time" else _values(key, counts.get(key, {}), asked, known)
        if len(values) > 1 or any(one.chosen for one in values):
            first = max(SHOWN, sum(one.chosen for one in values))
            found.append(Facet(key, title, tuple(values[:first]), tuple(values[first:MOST])))
    return found


def chips(asked: Asking, known: Names) -> list[Chip]:
    """Return the conditions of the query, one value each where several are chosen in one field."""
    found = []
    for place, group in enumerate(asked.draft.groups):
        choice = asked.draft.choice(place)
        if choice is not None and choice[0] in FIELDS.values():
            field, values = choice
            found += [Chip(label(field, value, known), _address(asked, asked.draft.toggled(field, value)))
                      for value in values]
        elif any(term.field for term in group):
            found.append(Chip(asked.draft.source(place), _address(asked, asked.draft.without(place))))
    return found


def label(name: str, value: str, known: Names) -> str:
    """Return a value as people read it."""
    if name in {"department", "rights"}:
        return pick(known[value]) if value in known else value
    if name == "status":
        return state_name(value) if ":" not in value else value
    if name in {"year", "month", "captured"}:
        return month(value) if _MONTH.fullmatch(value) else value
    if name == "rating" and value.isdecimal():
        return "★" * min(int(value), MOST_STARS) or _("No stars")
    return str(_WORDS.get(name, {}).get(value, value)) or _("Unknown")


def spelled(field: str, value: str, known: Names) -> str:
    """Return how a value is written in the query text: departments by their name, where that is theirs alone."""
    if field == "department" and value in known:
        name = known[value][0]
        alone = sum(_key(name) == _key(other) for other, _en in known.values()) == 1 and not name.isascii()
        return name if alone else value
    return names.spelled_value(field, value, chinese=language() == "zh_CN")


def _values(name: str, counts: Mapping[str, int], asked: Asking, known: Names) -> list[Value]:
    field = FIELDS[name]
    chosen = {_key(one): one for one in asked.draft.chosen(field)}
    found: list[Value] = []
    for value, count in counts.items():
        same = [value, *known.get(value, ())] if name == "department" else [value]
        mine = chosen.keys() & {_key(one) for one in same} if chosen else set()
        is_chosen = bool(mine)
        for key in mine:
            del chosen[key]
        if len(found) >= MOST and not is_chosen:
            continue
        written = spelled(field, value, known)
        edited = asked.draft.toggled(_name(field), written, same=same)
        found.append(Value(label(name, value, known), count, is_chosen, _address(asked, edited)))
    missing = [Value(label(name, one, known), 0, True, _address(asked, asked.draft.toggled(field, one)))
               for one in chosen.values() if not (name == "status" and ":" in one)]
    found = [*missing, *found]
    return sorted(found, key=lambda one: not one.chosen) if len(found) > SHOWN else found


def _times(counts: Mapping[str, Mapping[str, int]], asked: Asking) -> list[Value]:
    """Years; of those that are chosen, or of the only one, its months as well, either in place of the other."""
    years, months = counts.get("year", {}), counts.get("month", {})
    chosen = set(asked.draft.chosen("captured"))
    open_years = [year for year in years if len(years) == 1 or any(one[:4] == year for one in chosen)]
    found = [_time(year, count, asked, [one for one in chosen if one[:4] == year and one != year])
             for year, count in years.items() if len(years) > 1 or year in chosen]
    found += [_time(one, count, asked, [one[:4]]) for one, count in months.items() if one[:4] in open_years]
    return found


def _time(value: str, count: int, asked: Asking, instead: list[str]) -> Value:
    chosen = value in asked.draft.chosen("captured")
    edited = asked.draft.toggled(_name("captured"), value, instead=[] if chosen else instead)
    return Value(month(value), count, chosen, _address(asked, edited))


def _name(field: str) -> str:
    return names.spelled(field, chinese=language() == "zh_CN")


def _address(asked: Asking, draft: Draft) -> str:
    return url_for("library.index", **asked.turned(draft.text).arguments)


def _key(value: str) -> str:
    return "".join(analysis.runs(analysis.canonical(value)))
