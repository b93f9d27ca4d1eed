"""Pages of the letter box (意见箱): the list, one note, and the summary for the closing meeting."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from index.db import reading
from index.errors import Invalid, NotFound
from server import policy
from server.feedback import desk, lists, summary
from server.feedback.lists import PAGE, Asked
from server.feedback.words import KINDS, STATES
from server.library.forms import number
from server.plays.views import span_asked
from server.web.errors import status_of
from server.web.paging import Pager, page_number
from server.web.services import actor, home, now, zone

blueprint = Blueprint("feedback", __name__, url_prefix="/feedback")
Page = str | tuple[str, int] | Response


@blueprint.before_request
def _allowed() -> None:
    policy.require(actor(), "see-feedback")


@blueprint.get("/")
def index() -> Page:
    """List notes, narrowed by ``state``, ``kind``, ``board`` and ``item``."""
    given, pages = request.args, Pager(page_number(), PAGE, more=False)
    asked = Asked(given.get("state", "") if given.get("state") in STATES else "",
                  given.get("kind", "") if given.get("kind") in KINDS else "", number(given.get("board")),
                  given.get("item", "").strip())
    with reading(home().engine) as session:
        found = lists.notes(session, actor(), asked, now(), limit=PAGE + 1, offset=pages.offset)
        boards, waits = lists.boards(session, actor()), lists.waiting(session, actor())
    return render_template("feedback/index.html", notes=found[:PAGE], asked=asked, boards=boards, waits=waits, kinds=KINDS,
                           states=STATES, pages=Pager(pages.number, PAGE, more=len(found) > PAGE))


@blueprint.get("/<int:note>")
def show(note: int) -> Page:
    """Show one note."""
    return _note(note)


@blueprint.post("/<int:note>")
def handle(note: int) -> Page:
    """Say what was done about a note."""
    try:
        desk.handle(home().engine, actor(), note, request.form.get("state", ""), request.form.get("reply", ""), now=now())
    except Invalid as error:
        return _note(note, error), status_of(error)
    flash(_("Saved. Nothing was sent to whoever wrote."))
    return redirect(url_for(".index"))


@blueprint.get("/summary")
def closing() -> Page:
    """Show the summary of some days, to be printed."""
    why = None
    try:
        span = span_asked(request.args)
    except Invalid as error:
        span, why = span_asked({}), error
    today = now().astimezone(zone()).date()
    with reading(home().engine) as session:
        found = summary.summary(session, actor(), span, now())
    page = render_template("feedback/summary.html", found=found, span=span, today=today, kinds=KINDS, states=STATES,
                           spans=[(days, today - timedelta(days=days - 1)) for days in (7, 30, 90)],
                           why=why.reason if why else None)
    return (page, status_of(why)) if why else page


@blueprint.get("/summary.csv")
def sheet() -> Response:
    """Give one table of the summary, named by ``by``, as CSV."""
    way, span = request.args.get("by", "item"), span_asked(request.args)
    if way not in summary.WAYS:
        raise NotFound(what=way[:20])
    with reading(home().engine) as session:
        found = summary.summary(session, actor(), span, now())
    headers = {"Content-Disposition": f"attachment; filename=feedback-by-{way}-{span.first}-{span.last}.csv",
               "Cache-Control": "private, no-store"}
    return Response(summary.sheet(found, way, span), mimetype="text/csv", headers=headers)


def _note(note: int, why: Invalid | None = None) -> str:
    with reading(home().engine) as session:
        line = lists.note(session, actor(), note, now())
    return render_template("feedback/show.html", note=line, kinds=KINDS, states=STATES, longest=desk.LONGEST_REPLY,
                           form=request.form, wrong=why.field if why else None, why=why.reason if why else None)
