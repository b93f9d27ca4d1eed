"""The report of plays: a page with bars and tables, and each table as a sheet."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from index.db import reading
from index.errors import Invalid, NotFound
from server import policy
from server.boards.forms import day, refs
from server.library.forms import number
from server.plays import lists
from server.plays.counting import LONGEST, Only, Span
from server.web.errors import status_of
from server.web.services import actor, home, now, zone

blueprint = Blueprint("plays", __name__, url_prefix="/plays")
Page = str | tuple[str, int] | Response
USUAL = timedelta(days=29)
SHOWN = 50
"""Lines of a table on the page; the sheets hold all."""


@blueprint.before_request
def _allowed() -> None:
    policy.require(actor(), "see-plays")


@blueprint.get("/")
def index() -> Page:
    """Show what screens played."""
    why = None
    try:
        span = span_asked(request.args)
    except Invalid as error:
        span, why = span_asked({}), error
    only, today = _only(), now().astimezone(zone()).date()
    with reading(home().engine) as session:
        found = lists.report(session, actor(), span, only, now(), views=SHOWN)
        choices = lists.choices(session)
    page = render_template("plays/index.html", report=found, span=span, only=only, choices=choices, shown=SHOWN,
                           today=today, spans=[(days, today - timedelta(days=days - 1)) for days in (7, 30, 90)],
                           why=why.reason if why else None)
    return (page, status_of(why)) if why else page


@blueprint.get("/plays.csv")
def sheet() -> Response:
    """Give one table, named by ``by``, as CSV."""
    way, span = request.args.get("by", "item"), span_asked(request.args)
    if way not in lists.WAYS:
        raise NotFound(what=way[:20])
    with reading(home().engine) as session:
        found = lists.report(session, actor(), span, _only(), now())
    name = f"plays-by-{way}-{span.first}-{span.last}.csv"
    headers = {"Content-Disposition": f"attachment; filename={name}", "Cache-Control": "private, no-store"}
    return Response(lists.sheet(found, way), mimetype="text/csv", headers=headers)


def span_asked(given: MultiDict[str, str] | dict[str, str]) -> Span:
    """Read the days ``from`` and ``until``: without them the last thirty. Raises Invalid."""
    last = day(given, "until") or now().astimezone(zone()).date()
    first = day(given, "from") or last - USUAL
    if first > last:
        raise Invalid("from", "应不晚于结束日期", "must not be after the last day")
    if last - first >= LONGEST:
        raise Invalid("from", f"最多 {LONGEST.days} 天", f"{LONGEST.days} days at most")
    return Span(first, last, zone())


def _only() -> Only:
    named = refs([request.args.get("asset", "").strip()])
    return Only(named[0] if named else None, *(number(request.args.get(name)) for name in ("board", "screen", "group")))
