"""The API's document as people read it: each endpoint with what it takes and gives, and a line for curl."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from server.api.declaring import ENDPOINTS, TAGS, Endpoint
from server.api.documents import document
from server.web.problems import BASE

PREFIX: Final = "#/components/schemas/"
EXAMPLES: Final[dict[str, Any]] = {"string": "…", "integer": 1, "number": 1.0, "boolean": True, "array": [], "object": {}}


@dataclass(frozen=True, slots=True)
class Row:
    """One argument or field: its name, what it is called, its type in words, the record that it is, and what else is said."""

    name: str
    called: str
    type: str
    record: str | None
    needed: bool
    about: str


@dataclass(frozen=True, slots=True)
class Told:
    """One endpoint. ``takes`` and ``gives`` name records; ``statuses`` are of answers, the good ones first; ``body`` is the
    least that may be sent, None where nothing is.
    """

    of: Endpoint
    rows: tuple[Row, ...]
    takes: str | None
    gives: str | None
    statuses: tuple[tuple[str, str], ...]
    body: Any
    curl: str


@dataclass(frozen=True, slots=True)
class Record:
    """A record that is sent or given, with its fields."""

    name: str
    about: str
    rows: tuple[Row, ...]


def endpoints() -> list[tuple[str, tuple[str, str], list[Told]]]:
    """Return (code, name, endpoints) of each part of the API, in the order of the document."""
    told = [_told(one) for one in ENDPOINTS]
    return [(tag, name, some) for tag, name in TAGS.items() if (some := [one for one in told if one.of.tag == tag])]


def records() -> list[Record]:
    """Return all records, by name."""
    return [Record(name, str(schema.get("description", "")), _fields(schema))
            for name, schema in document()["components"]["schemas"].items()]


def _told(one: Endpoint) -> Told:
    operation = document()["paths"][one.path][one.method.lower()]
    rows = tuple(Row(given["name"], given["in"], _type(given["schema"]), None, given["required"],
                     given.get("description", "")) for given in operation.get("parameters", ()) if given["in"] != "header")
    body, gives = _schema(operation.get("requestBody", {})), _schema(operation["responses"][str(one.status)])
    if one.listed:
        gives = gives["properties"]["items"]["items"]
    statuses = tuple((status, answer["description"]) for status, answer in operation["responses"].items())
    example = None if one.body is None or one.takes_file else _example(body)
    return Told(one, rows, _record(body), _record(gives), statuses, example, _curl(one, example))


def _schema(part: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a body, that of its first media type; nothing where it has none."""
    first: dict[str, Any] = next(iter(part.get("content", {}).values()), {})
    return dict(first.get("schema", {}))


def _fields(schema: dict[str, Any]) -> tuple[Row, ...]:
    return tuple(Row(name, str(inside.get("title", "")), _type(inside), _record(inside), name in schema.get("required", ()),
                     str(inside.get("description", ""))) for name, inside in schema.get("properties", {}).items())


def _record(schema: dict[str, Any]) -> str | None:
    """Return the record that a value is, or that its items are."""
    for inside in (schema, schema.get("items", {}), schema.get("additionalProperties") or {}, *schema.get("anyOf", ())):
        if isinstance(inside, dict) and "$ref" in inside:
            return str(inside["$ref"]).removeprefix(PREFIX)
    return None


def _type(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).removeprefix(PREFIX)
    if "anyOf" in schema:
        return " | ".join(_type(one) for one in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    kind = schema.get("type", "any")
    if isinstance(kind, list):
        return " | ".join(_type(schema | {"type": one}) if one != "null" else "null" for one in kind)
    if kind == "array":
        return f"[{_type(schema['items'])}]"
    if kind == "object" and schema.get("additionalProperties"):
        return f"{{…: {_type(schema['additionalProperties'])}}}"
    bounds = [f"≥ {schema[name]}" for name in ("minLength", "minimum") if name in schema]
    bounds += [f"≤ {schema[name]}" for name in ("maxLength", "maximum") if name in schema and schema[name] < 1 << 40]
    return " ".join([schema.get("format", kind), *bounds])


def _curl(one: Endpoint, body: Any) -> str:
    address = one.path
    for name, kind in one.inside.items():
        rule = kind.__metadata__[0] if hasattr(kind, "__metadata__") else None
        address = address.replace(f"{{{name}}}", str(getattr(rule, "example", None) or "…"))
    parts = ["curl", "-H \"Authorization: Bearer $TOKEN\""]
    if one.method != "GET":
        parts.append(f"-X {one.method}")
    if one.takes_file:
        parts.append("-H 'Content-Type: image/jpeg' --data-binary @IMG_0001.JPG")
        address += "?name=IMG_0001.JPG"
    elif body is not None:
        parts.append(f"-H 'Content-Type: application/json' -d '{json.dumps(body, ensure_ascii=False)}'")
    return " ".join([*parts, f'"$VITRINE{BASE}{address}"'])


def _example(schema: dict[str, Any]) -> Any:
    """Return the least that may be sent; of what asks for nothing, its first field."""
    if "$ref" in schema:
        schema = document()["components"]["schemas"][schema["$ref"].removeprefix(PREFIX)]
    if "properties" in schema:
        names = schema.get("required") or list(schema["properties"])[:1]
        return {name: _example(schema["properties"][name]) for name in names}
    if "examples" in schema:
        return schema["examples"][0]
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type", "string")
    kind = kind[0] if isinstance(kind, list) else kind
    return [_example(schema["items"])] if kind == "array" else EXAMPLES[kind]
