"""JSON Schema (2020-12) from the types of our records: what the API's document says is what its code takes and gives."""

from __future__ import annotations

from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Generic, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from index.field_names import name_of

T = TypeVar("T")
Schema = dict[str, Any]


class Left(Enum):
    """Stands for a key that a body does not have: what it is about stays as it is."""

    LEFT = "left"


LEFT: Final = Left.LEFT
BOUNDS: Final = {"string": ("minLength", "maxLength"), "array": ("minItems", "maxItems")}


@dataclass(frozen=True, slots=True)
class Rule:
    """What a type alone does not say: bounds of a number, of a text's length or a list's, a pattern, an example."""

    least: int | None = None
    most: int | None = None
    pattern: str | None = None
    example: Any = None
    about: str = ""

    def keywords(self, kind: str) -> Schema:
        """Return this as keywords of a schema of this kind of value."""
        low, high = BOUNDS.get(kind, ("minimum", "maximum"))
        told = {low: self.least, high: self.most, "pattern": self.pattern, "description": self.about or None,
                "examples": None if self.example is None else [self.example]}
        return {name: value for name, value in told.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Listed(Generic[T]):
    """One page of a list, and the place from which the next goes on; None at its end."""

    items: tuple[T, ...]
    next: tuple[str | int, ...] | None = None


def merged(edit: Any, was: Any) -> dict[str, Any]:
    """Return the fields of an edit, with what it leaves out as the record says that it is."""
    given = {one.name: getattr(edit, one.name) for one in fields(edit)}
    return {name: getattr(was, name) if value is LEFT else value for name, value in given.items()}


PLAIN: Final[dict[Any, Schema]] = {
    str: {"type": "string"}, int: {"type": "integer"}, float: {"type": "number"}, Decimal: {"type": "number"},
    bool: {"type": "boolean"}, NoneType: {"type": "null"}, datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"}, Any: {},
}


class Shapes:
    """Makes schemas and keeps those of records, by name. ``into`` is for what is sent to us: closed, with what may be left
    out; what we give always has every key.
    """

    def __init__(self) -> None:
        self.kept: dict[str, Schema] = {}

    def of(self, kind: Any, *, into: bool) -> Schema:
        """Return the schema of a type; of a record a reference to one that is kept."""
        if kind in PLAIN:
            return dict(PLAIN[kind])
        origin, inside = get_origin(kind), get_args(kind)
        if origin is Annotated:
            told = self.of(inside[0], into=into)
            for rule in inside[1:]:
                told |= rule.keywords(_kind(told))
            return told
        if origin in {Union, UnionType}:
            return self._any([one for one in inside if one is not Left], into=into)
        if origin is not None:
            return self._several(origin, inside, into=into)
        if is_dataclass(kind):
            return self._record(kind, into=into)
        assert issubclass(kind, Enum), f"no schema for {kind}"
        return {"type": "string", "enum": [one.value for one in kind]}

    def _several(self, origin: Any, inside: tuple[Any, ...], *, into: bool) -> Schema:
        """Return the schema of what holds others: a choice, a page of a list, a list, a table."""
        if origin is Literal:
            return {"type": "string", "enum": list(inside)}
        first = self.of(inside[-1 if origin is dict else 0], into=into and origin is not Listed)
        if origin is Listed:
            told = {"items": {"type": "array", "items": first}, "next": {"type": ["string", "null"]}}
            return {"type": "object", "properties": told, "required": list(told), "additionalProperties": False}
        if origin is dict:
            return {"type": "object", "additionalProperties": first}
        assert origin in {tuple, list}, f"no schema for {origin}"
        return {"type": "array", "items": first}

    def _any(self, kinds: list[Any], *, into: bool) -> Schema:
        if len(kinds) == 1:
            return self.of(kinds[0], into=into)
        told = [self.of(one, into=into) for one in kinds]
        if len(told) == 2 and told[1] == {"type": "null"} and isinstance(told[0].get("type"), str) and "enum" not in told[0]:
            return told[0] | {"type": [told[0]["type"], "null"]}
        return {"anyOf": told}

    def _record(self, kind: Any, *, into: bool) -> Schema:
        name = kind.__name__
        if name not in self.kept:
            self.kept[name] = {}  # a record may hold others of its kind
            hints = get_type_hints(kind, include_extras=True)
            inside = {one.name: self._named(one.name, self.of(hints[one.name], into=into)) for one in fields(kind)}
            needed = [one.name for one in fields(kind)
                      if not into or (one.default is MISSING and one.default_factory is MISSING)]
            self.kept[name] = {"type": "object", "title": name, "description": said(kind), "properties": inside,
                               "required": needed, "additionalProperties": False}
        return {"$ref": f"#/components/schemas/{name}"}

    @staticmethod
    def _named(name: str, told: Schema) -> Schema:
        """Say what a field is called, as its reader knows it, where that is more than its code."""
        zh, en = name_of(name)
        if "$ref" in told or zh == name:
            return told
        return {"title": f"{zh} {en}"} | told


def said(kind: Any) -> str:
    """Return what a record's docstring says, on one line."""
    return " ".join((kind.__doc__ or "").split())


def _kind(told: Schema) -> str:
    given = told.get("type", "")
    return str(given[0] if isinstance(given, list) else given)
