"""The API as a part of the application: its endpoints, and what it says of itself to people and to programs."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from flask import Blueprint, Response, g, render_template, request

from index.catalogue.tokens import SCOPE_NAMES
from index.reasons import REASONS
from server.api import (
    access,
    archives,
    assets,
    boards,
    bookings,
    figures,
    groups,
    handovers,
    honours,
    issue_deeds,
    issues,
    ledger,
    newsletters,
    office,
    outlets,
    pages,
    papers,
    placements,
    points,
    quotas,
    records,
    report_deeds,
    reports,
    review,
    rules,
    screens,
    stories,
    tokens,
    trainings,
    webhooks,
    work,
)
from server.api.answering import answered
from server.api.declaring import ENDPOINTS, Endpoint
from server.api.documents import document
from server.web.i18n import language_asked
from server.web.problems import BASE
from server.web.services import home

__all__ = [
    "archives", "assets", "boards", "bookings", "figures", "groups", "handovers", "honours", "issue_deeds", "issues",
    "ledger", "newsletters", "office", "outlets", "papers", "placements", "points", "quotas", "records", "report_deeds",
    "reports", "review", "rules", "screens", "stories", "tokens", "trainings", "webhooks", "work"]
blueprint = Blueprint("api", __name__, url_prefix=BASE)


@blueprint.before_request
def _admit() -> None:
    """Programs are told in the language that they ask for, whatever a cookie says; and nothing but a token lets them in."""
    if request.endpoint not in access.OPEN:
        g.locale_of_person = language_asked()
    access.admit()


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """Give the document of the API (OpenAPI 3.1)."""
    answer = Response(_document(), mimetype="application/vnd.oai.openapi+json;version=3.1")
    answer.headers["Cache-Control"] = "public, no-cache"
    answer.add_etag()
    answer.make_conditional(request)
    return answer


@blueprint.get("/docs")
def docs() -> str:
    """Show the API for people to read."""
    return render_template("api/docs.html", parts=pages.endpoints(), records=pages.records(), scopes=SCOPE_NAMES,
                           rate=home().settings.api_per_minute)


@blueprint.get("/problems")
def problems() -> str:
    """Show what each code of a problem means."""
    return render_template("api/problems.html", reasons=dict(sorted(REASONS.items())))


def _document() -> bytes:
    return json.dumps(document(), ensure_ascii=False, indent=1).encode()


def _view(one: Endpoint, **inside: Any) -> Response:
    return answered(one, inside)


for _one in ENDPOINTS:
    view = partial(_view, _one)
    view.__doc__ = _one.view.__doc__
    blueprint.add_url_rule(_one.rule, _one.name, view, methods=[_one.method])
