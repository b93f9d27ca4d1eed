"""The page on which the pictures of a report are chosen from the published photos, put in order and given their words."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from index.catalogue import queries, report_visibility
from index.catalogue.assets import public_id
from index.db import reading
from index.errors import Conflict, Invalid
from server import policy
from server.boards.forms import refs
from server.library.find import find
from server.reports import making
from server.reports import reading as reports
from server.reports.making import Chosen
from server.web.actor import wants_json
from server.web.i18n import tell
from server.web.services import actor, home, now

blueprint = Blueprint("report_pictures", __name__, url_prefix="/points/reports/<int:report>/pictures")
Page = str | Response
OFFERED, LOOKED_THROUGH = 24, 300


@blueprint.before_request
def _allowed() -> None:
    policy.require(actor(), "make-reports")


@blueprint.get("/")
def index(report: int) -> Page:
    """Show a draft's pictures in their order, and published photos to choose from: the newest, or what a search finds."""
    words = request.args.get("q", "").strip()
    found = None if not words else [
        one.asset.id for one in find(home(), actor(), words, limit=LOOKED_THROUGH, now=now(), facets=False).found]
    with reading(home().engine) as session:
        line = reports.line(session, report_visibility.readable(session, actor(), report, now()))
        if line.state != "draft":
            return redirect(url_for("reports.show", report=report))
        chosen = making.chosen(session, report)
        printable = report_visibility.printable(session, list(chosen), now())
        offered = report_visibility.offered(session, found, chosen, now(), limit=OFFERED)
        views = {one.id: one for one in queries.assets(session, [*chosen, *offered])}
    return render_template("reports/pictures.html", line=line, words=words, most=making.MOST_PICTURES, printable=printable,
                           chosen=[(views[one], caption) for one, caption in chosen.items() if one in views],
                           offered=[views[one] for one in offered if one in views], longest=making.LONGEST_CAPTION)


@blueprint.post("/add")
def add(report: int) -> Page:
    """Put photos after those that are chosen."""
    given = _given()
    return _keep(report, lambda held: {**held, **{one: "" for one in given if one not in held}})


@blueprint.post("/order")
def order(report: int) -> Page:
    """Put them in the order of the form, or move one of them by a place."""
    given, step = _given(), {"up": -1, "down": 1}.get(request.form.get("move", ""))
    if step:
        return _keep(report, lambda held: _moved(held, given[:1], step))
    return _keep(report, lambda held: {one: held[one] for one in dict.fromkeys([*given, *held]) if one in held})


@blueprint.post("/take-out")
def take_out(report: int) -> Page:
    """Print one of them no more."""
    gone = _given()
    return _keep(report, lambda held: {one: words for one, words in held.items() if one not in gone})


@blueprint.post("/words")
def words(report: int) -> Page:
    """Say what stands under each; where nothing is said, a photo's own title does."""
    said = request.form
    return _keep(report, lambda held: {one: said.get(f"words-{public_id(one)}", was) for one, was in held.items()},
                 said=_("Saved."))


def _given() -> list[int]:
    return [one.id for one in refs(request.form.getlist("asset")) if one.kind == "asset"]


def _moved(held: Chosen, which: list[int], step: int) -> Chosen:
    """Move one by a place: nothing where it is not among them any more."""
    wanted = list(held)
    for one in which:
        if one in held:
            place = wanted.index(one)
            wanted.insert(max(0, place + step), wanted.pop(place))
    return {one: held[one] for one in wanted}


def _keep(report: int, change: Callable[[Chosen], Chosen], *, said: str = "") -> Page:
    """Change what is chosen, and show it; a script is told how it went by the status alone."""
    try:
        making.choose(home().engine, actor(), report, change, now=now())
    except (Invalid, Conflict) as error:
        if wants_json():
            raise
        flash(tell(error.reason), "error")
    else:
        if wants_json():
            return Response(status=204)
        if said:
            flash(said)
    return redirect(url_for(".index", report=report) + "#items")
