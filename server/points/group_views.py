"""Pages of department groups."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from index.db import reading
from index.errors import Conflict, Invalid, VitrineError
from server import policy
from server.points import groups
from server.points.groups import GroupLine
from server.points.views import departments_of
from server.web.errors import status_of
from server.web.i18n import tell
from server.web.services import actor, home, now

blueprint = Blueprint("department_groups", __name__, url_prefix="/points/groups")
Page = str | tuple[str, int] | Response


@blueprint.before_request
def _allowed() -> None:
    policy.require(actor(), "keep-points")


@blueprint.get("/")
def index() -> Page:
    """Show the groups with their departments."""
    with reading(home().engine) as session:
        found = groups.lines(session)
    return render_template("points/groups.html", groups=found)


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> Page:
    """Make a group."""
    return _edit(None)


@blueprint.route("/<int:group>", methods=["GET", "POST"])
def change(group: int) -> Page:
    """Change a group's name and departments."""
    with reading(home().engine) as session:
        line = groups.line(session, str(group))
    return _edit(line)


@blueprint.post("/<int:group>/remove")
def remove(group: int) -> Page:
    """Remove a group of which nothing is asked."""
    try:
        groups.remove(home().engine, actor(), group, now=now())
    except Conflict as error:
        flash(tell(error.reason), "error")
    return redirect(url_for(".index"))


def _edit(line: GroupLine | None) -> Page:
    if request.method == "GET":
        values = MultiDict({"name": line.name if line else ""})
        values.setlist("members", [str(one) for one in line.departments] if line else [])
        return _form(values, None, line)
    members = [int(one) for one in request.form.getlist("members") if one.isascii() and one.isdigit() and len(one) < 10]
    try:
        groups.save(home().engine, actor(), line.id if line else None, request.form.get("name", ""), members, now=now())
    except (Invalid, Conflict) as error:
        return _form(request.form, error, line)
    flash(_("Saved."))
    return redirect(url_for(".index"))


def _form(values: MultiDict[str, str], error: VitrineError | None, line: GroupLine | None) -> Page:
    with reading(home().engine) as session:
        departments = departments_of(session)
    errors = {} if error is None else {error.field if isinstance(error, Invalid) else "name": error.reason}
    page = render_template("points/group.html", values=values, line=line, departments=departments, errors=errors)
    return (page, status_of(error)) if error else page
