"""Pages of groups of screens: all of them, and one with its boards and hours."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from index.errors import Conflict, Invalid
from server import policy
from server.boards import lists as boards
from server.screens import groups, lists
from server.screens.keeping import lit
from server.web.errors import status_of
from server.web.services import actor, home, now, zone

blueprint = Blueprint("screen_groups", __name__, url_prefix="/screens/groups")
Page = str | tuple[str, int] | BaseResponse


@blueprint.before_request
def _office_only() -> None:
    policy.require(actor(), "edit-screens")


@blueprint.get("/")
def index() -> Page:
    """Show all groups."""
    names = {board.id: board.name for board in boards.boards(home().engine)}
    return render_template("screens/groups.html", groups=groups.lines(home().engine), names=names)


@blueprint.get("/<int:group>")
def show(group: int) -> Page:
    """Show one group."""
    line = groups.line(home().engine, str(group))
    return _show(line, asdict(line))


@blueprint.post("/<int:group>")
def change(group: int) -> Page:
    """Change a group's name, hours and lease."""
    line = groups.line(home().engine, str(group))
    try:
        groups.change(home().engine, actor(), str(group), request.form.get("name", ""), lit(request.form), now=now())
    except (Invalid, Conflict) as error:
        return _show(line, request.form, error)
    flash(_("The group is saved. Its screens follow within seconds."))
    return redirect(url_for("screen_groups.show", group=group))


@blueprint.post("/<int:group>/boards")
def hang(group: int) -> Page:
    """Choose the boards that every screen of the group shows, in order."""
    groups.hang(home().engine, actor(), str(group), request.form.getlist("board"), now=now())
    flash(_("The group is saved. Its screens follow within seconds."))
    return redirect(url_for("screen_groups.show", group=group))


@blueprint.post("/<int:group>/remove")
def remove(group: int) -> Page:
    """Dissolve a group."""
    groups.remove(home().engine, actor(), str(group), now=now())
    flash(_("The group is dissolved. Its screens stay."))
    return redirect(url_for("screen_groups.index"))


def _show(line: groups.GroupLine, values: Any, error: Invalid | Conflict | None = None) -> Page:
    field = error.field if isinstance(error, Invalid) else "name" if error else None
    known = {board.id: board for board in boards.boards(home().engine)}
    hung = [(known[one], True) for one in line.boards if one in known]
    page = render_template(
        "screens/group.html", group=line, values=values, errors={field: error.reason} if error else {},
        boards=hung + [(board, False) for one, board in known.items() if one not in line.boards],
        screens=[one for one in lists.screens(home().engine, now(), zone()) if one.group == line.name])
    return (page, status_of(error)) if error else page
