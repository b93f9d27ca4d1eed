"""Pages of a year's titles: side by side with who is named, the form of a grade, and the announcement."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from index.catalogue import visibility
from index.catalogue.honours import MARK_NAMES
from index.db import reading
from index.errors import Conflict, Invalid, NotFound, VitrineError
from server import policy
from server.honours import grading, naming, sheets, showing, whom
from server.honours import reading as honours
from server.honours.reading import Year
from server.ledger.months import month_at
from server.library.forms import number
from server.points import periods, words
from server.points import sheets as tables
from server.web.errors import status_of
from server.web.i18n import pick, tell
from server.web.services import actor, home, now, zone

blueprint = Blueprint("honours", __name__, url_prefix="/points/honours")
Page = str | tuple[str, int] | Response


@blueprint.before_request
def _allowed() -> None:
    policy.require(actor(), "see-points" if request.method == "GET" else "keep-points")


@blueprint.get("/")
def index() -> Page:
    """Show a year (``year``; in January and February the one before, else this one): all side by side, and who is named."""
    return _page(_year(request.args.get("year", "")))


@blueprint.get("/sheet")
def sheet() -> Page:
    """Give a year as a sheet, CSV or XLSX (``form``)."""
    form, year = request.args.get("form", "csv"), _year(request.args.get("year", ""))
    found = _read(year)
    rows = sheets.rows(found.side.units, found.side.people, figures_of_people=policy.may(actor(), "see-office"))
    return tables.answer(rows, f"honours-{year}", form)


@blueprint.route("/grades/<of>", methods=["GET", "POST"])
def grade(of: str) -> Page:
    """Show what somebody was graded in a year, and grade them."""
    policy.require(actor(), "keep-points")
    chosen, form = whom.read(of), request.form
    year = _year(request.values.get("year", ""))
    if request.method == "GET":
        return _grade_page(year, chosen)
    wish = grading.Wish(form.get("quality", ""), form.get("reaction", ""), form.get("reason", ""))
    period = form.get("period", "")
    try:
        if period[:4] != str(year):
            raise Invalid("period", "请选这一年或其中一个月", "choose the year or one of its months")
        grading.grade(home().engine, actor(), period, chosen, wish, now=now())
    except (Invalid, Conflict) as error:
        return _grade_page(year, chosen, error)
    flash(_("The grade is kept."))
    return redirect(url_for(".index", year=year, _anchor=of))


@blueprint.post("/named")
def name() -> Page:
    """Say who is named among those who were shown."""
    among = [whom.read(one) for one in request.form.getlist("among")]
    chosen = [whom.read(one) for one in request.form.getlist("named")]
    return _done(_("It is kept who is named."),
                 lambda year: naming.name(home().engine, actor(), year, chosen, among, now=now()))


@blueprint.post("/places")
def places() -> Page:
    """Say how many places the titles have."""
    units, people = number(request.form.get("unit_places")), number(request.form.get("people_places"))
    return _done(_("The places are kept."),
                 lambda year: naming.set_places(home().engine, actor(), year, units, people, now=now()))


@blueprint.post("/announce")
def announce() -> Page:
    """Announce who is named."""
    seen = request.form.get("seen", "")
    return _done(_("It is announced; whoever is named is told."),
                 lambda year: naming.announce(home().engine, actor(), year, seen=seen, zone=zone(), now=now()))


@blueprint.post("/take-back")
def take_back() -> Page:
    """Take an announcement back."""
    reason = request.form.get("reason", "")
    return _done(_("The announcement is taken back."),
                 lambda year: naming.take_back(home().engine, actor(), year, reason, now=now()))


def _done(said: str, act: Callable[[int], None]) -> Page:
    """Do one thing to the year that a form names, and show it with what came of it."""
    year = _year(request.form.get("year", ""))
    try:
        act(year)
    except (Conflict, Invalid) as error:
        return _page(year, error)
    flash(said)
    return redirect(url_for(".index", year=year))


def _page(year: int, error: VitrineError | None = None) -> Page:
    found = _read(year)
    office = policy.may(actor(), "keep-points")
    sees_people = policy.may(actor(), "see-office")
    opens = {one.key for one in found.side.units if visibility.accounts(actor(), whom.read(one.key).id)}
    opens |= {one.key for one in found.side.people if sees_people}
    errors = {error.field: error.reason} if isinstance(error, Invalid) else {}
    if error is not None and not errors:
        flash(tell(error.reason), "error")
    page = render_template(
        "honours/show.html", found=found, office=office, errors=errors, values=request.form, marks=MARK_NAMES, words=words,
        by_points=found.side.by == "points", years=_years(year), sees_people=sees_people, opens=opens,
        graded=any(one.grades for one in (*found.side.units, *found.side.people)))
    return (page, status_of(error)) if error else page


def _years(year: int) -> list[int]:
    """Return the years beside one, none of them to come."""
    return [one for one in (year + 1, year, year - 1) if showing.FIRST <= one <= int(month_at(now(), zone())[:4])]


def _grade_page(year: int, of: whom.Whom, error: VitrineError | None = None) -> Page:
    with reading(home().engine) as session:
        name_, department = whom.called(session, of)
        graded = honours.grades_of(session, of, year)
    today = month_at(now(), zone())
    spans = [str(year), *(one for one in periods.months(str(year)) if one <= today)]
    asked = request.values.get("period", "")
    period = asked if asked in spans else str(year)
    held = next((one for one in graded.grades if one.period == period), None)
    values = request.form if error is not None else {
        "quality": held.quality or "" if held else "", "reaction": held.reaction or "" if held else "",
        "reason": held.reason if held else ""}
    errors = {error.field: error.reason} if isinstance(error, Invalid) else {}
    if error is not None and not errors:
        flash(tell(error.reason), "error")
    page = render_template("honours/grade.html", name=name_, of=str(of), year=year, department=department, graded=graded,
                           spans=spans, period=period, values=values, errors=errors, words=words, marks=MARK_NAMES,
                           options=[(code, pick(pair)) for code, pair in MARK_NAMES.items()])
    return (page, status_of(error)) if error else page


def _read(year: int) -> Year:
    with reading(home().engine) as session:
        return showing.year(session, actor(), year, zone(), now())


def _year(text: str) -> int:
    """Return the year that is asked for, else the one whose titles are due. Raises NotFound for one of no figures."""
    today = month_at(now(), zone())
    if not text:
        return showing.due(today)
    year = number(text)
    if year is None:
        raise NotFound(what=f"“{text[:20]}”")
    showing.require_counted(year, today)
    return year
