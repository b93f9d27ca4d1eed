"""The page on which the pictures of a report are chosen from the published photos, put in order and given their words."""

from __future__ import annotations

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
from server.web.i18n import tell
from server.web.services import actor, home, now, zone

blueprint = Blueprint("report_pictures", __name__, url_prefix="/points/reports/<int:report>/pictures")
Page = str | Response
Chosen = dict[int, str]
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
        page = reports.whole(session, actor(), report, zone(), now())
        chosen = {one.asset_id: one.caption for one in making.pictures(session, report)}
        offered = report_visibility.offered(session, found, chosen, now(), limit=OFFERED)
        views = {one.id: one for one in queries.assets(session, [*chosen, *offered])}
    if page.line.state != "draft":
        return redirect(url_for("reports.show", report=report))
    return render_template("reports/pictures.html", page=page, words=words, most=making.MOST_PICTURES,
                           chosen=[(views[one], caption) for one, caption in chosen.items() if one in views],
                           offered=[views[one] for one in offered if one in views], longest=making.LONGEST_CAPTION)


@blueprint.post("/add")
def add(report: int) -> Page:
    """Put photos after those that are chosen."""
    held = _chosen(report)
    return _keep(report, {**held, **{one: "" for one in _given() if one not in held}})


@blueprint.post("/order")
def order(report: int) -> Page:
    """Put them in the order of the form, or move one of them by a place."""
    held, given = _chosen(report), _given()
    wanted = list(dict.fromkeys([*given, *held]))
    if step := {"up": -1, "down": 1}.get(request.form.get("move", "")):
        wanted = list(held)
        place = wanted.index(given[0]) if given and given[0] in held else 0
        if wanted:
            wanted.insert(max(0, place + step), wanted.pop(place))
    return _keep(report, {one: held[one] for one in wanted if one in held})


@blueprint.post("/take-out")
def take_out(report: int) -> Page:
    """Print one of them no more."""
    gone = _given()
    return _keep(report, {one: words for one, words in _chosen(report).items() if one not in gone})


@blueprint.post("/words")
def words(report: int) -> Page:
    """Say what stands under each; where nothing is said, a photo's own title does."""
    return _keep(report, {one: request.form.get(f"words-{public_id(one)}", was) for one, was in _chosen(report).items()},
                 said=_("Saved."))


def _chosen(report: int) -> Chosen:
    with reading(home().engine) as session:
        return {one.asset_id: one.caption for one in making.pictures(session, report)}


def _given() -> list[int]:
    return [one.id for one in refs(request.form.getlist("asset")) if one.kind == "asset"]


def _keep(report: int, wanted: Chosen, *, said: str = "") -> Page:
    try:
        making.choose(home().engine, actor(), report, list(wanted.items()), now=now())
        if said:
            flash(said)
    except (Invalid, Conflict) as error:
        flash(tell(error.reason), "error")
    return redirect(url_for(".index", report=report) + "#items")
