"""Facets as the reader sees them: values with their names and counts, the chosen ones as chips."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Engine, select

from index.catalogue.departments import Department
from index.db import reading
from server.library.asking import Asking
from server.web.i18n import month, pick, state_name

SHOWN: Final = 7
TITLES: Final[dict[str, Any]] = {
    "kind": _l("Kind"), "status": _l("State"), "time": _l("Taken"), "department": _l("Department"), "event": _l("Event"),
    "camera": _l("Camera"), "photographer": _l("Photographer"), "orientation": _l("Shape"),
}
KINDS: Final[dict[str, Any]] = {"photo": _l("Photos"), "video": _l("Videos")}
FLAGS: Final[dict[str, Any]] = {"mine": _l("My uploads"), "published": _l("Published")}
SHAPES: Final[dict[str, Any]] = {"landscape": _l("Landscape"), "portrait": _l("Portrait"), "square": _l("Square")}


@dataclass(frozen=True, slots=True)
class Value:
    """One value to choose; ``name`` is its argument in the address."""

    name: str
    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A group of values; ``rest`` are those that a fold hides."""

    key: str
    title: Any
    values: tuple[Value, ...]
    rest: tuple[Value, ...]


def departments(engine: Engine) -> dict[str, str]:
    """Return each department's name in the reader's language, by code."""
    with reading(engine) as session:
        rows = session.execute(select(Department.code, Department.name, Department.name_en)).all()
    return {code: pick((zh, en)) for code, zh, en in rows}


def facets(counts: Mapping[str, Mapping[str, int]], asked: Asking, names: Mapping[str, str]) -> list[Facet]:
    """Return the facets worth showing: those with something to choose or to take away."""
    found = []
    for key, title in TITLES.items():
        name = _time(counts, asked) if key == "time" else key
        values = tuple(Value(name, value, label(name, value, names), count, asked.chosen.get(name) == value)
                       for value, count in counts.get(name, {}).items())
        if len(values) > 1 or any(one.chosen for one in values):
            found.append(Facet(key, title, values[:SHOWN], values[SHOWN:]))
    return found


def chips(asked: Asking, names: Mapping[str, str]) -> list[Value]:
    """Return what is chosen."""
    return [Value(name, value, label(name, value, names), 0, chosen=True) for name, value in asked.chosen.items()]


def label(name: str, value: str, names: Mapping[str, str]) -> str:
    """Return a value as people read it."""
    if name == "department":
        return names.get(value, value)
    if name == "status":
        return state_name(value)
    if name in {"year", "month"}:
        return month(value) if value[:4].isdigit() else value
    return str({"kind": KINDS, "orientation": SHAPES, "is": FLAGS}.get(name, {}).get(value, value)) or _("Unknown")


def _time(counts: Mapping[str, Mapping[str, int]], asked: Asking) -> str:
    """Years first; months where one year is chosen or there is but one."""
    return "month" if "year" in asked.chosen or "month" in asked.chosen or len(counts.get("year", {})) <= 1 else "year"
