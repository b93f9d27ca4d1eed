"""Small pages of the house itself: is it alive, is it ready, its colours, its language."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

from flask import Blueprint, Response, g, jsonify, redirect, request, url_for
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response as BaseResponse

from index.blobs import SHELVES
from index.db import reading
from server.auth import service
from server.web import colours, i18n
from server.web.services import home

blueprint = Blueprint("web", __name__)
YEAR_S = 365 * 86_400


@blueprint.get("/")
def root() -> BaseResponse:
    """Lead to the library, and to the search that the address names."""
    return redirect(url_for("library.index", q=request.args.get("q")))


@blueprint.get("/healthz")
def healthz() -> Response:
    """Answer while the process answers."""
    return jsonify(ok=True)


@blueprint.get("/readyz")
def readyz() -> tuple[Response, int]:
    """Say whether requests can be served: the catalogue answers, the shelves can be read."""
    reasons = []
    try:
        with reading(home().engine) as session:
            session.execute(text("SELECT 1"))
    except SQLAlchemyError as error:
        reasons.append(f"catalogue: {type(error).__name__}")
    reasons += [f"{shelf}: not readable" for shelf in SHELVES
                if not os.access(home().settings.home / shelf, os.R_OK | os.X_OK)]
    return jsonify(ready=not reasons, reasons=reasons), 503 if reasons else 200


@blueprint.get("/theme.css")
def theme() -> Response:
    """Give the campus's accent colour, light and dark, as custom properties."""
    answer = Response(colours.sheet(home().settings.accent), mimetype="text/css")
    answer.headers["Cache-Control"] = "public, max-age=300"
    return answer


@blueprint.post("/language")
def language() -> BaseResponse:
    """Set the language of this browser, and of the person who has signed in."""
    wished = request.form.get("language", "")
    answer = redirect(safe_next(request.form.get("next")))
    if wished in i18n.LANGUAGES:
        answer.set_cookie(i18n.COOKIE, wished, max_age=YEAR_S, samesite="Lax", httponly=True,
                          secure=home().settings.secure_cookies)
        if g.get("actor"):
            service.set_locale(home().engine, g.actor, wished)
    return answer


def safe_next(given: str | None) -> str:
    """Return an address of our own to go on to; anything that leads elsewhere becomes the library."""
    parts = urlsplit((given or "").replace("\\", "/"))
    path = parts.path
    if parts.scheme or parts.netloc or not path.startswith("/") or path.startswith("//"):
        return url_for("library.index")
    return f"{path}?{parts.query}" if parts.query else path
