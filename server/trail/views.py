"""The audit trail as a page and as a sheet, for the administrator."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from index.db import reading
from index.errors import Invalid, in_order
from server import policy
from server.admin.views import seen
from server.boards.forms import day
from server.trail import lists
from server.trail.lists import Asked
from server.web.paging import PAGE, Pager, page_number
from server.web.services import actor, home, now

blueprint = Blueprint("trail", __name__, url_prefix="/admin/trail")
Page = str | tuple[str, int] | Response


@blueprint.before_request
def _allowed() -> None:
    policy.require(actor(), "administer")


@blueprint.get("/")
def index() -> Page:
    """Show the trail, the newest first, as far as was asked for; with ``format=csv`` all of that as a sheet."""
    error = None
    try:
        asked = _asked()
    except Invalid as problem:
        error, asked = problem, Asked()
    zone = home().settings.zone
    if request.args.get("format") == "csv" and error is None:
        name = f"trail-{now().astimezone(zone):%Y%m%d}.csv"
        return Response(lists.sheet(home().engine, asked, zone), mimetype="text/csv",
                        headers={"Content-Disposition": f"attachment; filename={name}", "Cache-Control": "private, no-store"})
    at = page_number()
    with reading(home().engine) as session:
        found = lists.lines(session, asked, zone, limit=PAGE + 1, offset=(at - 1) * PAGE)
        return render_template("trail/index.html", lines=found[:PAGE], told=lists.told, verbs=lists.verbs(session),
                               asked=asked, why=error.reason if error else None, tab="trail", subjects=seen(),
                               pages=Pager(at, PAGE, len(found) > PAGE))


def _asked() -> Asked:
    given = request.args
    since, until = day(given, "since"), day(given, "until")
    in_order("until", ("起始日期", "First day", since), ("截止日期", "Last day", until))
    return Asked(given.get("who", "").strip(), given.get("verb", ""), given.get("subject", "").strip(), since, until)
