"""Consents over HTTP: the list, one record, its evidence, and withdrawing it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from index.catalogue import queries
from index.catalogue.assets import row_id
from index.catalogue.channels import Channel
from index.catalogue.departments import Department
from index.db import reading
from index.errors import Forbidden, Invalid, NotFound, VitrineError
from server import policy
from server.consents import forms, lists, namesakes, service
from server.library import bytes as held
from server.usage.lists import uses
from server.web.errors import status_of
from server.web.i18n import tell
from server.web.paging import Pager, page_number
from server.web.services import actor, home, now

blueprint = Blueprint("consents", __name__, url_prefix="/consents")
Page = str | tuple[str, int] | Response
LINES = 50
LISTED = 200
"""Pictures of a name that are shown at once to decide about; the next follow when these are decided."""


@blueprint.get("/")
def index() -> Page:
    """List the records that the reader may see, found by name or number (``name``) and ``state``."""
    policy.require(actor(), "keep-consents")
    text, state = request.args.get("name", ""), request.args.get("state", "")
    pages = Pager(page_number(), LINES, more=False)
    with reading(home().engine) as session:
        found = lists.lines(session, actor(), home().settings.zone, now(), text=text, state=state, limit=LINES + 1,
                            offset=pages.offset)
    return render_template("consents/index.html", lines=found[:LINES], text=text, state=state, states=lists.STATES,
                           pages=Pager(pages.number, LINES, more=len(found) > LINES))


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> Page:
    """Keep a new record; the address may name the person (``name``)."""
    policy.require(actor(), "keep-consents")
    if request.method == "GET":
        return _form(MultiDict({"name": request.args.get("name", "")}), None)
    try:
        proof = forms.evidence(request.files.get("evidence"))
        made = service.add(home(), actor(), forms.wish(request.form), proof, now=now())
    except VitrineError as error:
        return _form(request.form, None, error)
    flash(_("The consent is on record."))
    return redirect(url_for(".show", consent=made))


@blueprint.get("/<int:consent>")
def show(consent: int) -> Page:
    """Show one record, and where pictures of this person are used."""
    with reading(home().engine) as session:
        line = lists.line(session, actor(), consent, home().settings.zone, now())
        sorts = namesakes.sort(session, namesakes.kept_by(session, actor(), consent))
        found = uses(session, actor(), sorts.counting, now())
        decides = policy.may(actor(), "free-namesakes")
        by_name = queries.assets(session, sorts.by_name[:LISTED]) if decides else []
    return render_template("consents/show.html", line=line, sorts=sorts, uses=found, by_name=by_name)


@blueprint.route("/<int:consent>/change", methods=["GET", "POST"])
def change(consent: int) -> Page:
    """Change a record."""
    with reading(home().engine) as session:
        line = lists.line(session, actor(), consent, home().settings.zone, now())
    if request.method == "GET":
        return _form(forms.typed(line), line)
    try:
        service.change(home(), actor(), consent, forms.wish(request.form), forms.evidence(request.files.get("evidence")),
                       now=now())
    except VitrineError as error:
        return _form(request.form, line, error)
    flash(_("Saved."))
    return redirect(url_for(".show", consent=consent))


@blueprint.post("/<int:consent>/withdraw")
def withdraw(consent: int) -> Page:
    """Withdraw a consent, and lead to the report of what was taken down for it."""
    try:
        others = [row_id(one) for one in request.form.getlist("other")]
        report = service.withdraw(home().engine, actor(), consent, request.form.get("reason", ""), others=others, now=now())
    except NotFound:
        raise
    except VitrineError as error:
        flash(tell(error.reason), "error")
        return redirect(url_for(".show", consent=consent))
    if report is None:
        flash(_("The consent is withdrawn. Nothing had to be taken down for it."))
        return redirect(url_for(".show", consent=consent))
    flash(_("The consent is withdrawn, and all that it covered is taken down."))
    return redirect(url_for("takedowns.show", report=report))


@blueprint.post("/<int:consent>/others")
def others(consent: int) -> Page:
    """Say of the pictures ticked (``other``) that they show somebody else of the name."""
    told = [row_id(one) for one in request.form.getlist("other")]
    number = namesakes.say_others(home().engine, actor(), consent, told, now=now())
    flash(ngettext("%(num)d picture is noted as showing somebody else.",
                   "%(num)d pictures are noted as showing somebody else.", number))
    return redirect(url_for(".show", consent=consent))


@blueprint.post("/<int:consent>/of/<asset>")
def say(consent: int, asset: str) -> Page:
    """Say of a name on an asset that it is the person of this record (``person`` is ``is``), is not, or nothing."""
    said = {"is": True, "is-not": False}.get(request.form.get("person", ""))
    try:
        namesakes.say(home().engine, actor(), row_id(asset), consent, said, now=now())
    except Forbidden as error:
        flash(tell(error.reason), "error")
    return redirect(url_for("library.asset", asset=asset) + "#consents")


@blueprint.get("/<int:consent>/evidence")
def evidence(consent: int) -> Response:
    """Give the evidence as a file to keep, never to be shown by a browser: nothing in it is trusted."""
    with reading(home().engine) as session:
        line = lists.line(session, actor(), consent, home().settings.zone, now())
    if line.evidence_sha256 is None:
        raise NotFound(what=_("a file"))
    return held.evidence(line.evidence_sha256, line.evidence)


def _form(typed: Mapping[str, Any], line: lists.Line | None, why: VitrineError | None = None) -> Page:
    with reading(home().engine) as session:
        channels = [(row.code, (row.name, row.name_en)) for row in
                    session.scalars(select(Channel).where(Channel.active).order_by(Channel.position))]
        departments = [(code, (zh, en)) for code, zh, en in session.execute(
            select(Department.code, Department.name, Department.name_en).order_by(Department.name))]
    page = render_template("consents/form.html", typed=typed, line=line, channels=channels, departments=departments,
                           why=why.reason if why else None, wrong=why.field if isinstance(why, Invalid) else None)
    return (page, status_of(why)) if why else page
