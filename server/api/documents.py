"""The document of the API (OpenAPI 3.1), made from the declarations of its endpoints."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import MISSING, dataclass, fields
from functools import cache
from http import HTTPStatus
from importlib.metadata import version
from typing import Any, Final, get_type_hints

from index.catalogue.tokens import SCOPE_NAMES, Scope
from server.api.declaring import ENDPOINTS, JSON, TAGS, Endpoint
from server.api.once import HEADER
from server.api.shapes import Shapes
from server.web.problems import BASE, MIME

ABOUT: Final = """\
橱窗 Vitrine 的接口。程序用令牌调用：`Authorization: Bearer vt_…`。令牌在「账号 → 程序令牌」签发，
以一个人的身份、在指定的权限范围和期限内有效。

The API of Vitrine. Programs call it with a token, `Authorization: Bearer vt_…`, which is made under Account → Tokens of
programs. A token acts as one person, within its scopes and its term; what that person may not see is not there (404).

- **Lists** come in pages: `limit`, and `cursor` with the `next` of the page before; the same stands in the header `Link`.
- **Errors** are problem details (RFC 9457, `application/problem+json`) with a stable `code` and a sentence in Chinese or
  English by `Accept-Language`.
- **Writes** take an `Idempotency-Key`: sent again within 24 hours, the same request is answered the same and done once.
- **Reads** carry an `ETag`; `If-None-Match` answers 304. Updates take `If-Match` and answer 412 where somebody was faster.
- **Rates**: too many requests in a minute are answered 429 with `Retry-After`.
"""
PROBLEMS: Final = {
    400: "The body is no valid JSON.", 401: "No valid token.",
    403: "The token lacks the scope, or its person may not do this.",
    404: "There is no such thing, or it is not this person's to see.", 406: "None of the media types asked for is given.",
    409: "The state of things does not allow it, or the same key is under way.", 412: "It has changed since it was read.",
    413: "Too large.", 415: "The body is of another media type.", 422: "A value is not what it should be.",
    429: "Too many requests in this minute.", 507: "The disk is full.",
}
BINARY: Final = {"type": "string", "format": "binary"}
ALWAYS: Final = (401, 403, 404, 406, 422, 429)


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong (RFC 9457). ``code`` is stable; ``field`` names what was wrong in what was sent, ``errors`` all that
    was, ``fields`` what a description still lacks.
    """

    type: str
    title: str
    status: int
    detail: str
    code: str


@cache
def document() -> dict[str, Any]:
    """Return the whole document."""
    shapes = Shapes()
    shapes.of(Problem, into=False)
    problem = shapes.kept["Problem"]
    problem["properties"] |= {
        "field": {"type": "string"}, "fields": {"type": "array", "items": {"type": "string"}},
        "errors": {"type": "array", "items": {
            "type": "object", "properties": {"where": {"type": "string"}, "detail": {"type": "string"}},
            "required": ["where", "detail"]}}}
    problem["additionalProperties"] = True
    paths: dict[str, Any] = {}
    for one in ENDPOINTS:
        paths.setdefault(one.path, {})[one.method.lower()] = _operation(one, shapes)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Vitrine 橱窗", "version": version("vitrine"), "description": ABOUT,
                 "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}},
        "servers": [{"url": BASE}],
        "tags": [{"name": name, "description": f"{zh}. {en}"} for name, (zh, en) in TAGS.items()],
        "paths": paths,
        "components": {
            "schemas": dict(sorted(shapes.kept.items())),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "description": "\n".join(
                f"- `{scope}` {SCOPE_NAMES[scope][0]} / {SCOPE_NAMES[scope][1]}" for scope in Scope)}},
        },
        "security": [{"token": []}],
    }


def _operation(one: Endpoint, shapes: Shapes) -> dict[str, Any]:
    told: dict[str, Any] = {
        "operationId": one.name, "summary": f"{one.zh} / {one.summary}", "tags": [one.tag],
        "security": [{"token": [one.scope.value] if one.scope else []}],
    }
    if one.description:
        told["description"] = one.description
    if parameters := [*_parameters(one, shapes)]:
        told["parameters"] = parameters
    if one.takes_file:
        told["requestBody"] = {"required": True, "content": {one.takes[0]: {"schema": dict(BINARY)}}}
    elif one.body is not None:
        told["requestBody"] = {"required": True, "content": {kind: {"schema": shapes.of(one.body, into=True)}
                                                             for kind in one.takes}}
    told["responses"] = _responses(one, shapes)
    return told


def _parameters(one: Endpoint, shapes: Shapes) -> Iterable[dict[str, Any]]:
    for name, kind in one.inside.items():
        yield {"name": name, "in": "path", "required": True, "schema": shapes.of(kind, into=True)}
    if one.query is not None:
        hints = get_type_hints(one.query, include_extras=True)
        for field in fields(one.query):
            schema = shapes.of(hints[field.name], into=True)
            schema = _without_null(schema)
            needed = field.default is MISSING and field.default_factory is MISSING
            if field.default not in (MISSING, None, ()) and isinstance(field.default, str | int):
                schema["default"] = getattr(field.default, "value", field.default)
            yield {"name": field.name, "in": "query", "required": needed, "schema": schema,
                   "description": schema.pop("description", "")} if "description" in schema else {
                       "name": field.name, "in": "query", "required": needed, "schema": schema}
    if one.writes:
        yield {"name": HEADER, "in": "header", "required": False,
               "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!#-~]+$"}}
    if one.matches is not None:
        yield {"name": "If-Match", "in": "header", "required": False, "schema": {"type": "string", "examples": ['"…"']}}
    elif not one.writes and one.tagged and one.media is None:
        yield {"name": "If-None-Match", "in": "header", "required": False, "schema": {"type": "string", "examples": ['"…"']}}


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """An argument of an address is there or is not; it is never null."""
    if isinstance(schema.get("type"), list):
        return schema | {"type": schema["type"][0]}
    if "anyOf" in schema:
        rest = [one for one in schema["anyOf"] if one != {"type": "null"}]
        return {**{name: value for name, value in schema.items() if name != "anyOf"}, **rest[0]}
    return schema


def _responses(one: Endpoint, shapes: Shapes) -> dict[str, Any]:
    told: dict[str, Any] = {str(status): _good(one, shapes, status) for status in (one.status, *one.also)}
    if not one.writes and one.tagged:
        told["304"] = {"description": "Not modified: what `If-None-Match` names is still the newest."}
    if one.media is not None:
        told["206"] = {"description": "A part of it (`Range`).",
                       "content": {one.media: {"schema": dict(BINARY)}}}
        told["416"] = _problem("There is no such part.")
    wrong = [*ALWAYS]
    wrong += [409] if one.writes else []
    wrong += [400, 413, 415] if one.body is not None else []
    wrong += [412] if one.matches is not None else []
    wrong += [507] if one.takes_file else []
    return told | {str(status): _problem(PROBLEMS[status]) for status in sorted(wrong)}


def _good(one: Endpoint, shapes: Shapes, status: int) -> dict[str, Any]:
    good: dict[str, Any] = {"description": HTTPStatus(status).phrase}
    headers: dict[str, Any] = {}
    if one.media is not None:
        good["content"] = {one.media: {"schema": dict(BINARY)}}
    elif one.answers is not None:
        good["content"] = {JSON: {"schema": shapes.of(one.answers, into=False)}}
    if status == HTTPStatus.CREATED:
        headers["Location"] = {"schema": {"type": "string"}, "description": "Where it can be read."}
    if not one.writes and one.tagged:
        headers["ETag"] = {"schema": {"type": "string"}}
    if one.listed:
        headers["Link"] = {"schema": {"type": "string"}, "description": "The next page (RFC 8288), where there is one."}
    if headers:
        good["headers"] = headers
    return good


def _problem(about: str) -> dict[str, Any]:
    return {"description": about, "content": {MIME: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
