"""Domain errors become HTTP here and nowhere else: a status, and a page or JSON with the reason in the reader's language."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlsplit

from flask import Flask, jsonify, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from index.catalogue.required import MissingFields
from index.errors import BadMedia, Conflict, Forbidden, Invalid, NotFound, Reason, VitrineError, reason
from server.web import problems
from server.web.actor import wants_json

log = logging.getLogger("vitrine.web")
Answer = tuple[Any, int] | BaseResponse

CLASSES: Final[tuple[tuple[type[VitrineError], int], ...]] = (
    (NotFound, 404), (Forbidden, 403), (Conflict, 409), (Invalid, 422), (BadMedia, 422))
CODES: Final = {"sign-in": 401, "bad-credentials": 401, "too-many-tries": 429, "too-large": 413, "disk-full": 507,
                "upload-share": 413, "link-full": 413, "link-over": 410, "link-revoked": 410, "link-name": 403,
                "storage": 500, "unexpected": 500, "reason-required": 422, "missing-fields": 422, "not-approved": 409,
                "placement-reason": 422,
                "close-reason": 422, "page-over": 410, "too-many-notes": 429, "share-over": 410, "share-revoked": 410,
                "story-gone": 410, "story-away": 404, "take-nothing": 403, "take-whole": 403, "take-unpublished": 403,
                "token": 401, "token-scope": 403, "token-rate": 429, "key-reused": 422, "key-under-way": 409,
                "key-unknown": 409, "not-fresh": 412, "not-acceptable": 406, "not-json": 415, "bad-json": 400,
                "copies-busy": 503, "missing-tool": 503, "take-missing": 500, "take-not-ready": 409, "take-unfit": 409}
REASONS_BY_STATUS: Final = {404: "no-page", 405: "no-method", 413: "too-large", 400: "bad-request"}


def init_app(app: Flask) -> None:
    app.register_error_handler(VitrineError, domain)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unforeseen)


def status_of(error: VitrineError) -> int:
    """Return the HTTP status for a domain error."""
    if error.reason.code in CODES:
        return CODES[error.reason.code]
    return next((status for kind, status in CLASSES if isinstance(error, kind)), 400)


def headers_of(error: VitrineError) -> dict[str, str]:
    """Return what an answer with this error carries besides: when to try again, or with what."""
    if status_of(error) == 429:
        return {"Retry-After": str(error.details.get("seconds") or int(error.details.get("minutes", 1)) * 60)}
    scope = error.details.get("scope", "")
    return {"token": {"WWW-Authenticate": 'Bearer realm="vitrine"'}, "key-under-way": {"Retry-After": "1"},
            "token-scope": {"WWW-Authenticate": f'Bearer realm="vitrine", error="insufficient_scope", scope="{scope}"'},
            }.get(error.reason.code, {})


def came_from() -> str | None:
    """Return the page of ours whose form was sent, to go back to after signing in; what was typed waits there."""
    parts = urlsplit(request.referrer or "")
    if parts.netloc != request.host or parts.path in {"", "/"}:
        return None
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def domain(error: VitrineError) -> Answer:
    """Return the answer to a domain error, as every page gives it."""
    if error.reason.code == "sign-in" and not wants_json() and not problems.asked():
        return redirect(url_for("auth.sign_in", next=came_from()))
    more: dict[str, Any] = {"fields": list(error.fields)} if isinstance(error, MissingFields) else {}
    if isinstance(error, Invalid):
        more["field"] = error.field
    if isinstance(error, problems.Misread):
        more["errors"] = problems.faults_of(error)
    answer, status = _tell(error.reason, status_of(error), more)
    answer.headers.update(headers_of(error))
    return answer, status


def _forged(_error: CSRFError) -> Answer:
    return _tell(reason("expired-form"), 400)


def _http(error: HTTPException) -> Answer:
    if error.code is None or error.code < 400:
        return error.get_response()
    code = REASONS_BY_STATUS.get(error.code, "bad-request" if error.code < 500 else "unexpected")
    answer, status = _tell(reason(code, detail="HTTP") if code == "too-large" else reason(code), error.code)
    for name, value in error.get_headers():  # what may be asked for instead: Allow with 405, Content-Range with 416
        answer.headers.setdefault(name, value)
    return answer, status


def _unforeseen(error: Exception) -> Answer:
    log.exception("%s %s failed", request.method, request.path, exc_info=error)
    return _tell(reason("unexpected"), 500)


def _tell(why: Reason, status: int, more: Mapping[str, Any] = MappingProxyType({})) -> tuple[BaseResponse, int]:
    if problems.asked():
        return problems.problem(why, status, more), status
    if wants_json():
        return jsonify(reason=why.as_dict(), **more), status
    from flask import make_response

    return make_response(render_template("web/error.html", why=why, status=status)), status
