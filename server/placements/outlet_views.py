"""Pages of the office's list of outlets."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from index.catalogue.channels import Channel
from index.catalogue.outlets import LEVEL_NAMES, TYPE_NAMES
from index.db import reading
from index.errors import Conflict, Invalid, VitrineError
from server import policy
from server.placements import forms, outlets
from server.placements.outlets import OutletLine
from server.web.errors import status_of
from server.web.i18n import pick
from server.web.services import actor, home, now

blueprint = Blueprint("outlets", __name__, url_prefix="/outlets")
Page = str | tuple[str, int] | Response


@blueprint.before_request
def _allowed() -> None:
    policy.require(actor(), "keep-outlets")


@blueprint.get("/")
def index() -> Page:
    """List the outlets."""
    with reading(home().engine) as session:
        found = outlets.lines(session)
    return render_template("placements/outlets.html", lines=found)


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> Page:
    """Add an outlet."""
    if request.method == "GET":
        return _form(None, {"level": "school", "type": "news", "active": "on"})
    try:
        outlets.add(home().engine, actor(), forms.outlet({**request.form, "active": "on"}), now=now())
    except (Invalid, Conflict) as error:
        return _form(None, request.form, error)
    flash(_("The outlet is on the list."))
    return redirect(url_for(".index"))


@blueprint.route("/<int:outlet>", methods=["GET", "POST"])
def change(outlet: int) -> Page:
    """Change an outlet, or no longer offer it."""
    with reading(home().engine) as session:
        line = outlets.line(session, outlet)
    if request.method == "GET":
        return _form(line, forms.of_outlet(line))
    try:
        outlets.change(home().engine, actor(), outlet, forms.outlet(request.form), now=now())
    except (Invalid, Conflict) as error:
        return _form(line, request.form, error)
    flash(_("Saved."))
    return redirect(url_for(".index"))


def _form(line: OutletLine | None, given: Mapping[str, str], error: VitrineError | None = None) -> Page:
    with reading(home().engine) as session:
        channels = [(row.code, pick((row.name, row.name_en))) for row in session.scalars(
            select(Channel).where(Channel.goes_on).order_by(Channel.position))]
    at = error.field if isinstance(error, Invalid) else "name"
    page = render_template("placements/outlet.html", line=line, given=given, channels=channels,
                           levels=[(code, pick(name)) for code, name in LEVEL_NAMES.items()],
                           types=[(code, pick(name)) for code, name in TYPE_NAMES.items()],
                           errors={at: error.reason} if error else {})
    return (page, status_of(error)) if error else page
