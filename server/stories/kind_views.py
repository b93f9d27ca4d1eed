"""The administrator's page of the kinds of stories."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from index.db import reading
from index.errors import Invalid
from server import policy
from server.admin.views import seen
from server.stories import kinds
from server.stories.kinds import Wish
from server.web.errors import status_of
from server.web.services import actor, home, now

blueprint = Blueprint("story_kinds", __name__, url_prefix="/admin/story-kinds")
Page = str | tuple[str, int] | Response
MOVES = {"up": -1, "down": 1}


@blueprint.before_request
def _allowed() -> None:
    policy.require(actor(), "administer")


@blueprint.get("/")
def index() -> Page:
    """List the kinds, each with its form."""
    return _page({})


@blueprint.post("/")
def act() -> Page:
    """Add a kind (``add``), change one (``save``), or move one ``up`` or ``down``."""
    given, verb = request.form, request.form.get("act", "save")
    wish = Wish(given.get("code", ""), given.get("name", ""), given.get("name_en", ""), "active" in given)
    try:
        if verb in MOVES:
            _move(wish.code, MOVES[verb])
        else:
            (kinds.add if verb == "add" else kinds.change)(home().engine, actor(), wish, now=now())
            flash(_("Saved."))
    except Invalid as error:
        return _page(given, error)
    return redirect(url_for(".index", _anchor=f"kind-{wish.code.strip().lower()}"))


def _move(code: str, by: int) -> None:
    """Change places with the one before or after; the first and the last stay."""
    with reading(home().engine) as session:
        codes = [one.code for one in kinds.listed(session)]
    place = codes.index(code) if code in codes else len(codes)
    if code in codes and 0 <= place + by < len(codes):
        codes.insert(place + by, codes.pop(place))
        kinds.arrange(home().engine, actor(), codes, now=now())


def _page(given: Mapping[str, str], error: Invalid | None = None) -> Page:
    with reading(home().engine) as session:
        lines = kinds.listed(session)
    page = render_template("stories/kinds.html", lines=lines, tab="story-kinds", subjects=seen(), given=given,
                           wrong=error.field if error else None, why=error.reason if error else None)
    return (page, status_of(error)) if error else page
