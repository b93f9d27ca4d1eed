"""Who asks: the one place where requests without a sign-in are turned away."""

from __future__ import annotations

from typing import Final

from flask import Flask, g, redirect, request, url_for
from werkzeug.wrappers import Response

from index.errors import VitrineError
from server.auth import service
from server.web.services import home, now

COOKIE: Final = "vitrine_session"
OPEN_ENDPOINTS: Final = frozenset({"static", "web.healthz", "web.readyz", "web.theme", "web.language", "auth.sign_in",
                                   "auth.set_up", "devices.index", "devices.script", "devices.authority"})
OPEN_BLUEPRINTS: Final = frozenset({
    "api", "calendar_feed", "item_page", "kiosk", "send", "send_tus", "shared",  # by a token of their own
    "feeds", "public_pages"})  # and these give what the office opened to everybody


def init_app(app: Flask) -> None:
    """Deny by default: whatever is not named as open needs somebody who has signed in."""
    app.before_request(_admit)


def _admit() -> Response | None:
    if request.blueprint in OPEN_BLUEPRINTS or request.endpoint == "static":
        return None
    token = request.cookies.get(COOKIE)
    found = service.person_for(home().engine, token, now()) if token else None
    g.actor = found.actor if found else None
    g.locale_of_person = found.locale if found else None
    if found or request.endpoint is None or request.endpoint in OPEN_ENDPOINTS:
        return None
    if request.method == "GET" and not wants_json():
        back = request.full_path if request.query_string else request.path
        return redirect(url_for("auth.sign_in", next=None if back == "/" else back))
    raise VitrineError("sign-in")


def wants_json() -> bool:
    """Say whether this request would rather have JSON than a page."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json" and "text/html" not in str(request.accept_mimetypes)
