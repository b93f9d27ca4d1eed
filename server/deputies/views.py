"""Pages of deputies: one's own, and for the administrator everybody's."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from index.catalogue.people import Person
from index.db import reading
from index.errors import Invalid, NotFound
from server import policy
from server.admin import named
from server.admin.views import seen
from server.boards.forms import day
from server.deputies import lists, service
from server.deputies.service import Naming
from server.web.errors import status_of
from server.web.services import actor, home, now, zone

blueprint = Blueprint("deputies", __name__)
Page = str | tuple[str, int] | Response


@blueprint.route("/account/deputy", methods=["GET", "POST"])
def mine() -> Page:
    """Name one's own deputy, and say when one is away."""
    if actor().person_id is None:
        raise NotFound(what="–")
    return _page(str(actor().person_id), url_for("auth.account"))


@blueprint.get("/admin/deputies/")
def index() -> Page:
    """List everybody who reviews, with their deputies and absences."""
    policy.require(actor(), "administer")
    return render_template("deputies/index.html", lines=lists.deputies(home().engine, now(), zone()), subjects=seen(),
                           tab="deputies")


@blueprint.route("/admin/deputies/<int:person>", methods=["GET", "POST"])
def change(person: int) -> Page:
    """Name somebody's deputy, and say when they are away."""
    policy.require(actor(), "administer")
    return _page(str(person), url_for(".index"))


def _page(given: str, back: str) -> Page:
    error: Invalid | None = None
    if request.method == "POST":
        form = request.form
        try:
            wanted = Naming(form.get("deputy") or None, day(form, "from_on"), day(form, "until_on"), day(form, "away_from"),
                            day(form, "away_until"))
            service.name_deputy(home().engine, actor(), given, wanted, zone=zone(), now=now())
        except Invalid as problem:
            error = problem
        else:
            flash(_("Saved."))
            return redirect(back)
    with reading(home().engine) as session:
        person: Person = named.person(session, given)
        line = lists.line_of(session, person, now(), zone())
        context: dict[str, Any] = {
            "line": line, "choices": lists.choices(session, person), "decides": service.decides(session, person),
            "given": request.form if error else {name: getattr(line, name) or "" for name in (
                "deputy", "from_on", "until_on", "away_from", "away_until")}}
    page = render_template("deputies/form.html", back=back, error=error, own=person.id == actor().person_id, **context)
    return (page, status_of(error)) if error else page
