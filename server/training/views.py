"""Pages of training: what is ahead and what was, one session with who came, setting and changing for the office."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from index.catalogue.departments import Department
from index.db import reading
from index.errors import Conflict, Invalid, NotFound, VitrineError
from server import policy
from server.agenda.views import today
from server.training import attendance, forms, lists, service, sheets
from server.training.attendance import Noted
from server.web.errors import status_of
from server.web.i18n import joined, tell
from server.web.services import actor, home, now, zone

blueprint = Blueprint("training", __name__, url_prefix="/training")
Page = str | tuple[str, int] | BaseResponse


@blueprint.get("/")
def index() -> Page:
    """Show the sessions that are ahead, and those of a year."""
    given = request.args.get("year", "")
    year = int(given) if given.isascii() and given.isdigit() and len(given) == 4 else None
    with reading(home().engine) as session:
        found = lists.trainings(session, actor(), today(), year=year)
        years = lists.years(session, actor())
    return render_template("training/index.html", ahead=[one for one in found if not one.over],
                           over=[one for one in found if one.over], year=year, years=years)


@blueprint.get("/sheet")
def sheet_of_year() -> Page:
    """Give who came to the sessions of a year (``year``; this one without it) as a sheet."""
    given = request.args.get("year", "")
    year = int(given) if given.isascii() and given.isdigit() and len(given) == 4 else today().year
    with reading(home().engine) as session:
        return _sheet(sheets.of_year(session, actor(), year, today()), f"training-{year}")


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> Page:
    """Set a session."""
    policy.require(actor(), "hold-trainings")
    if request.method == "GET":
        return _form(MultiDict())
    try:
        made = service.add(home().engine, actor(), forms.wish(request.form), now=now())
    except (Invalid, NotFound) as error:
        return _form(request.form, error)
    flash(_("The training is set; who is asked to come is told."))
    return redirect(url_for(".show", training=made))


@blueprint.get("/<int:training>")
def show(training: int) -> Page:
    """Show one session: when, where, materials, and who came."""
    return _show(training)


@blueprint.get("/<int:training>/sheet")
def sheet(training: int) -> Page:
    """Give a session's people as a sheet."""
    with reading(home().engine) as session:
        line = lists.the_training(session, actor(), training, today())
        return _sheet(sheets.of_training(session, actor(), line), f"training-{training}")


@blueprint.route("/<int:training>/change", methods=["GET", "POST"])
def change(training: int) -> Page:
    """Change a session."""
    policy.require(actor(), "hold-trainings")
    with reading(home().engine) as session:
        line = lists.the_training(session, actor(), training, today())
        values = forms.of_training(line, lists.people(session, actor(), training),
                                   lists.materials(session, actor(), training, now()))
    if request.method == "GET":
        return _form(values, of=line)
    try:
        service.change(home().engine, actor(), training, forms.wish(request.form), now=now())
    except (Invalid, NotFound) as error:
        return _form(request.form, error, of=line)
    flash(_("Saved."))
    return redirect(url_for(".show", training=training))


@blueprint.post("/<int:training>/sign-up")
def sign_up(training: int) -> Page:
    """Sign up for a session, or take that back."""
    try:
        service.sign_up(home().engine, actor(), training, comes=request.form.get("comes") != "no", now=now(), zone=zone())
    except Conflict as error:
        flash(tell(error.reason), "error")
    return redirect(url_for(".show", training=training))


@blueprint.post("/<int:training>/present")
def present(training: int) -> Page:
    """Note who of those listed came; the others did not."""
    came, listed = set(forms.numbers(request.form, "present")), set(forms.numbers(request.form, "listed"))
    try:
        attendance.note(home().engine, actor(), training, came & listed, listed - came, now=now())
        flash(_("Noted."))
    except Conflict as error:
        flash(tell(error.reason), "error")
    return redirect(url_for(".show", training=training))


@blueprint.post("/<int:training>/names")
def names(training: int) -> Page:
    """Note those whose names are pasted as having come."""
    try:
        noted = attendance.note_names(home().engine, actor(), training, request.form.get("names", ""), now=now())
    except (Conflict, Invalid) as error:
        return _show(training, error)
    flash(ngettext("%(num)d person is noted.", "%(num)d people are noted.", noted.people))
    return _show(training, noted=noted)


@blueprint.post("/<int:training>/forget")
def forget(training: int) -> Page:
    """Take a line off that stands there by a name alone."""
    line = forms.numbers(request.form, "line")
    attendance.forget(home().engine, actor(), training, line[0] if line else 0, now=now())
    return redirect(url_for(".show", training=training))


@blueprint.post("/<int:training>/call-off")
def call_off(training: int) -> Page:
    """Call a session off, with the reason."""
    try:
        service.call_off(home().engine, actor(), training, request.form.get("reason", ""), now=now())
    except VitrineError as error:
        if error.reason.code not in {"reason-required", "training-closed"}:
            raise
        flash(tell(error.reason), "error")
    return redirect(url_for(".show", training=training))


def _show(training: int, error: VitrineError | None = None, noted: Noted | None = None) -> Page:
    with reading(home().engine) as session:
        line = lists.the_training(session, actor(), training, today())
        people, mine = lists.people(session, actor(), training), lists.mine(session, actor(), training)
        materials = lists.materials(session, actor(), training, now())
        comes, came = mine is not None and mine.signed_up_at is not None, mine.attended if mine is not None else None
    page = render_template("training/show.html", line=line, people=people, comes=comes, came=came, materials=materials,
                           error=error, noted=noted, today=today(), joined=joined,
                           typed="\n".join(noted.several) if noted else request.form.get("names", ""))
    return (page, status_of(error)) if error else page


def _form(values: MultiDict[str, str], error: VitrineError | None = None, of: lists.TrainingLine | None = None) -> Page:
    with reading(home().engine) as session:
        departments = [(row.id, row.name) for row in session.execute(
            select(Department.id, Department.name).where(Department.active).order_by(Department.is_office, Department.id))]
    field = error.field if isinstance(error, Invalid) else "people" if error else None
    page = render_template("training/form.html", values=values, of=of, departments=departments,
                           errors={field: error.reason} if error else {})
    return (page, status_of(error)) if error else page


def _sheet(written: bytes, name: str) -> Response:
    return Response(written, mimetype="text/csv", headers={"Content-Disposition": f"attachment; filename={name}.csv"})
