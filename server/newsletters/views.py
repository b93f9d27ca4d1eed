"""Pages of newsletters: the list, one newsletter's settings and readers, one issue to read, approve and send."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from index.catalogue import newsletter_visibility
from index.catalogue.outlets import Outlet, OutletType
from index.catalogue.people import Person
from index.db import reading
from index.errors import Invalid, NotFound, VitrineError
from server import policy
from server.boards.forms import day
from server.library import bytes as held
from server.newsletters import deciding, docx, files, forms, issues, keeping, lists, sending
from server.newsletters.lists import IssuePage, NewsletterLine
from server.web.doing import did
from server.web.errors import status_of
from server.web.i18n import tell
from server.web.services import actor, home, now, zone

blueprint = Blueprint("newsletters", __name__, url_prefix="/newsletters")
Page = str | tuple[str, int] | Response


@blueprint.before_request
def _allowed() -> None:
    policy.require(actor(), "read-newsletters")


@blueprint.get("/")
def index() -> Page:
    """List newsletters with the issues that the reader may read."""
    with reading(home().engine) as session:
        found = lists.newsletters(session, actor(), now())
    return render_template("newsletters/index.html", newsletters=found, today=now().astimezone(zone()).date())


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> Page:
    """Make a newsletter."""
    policy.require(actor(), "make-newsletters")
    if request.method == "GET":
        return _form(MultiDict())
    try:
        made = keeping.add(home().engine, actor(), forms.wish(request.form), now=now())
    except NotFound:
        raise
    except VitrineError as error:
        return _form(request.form, error)
    return redirect(url_for(".change", newsletter=made))


@blueprint.route("/<int:newsletter>/change", methods=["GET", "POST"])
def change(newsletter: int) -> Page:
    """Change a newsletter; its template and readers have forms of their own on the same page."""
    policy.require(actor(), "make-newsletters")
    line = _newsletter(newsletter)
    if request.method == "GET":
        return _form(forms.of_newsletter(line), line=line)
    try:
        keeping.change(home().engine, actor(), newsletter, forms.wish(request.form), now=now())
    except NotFound:
        raise
    except VitrineError as error:
        return _form(request.form, error, line)
    flash(_("Saved."))
    return redirect(url_for(".change", newsletter=newsletter))


@blueprint.post("/<int:newsletter>/template")
def set_template(newsletter: int) -> Page:
    """Take a template for Word, or go back to the one that comes along."""
    policy.require(actor(), "make-newsletters")
    given = request.files.get("template")
    data = given.stream.read(docx.MOST_BYTES + 1) if given and given.filename else None
    try:
        if data is not None and len(data) > docx.MOST_BYTES:
            raise Invalid("template", f"文件超过 {docx.MOST_BYTES >> 20} MB", f"it is larger than {docx.MOST_BYTES >> 20} MB")
        if data is None and "default" not in request.form:
            raise Invalid("template", "请选择文件", "choose a file")
        name = given.filename or "" if given else ""
        keeping.set_template(home(), actor(), newsletter, name, data, now=now())
        flash(_("Saved."))
    except NotFound:
        raise
    except VitrineError as error:
        flash(tell(error.reason), "error")
    return redirect(url_for(".change", newsletter=newsletter) + "#template")


@blueprint.get("/<int:newsletter>/template")
def template(newsletter: int) -> Response:
    """Give the template that is in use, to begin one's own from."""
    policy.require(actor(), "make-newsletters")
    with reading(home().engine) as session:
        row = keeping.found(session, newsletter)
        sha256, name = row.template_sha256, row.template_name or f"{row.name}.docx"
    return _file(files.template_of(home(), sha256), name, "docx")


@blueprint.post("/<int:newsletter>/readers")
def readers(newsletter: int) -> Page:
    """Put people and mail addresses on the list of readers."""
    people, mails = forms.readers(request.form)
    try:
        count = keeping.add_readers(home().engine, actor(), newsletter, people, mails, now=now())
        flash(ngettext("%(num)d reader is added.", "%(num)d readers are added.", count))
    except Invalid as error:
        flash(tell(error.reason), "error")
    return redirect(url_for(".change", newsletter=newsletter) + "#readers")


@blueprint.post("/<int:newsletter>/readers/<int:reader>/remove")
def remove_reader(newsletter: int, reader: int) -> Page:
    """Take a reader off the list."""
    keeping.remove_reader(home().engine, actor(), newsletter, reader, now=now())
    return redirect(url_for(".change", newsletter=newsletter) + "#readers")


@blueprint.post("/<int:newsletter>/issues")
def begin(newsletter: int) -> Page:
    """Begin the next issue."""
    try:
        dated = day(request.form, "dated") or now().astimezone(zone()).date()
        made = issues.begin(home().engine, actor(), newsletter, dated, now=now())
    except Invalid as error:
        flash(tell(error.reason), "error")
        return redirect(url_for(".index"))
    return redirect(url_for("newsletter_issue.edit", issue=made))


@blueprint.get("/issues/<int:issue>")
def show(issue: int) -> Page:
    """Show an issue as it is printed, with what the reader may do with it."""
    page = _issue(issue)
    with reading(home().engine) as session:
        on_list = len(lists.readers(session, page.newsletter_id)) if page.makes else 0
    return render_template("newsletters/show.html", page=page, on_list=on_list)


@blueprint.get("/issues/<int:issue>/file.<form>")
def file(issue: int, form: str) -> Response:
    """Give an issue as ``pdf``, shown by the browser, or ``docx``, as a file to keep."""
    if form not in files.TYPES:
        raise NotFound(what=form)
    page = _issue(issue)
    return _file(files.file_of(home(), page, form), f"{page.sheet.file_name}.{form}", form)


@blueprint.post("/issues/<int:issue>/submit")
def submit(issue: int) -> Page:
    """Submit an issue for approval."""
    return _did(issue, lambda: deciding.submit(home(), actor(), issue, now=now()), _("The issue is submitted."))


@blueprint.post("/issues/<int:issue>/take-back")
def take_back(issue: int) -> Page:
    """Take an issue back into the making, or send it back with the reason."""
    reason = request.form.get("reason", "")
    return _did(issue, lambda: deciding.take_back(home().engine, actor(), issue, reason, now=now()),
                _("The issue is in the making again."))


@blueprint.post("/issues/<int:issue>/approve")
def approve(issue: int) -> Page:
    """Approve an issue as the page showed it (``seen``)."""
    seen = request.form.get("seen", "")
    return _did(issue, lambda: deciding.approve(home(), actor(), issue, seen=seen, now=now()),
                _("The issue is approved. It and its files stay as they are."))


@blueprint.post("/issues/<int:issue>/send")
def send(issue: int) -> Page:
    """Send an approved issue to its readers."""
    return _did(issue, lambda: sending.send(home().engine, actor(), issue, now=now()), _("The issue is on its way."))


def _did(issue: int, do: Callable[[], object], said: str) -> Page:
    with reading(home().engine) as session:
        newsletter_visibility.readable(session, actor(), issue, now())
    did(do, said)
    return redirect(url_for(".show", issue=issue))


def _newsletter(newsletter: int) -> NewsletterLine:
    with reading(home().engine) as session:
        return lists.newsletter(session, actor(), newsletter, now())


def _issue(issue: int) -> IssuePage:
    with reading(home().engine) as session:
        return lists.issue(session, actor(), issue, now())


def _form(values: MultiDict[str, str], error: VitrineError | None = None, line: NewsletterLine | None = None) -> Page:
    with reading(home().engine) as session:
        outlets = [(row.id, row.name) for row in session.scalars(
            select(Outlet).where(Outlet.type == OutletType.BULLETIN).order_by(Outlet.name))]
        people = [(row.login, row.display) for row in session.scalars(
            select(Person).where(Person.active).order_by(Person.display))] if line else []
        on_list = lists.readers(session, line.id) if line else []
    page = render_template("newsletters/form.html", values=values, line=line, outlets=outlets, people=people, readers=on_list,
                           placeholders=docx.PLACEHOLDERS, problem=error.reason if error else None)
    return (page, status_of(error)) if error else page


def _file(data: bytes, name: str, form: str) -> Response:
    return held.document(data, name, files.TYPES[form], keep=form == "docx")
