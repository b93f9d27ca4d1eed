"""Pages of the office's reports: the list, one with what it prints, its issue and files, its form and the leaders' list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup
from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from index.catalogue import report_visibility
from index.catalogue.people import Person
from index.db import reading
from index.errors import Conflict, Invalid, NotFound, VitrineError
from server import policy
from server.docx.package import MOST_BYTES
from server.ledger.months import month_at
from server.library import bytes as held
from server.newsletters.forms import readers as readers_given
from server.points import periods, words
from server.reports import docx, files, forms, html, issuing, keeping, making
from server.reports import reading as reports
from server.reports.reading import Whole
from server.web.doing import did
from server.web.errors import status_of
from server.web.i18n import tell
from server.web.services import actor, home, now, zone

blueprint = Blueprint("reports", __name__, url_prefix="/points/reports")
Page = str | tuple[str, int] | Response


@blueprint.before_request
def _allowed() -> None:
    policy.require(actor(), "read-reports")


@blueprint.context_processor
def _words() -> dict[str, object]:
    return {"words": words}


@blueprint.get("/")
def index() -> Page:
    """Show the reports that the reader may open."""
    with reading(home().engine) as session:
        found = reports.lines(session, actor(), now())
    last = periods.before(month_at(now(), zone()))
    spans = [(value, words.period(value)) for per in periods.Per for value in (periods.of_month(last, per),)]
    return render_template("reports/index.html", reports=found, spans=spans)


@blueprint.post("/new")
def begin() -> Page:
    """Begin a report of a period."""
    try:
        made = making.begin(home().engine, actor(), request.form.get("period", ""), _today(), now=now())
    except Invalid as error:
        flash(tell(error.reason), "error")
        return redirect(url_for(".index"))
    return redirect(url_for(".edit", report=made))


@blueprint.get("/<int:report>")
def show(report: int) -> Page:
    """Show a report as it is printed, with what the reader may do with it."""
    found = _whole(report)
    with reading(home().engine) as session:
        on_list = len(keeping.on_list(session)) if policy.may(actor(), "make-reports") else 0
    return render_template("reports/show.html", page=found, paper=_paper(found), on_list=on_list)


@blueprint.route("/<int:report>/edit", methods=["GET", "POST"])
def edit(report: int) -> Page:
    """Change what a draft says."""
    policy.require(actor(), "make-reports")
    found = _whole(report)
    if found.line.state != "draft":
        return redirect(url_for(".show", report=report))
    if request.method == "GET":
        return _edit(found, forms.of_report(home().engine, report))
    try:
        making.change(home().engine, actor(), report, forms.facts(request.form), now=now())
    except (Invalid, Conflict) as error:
        return _edit(found, request.form, error)
    flash(_("Saved."))
    return redirect(url_for(".show", report=report))


@blueprint.post("/<int:report>/remove")
def remove(report: int) -> Page:
    """Remove a draft."""
    making.remove(home().engine, actor(), report, now=now())
    flash(_("The draft is removed."))
    return redirect(url_for(".index"))


@blueprint.post("/<int:report>/issue")
def issue(report: int) -> Page:
    """Issue a draft as the page showed it (``seen``)."""
    seen = request.form.get("seen", "")
    return _did(report, lambda: issuing.issue(home(), actor(), report, seen=seen, now=now()),
                _("The report is issued. Its figures and files stay as they are."))


@blueprint.post("/<int:report>/send")
def send(report: int) -> Page:
    """Send an issued report to the leaders."""
    return _did(report, lambda: issuing.send(home().engine, actor(), report, now=now()), _("The report is on its way."))


@blueprint.post("/<int:report>/correct")
def correct(report: int) -> Page:
    """Begin a report that puts this one right."""
    period = _whole(report).line.period
    try:
        made = making.begin(home().engine, actor(), period, _today(), corrects=report,
                            reason=request.form.get("reason", ""), now=now())
    except (Invalid, Conflict) as error:
        flash(tell(error.reason), "error")
        return redirect(url_for(".show", report=report))
    return redirect(url_for(".edit", report=made))


@blueprint.get("/<int:report>/file.<form>")
def file(report: int, form: str) -> Response:
    """Give a report as ``pdf`` or ``html``, which the browser shows, or as ``docx`` or ``xlsx``, to keep."""
    if form not in files.TYPES:
        raise NotFound(what=form[:20])
    found = _whole(report)
    return _file(files.file_of(home(), report, found.sheet, form), f"{found.sheet.file_name}.{form}", form)


@blueprint.route("/settings", methods=["GET", "POST"])
def settings() -> Page:
    """Say how reports look, and to whom they go."""
    policy.require(actor(), "make-reports")
    if request.method == "GET":
        with reading(home().engine) as session:
            row = keeping.form(session)
            values: dict[str, str] = {name: getattr(row, name) for name in keeping.LONGEST}
            values["red_head"] = "1" if row.red_head else ""
        return _settings(MultiDict(values))
    try:
        keeping.change(home().engine, actor(), forms.wish(request.form), now=now())
    except Invalid as error:
        return _settings(request.form, error)
    flash(_("Saved."))
    return redirect(url_for(".settings"))


@blueprint.route("/settings/template", methods=["GET"])
def template() -> Response:
    """Give the template that is in use, to begin one's own from."""
    policy.require(actor(), "make-reports")
    return _file(files.template_of(home()), "通报模板.docx", "docx")


@blueprint.post("/settings/template")
def set_template() -> Page:
    """Take a template for Word, or go back to the one that comes along."""
    policy.require(actor(), "make-reports")
    given = request.files.get("template")
    data = given.stream.read(MOST_BYTES + 1) if given and given.filename else None
    try:
        if data is not None and len(data) > MOST_BYTES:
            raise Invalid("template", f"文件超过 {MOST_BYTES >> 20} MB", f"it is larger than {MOST_BYTES >> 20} MB")
        if data is None and "default" not in request.form:
            raise Invalid("template", "请选择文件", "choose a file")
        keeping.set_template(home(), actor(), given.filename or "" if given else "", data, now=now())
        flash(_("Saved."))
    except VitrineError as error:
        flash(tell(error.reason), "error")
    return redirect(url_for(".settings") + "#template")


@blueprint.post("/settings/readers")
def readers() -> Page:
    """Put people and mail addresses on the leaders' list."""
    people, mails = readers_given(request.form)
    try:
        count = keeping.add_readers(home().engine, actor(), people, mails, now=now())
        flash(ngettext("%(num)d reader is added.", "%(num)d readers are added.", count))
    except Invalid as error:
        flash(tell(error.reason), "error")
    return redirect(url_for(".settings") + "#readers")


@blueprint.post("/settings/readers/<int:reader>/remove")
def remove_reader(reader: int) -> Page:
    """Take somebody off the leaders' list."""
    keeping.remove_reader(home().engine, actor(), reader, now=now())
    return redirect(url_for(".settings") + "#readers")


def _did(report: int, do: Callable[[], object], said: str) -> Page:
    with reading(home().engine) as session:
        report_visibility.readable(session, actor(), report, now())
    did(do, said)
    return redirect(url_for(".show", report=report))


def _whole(report: int) -> Whole:
    with reading(home().engine) as session:
        return reports.whole(session, actor(), report, zone(), now())


def _paper(found: Whole) -> Markup:
    said = html.paper(found.sheet, lambda sha256: url_for("media.rendition", sha256=sha256))
    return Markup(said)  # noqa: S704  everything in it is escaped there


def _today() -> date:
    return now().astimezone(zone()).date()


def _edit(found: Whole, values: MultiDict[str, str], error: VitrineError | None = None) -> Page:
    page = render_template("reports/edit.html", page=found, values=values,
                           errors={error.field: error.reason} if isinstance(error, Invalid) else {},
                           why=None if isinstance(error, Invalid) or error is None else error.reason)
    return (page, status_of(error)) if error else page


def _settings(values: MultiDict[str, str], error: Invalid | None = None) -> Page:
    with reading(home().engine) as session:
        people = [(row.login, row.display) for row in session.execute(
            select(Person.login, Person.display).where(Person.active).order_by(Person.display))]
        page = render_template("reports/settings.html", values=values, people=people, readers=keeping.on_list(session),
                               template=keeping.form(session).template_name, placeholders=docx.PLACEHOLDERS,
                               errors={error.field: error.reason} if error else {})
    return (page, status_of(error)) if error else page


def _file(data: bytes, name: str, form: str) -> Response:
    return held.document(data, name, files.TYPES[form], keep=form in {"docx", "xlsx", "html"})
