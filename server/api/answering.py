"""From a request to its answer: what was sent is read, the view is called, what it returns becomes JSON with headers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Final
from urllib.parse import urlencode

from flask import Response, request

from index.errors import Conflict, VitrineError
from server.api import access, cursors, reading
from server.api.declaring import BYTES, Endpoint
from server.api.once import once
from server.api.shapes import Listed
from server.api.streams import FileBody
from server.web.problems import Fault, Misread
from server.web.services import home, services

FILES: Final = frozenset({BYTES, "application/pdf"})


def answered(one: Endpoint, inside: dict[str, Any]) -> Response:
    """Return the answer of an endpoint to this request. Raises VitrineError; ``server.web.errors`` makes problems of it."""
    access.require(one.scope)
    _acceptable(one)
    given = dict(inside)
    if one.query is not None:
        given["query"] = reading.query(one.query, request.args)
    elif request.args:
        raise Misread(tuple(Fault(name, "没有这个参数", "there is no such argument") for name in request.args))
    if not one.writes:
        return _conditional(one, _called(one, given))
    sent = _sent(one)
    if one.body is not None:
        given["body"] = sent if one.takes_file else reading.body(one.body, sent)
    return once(home().engine, access.held().id, lambda: _matched(one, given), _sum(sent), early=not one.takes_file,
                clock=services().clock)


def plain(value: Any) -> Any:
    """Return a record as JSON has it: moments in ISO 8601 with their offset, wall times without one."""
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, dict):
        return {str(name): plain(one) for name, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, list | tuple) else value


def _acceptable(one: Endpoint) -> None:
    """Raises VitrineError(not-acceptable) where the program names media types and not the one that there is."""
    wanted = request.accept_mimetypes
    if one.media is None and wanted and wanted.best_match(["application/json", "application/problem+json"]) is None:
        raise VitrineError("not-acceptable", given="application/json")


def _sent(one: Endpoint) -> Any:
    """Return what was sent: a file as it comes, else what the JSON holds. Raises VitrineError: not-json, bad-json."""
    if one.takes_file:
        if request.mimetype not in FILES and not request.mimetype.startswith(("image/", "video/")):
            raise VitrineError("not-json", wanted=one.takes[0])
        return FileBody(request.stream, request.content_length)  # type: ignore[arg-type]  # werkzeug's IO[bytes] is one
    if one.body is None:
        return None
    if request.mimetype not in one.takes:
        raise VitrineError("not-json", wanted=" / ".join(one.takes))
    try:
        return json.loads(request.get_data(), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise VitrineError("bad-json", why=str(error)[:200]) from None


def _no_number(name: str) -> None:
    raise ValueError(name)


def _sum(sent: Any) -> Callable[[], str]:
    """Return what tells one request from another: its method, its address and its body, whatever the order of its keys."""
    def told() -> str:
        body = sent.digest() if isinstance(sent, FileBody) else json.dumps(sent, sort_keys=True)
        return hashlib.sha256(f"{request.method} {request.full_path}\n{body}".encode()).hexdigest()

    return told


def _matched(one: Endpoint, given: dict[str, Any]) -> Response:
    """Call a write, where what it changes is still what the program has read (If-Match). Raises Conflict(not-fresh)."""
    if one.matches is None:
        return _called(one, given)
    seen, inside = None, {name: value for name, value in given.items() if name in one.inside}
    if request.if_match:
        seen = one.matches(**inside)
        if not request.if_match.contains(_tag(_written(seen))):
            raise Conflict("not-fresh")
    try:
        answer = _called(one, given | {"seen": seen})
    except VitrineError as error:
        if seen is not None and error.reason.code in {"conflict-edit", "story-overtaken"}:
            raise Conflict("not-fresh") from error
        raise
    answer.set_etag(_tag(_written(one.matches(**inside))))
    return answer


def _called(one: Endpoint, given: dict[str, Any]) -> Response:
    made = one.view(**given)
    made, status = made if isinstance(made, tuple) else (made, one.status)
    if isinstance(made, Response):
        return made
    if made is None:
        answer = Response(status=status)
        del answer.headers["Content-Type"]
        return answer
    after = made.next if hasattr(made, "next") else None
    if isinstance(made, Listed):
        after = cursors.written(made.next) if made.next is not None else None
        made = {"items": made.items, "next": after}
    answer = Response(_written(made), status, mimetype="application/json")
    if status == 201 and (where := getattr(made, "href", None)):
        answer.headers["Location"] = where
    if after is not None:  # RFC 8288
        arguments = [(name, value) for name, value in request.args.items(multi=True) if name != "cursor"]
        answer.headers["Link"] = f'<{request.path}?{urlencode([*arguments, ("cursor", after)])}>; rel="next"'
    return answer


def _conditional(one: Endpoint, answer: Response) -> Response:
    if one.media is not None:  # bytes say themselves how they are kept
        return answer
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.vary.add("Authorization")
    if one.tagged:
        answer.set_etag(_tag(answer.get_data()))
        answer.make_conditional(request)
    return answer


def _written(value: Any) -> bytes:
    return json.dumps(plain(value), ensure_ascii=False, separators=(",", ":")).encode()


def _tag(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:32]
