"""Pages of camera kits: who has each, handing out and taking back, and cameras that no kit knows yet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from index.db import reading
from index.errors import Conflict, Invalid, VitrineError
from server import policy
from server.boards.forms import day
from server.kits import bodies, booking_lists, lists, plan, service
from server.library.forms import number
from server.web.errors import status_of
from server.web.i18n import tell
from server.web.services import actor, home, now

blueprint = Blueprint("kits", __name__, url_prefix="/kits")
Page = str | tuple[str, int] | Response
USUAL_DAYS = 3
WEEKS = 5
"""How many weeks a kit's page shows."""


@blueprint.before_request
def _allowed() -> None:
    policy.require(actor(), "upload")


@blueprint.get("/")
def index() -> Page:
    """Show the department's kits and the cameras that it is asked about; the office sees all."""
    with reading(home().engine) as session:
        found = lists.kits(session, actor())
        unknown = bodies.unknown_bodies(session, actor())
    return render_template("kits/index.html", kits=found, unknown=unknown, choices=kit_choices(found), today=today())


@blueprint.get("/<int:kit>")
def show(kit: int) -> Page:
    """Show one kit: who has it, handing it out, who had it."""
    return _page(kit)


@blueprint.post("/<int:kit>/lend")
def lend(kit: int) -> Page:
    """Hand a kit out."""
    form = request.form
    try:
        due = day(form, "due")
        if due is None:
            raise Invalid("due", "请填写归还日期", "say when it is due back")
        service.lend(home().engine, actor(), str(kit), service.NewLoan(form.get("to", ""), due, form.get("note", "")),
                     now=now(), zone=home().settings.zone)
    except (Invalid, Conflict) as error:
        return _page(kit, error, form)
    flash(_("The kit is handed out."))
    return redirect(url_for(".show", kit=kit))


@blueprint.post("/<int:kit>/take-back")
def take_back(kit: int) -> Page:
    """Take a kit back."""
    try:
        service.take_back(home().engine, actor(), str(kit), note=request.form.get("note", ""), now=now())
    except Conflict as error:
        return _page(kit, error, request.form)
    flash(_("The kit is back."))
    return redirect(url_for(".show", kit=kit))


@blueprint.post("/<int:kit>/prolong")
def prolong(kit: int) -> Page:
    """Let a kit come back on another day."""
    try:
        due = day(request.form, "due")
        if due is None:
            raise Invalid("due", "请填写归还日期", "say when it is due back")
        service.prolong(home().engine, actor(), str(kit), due, now=now(), zone=home().settings.zone)
    except (Invalid, Conflict) as error:
        return _page(kit, error, request.form)
    flash(_("The new day is noted."))
    return redirect(url_for(".show", kit=kit))


@blueprint.post("/bodies")
def body() -> Page:
    """Answer whose a camera is: a kit's (its id), a new kit's (its name), or none of the department's."""
    form = request.form
    serial, department = form.get("serial", ""), number(form.get("department"))
    try:
        if form.get("answer") == "not-ours":
            bodies.not_ours(home().engine, actor(), serial, department_id=department, now=now())
            flash(_("This camera will not be asked about again."))
        else:
            told(_claimed(form, serial, department))
    except (Invalid, Conflict) as error:
        flash(tell(error.reason), "error")
    return redirect(_back())


def told(count: int) -> None:
    """Say how many earlier files now belong to the kit."""
    flash(ngettext("The camera is known now; %(num)d earlier file belongs to the kit.",
                   "The camera is known now; %(num)d earlier files belong to the kit.", count))


def today() -> date:
    """Return the day in the campus's zone."""
    return now().astimezone(home().settings.zone).date()


def kit_choices(found: list[lists.KitStanding]) -> list[lists.KitStanding]:
    """Return the kits that a camera can be said to belong to by this reader."""
    return [one for one in found if one.active and one.may_keep]


def _claimed(form: Mapping[str, str], serial: str, department: int | None) -> int:
    kit = form.get("kit", "")
    if kit == "new":
        return bodies.claim_for_new_kit(home().engine, actor(), serial, form.get("name", ""), department_id=department,
                                        now=now())
    if not kit:
        raise Invalid("kit", "请选择器材", "choose a kit")
    return bodies.claim(home().engine, actor(), serial, kit, now=now())


def _back() -> str:
    """Return the page of ours that asked."""
    batch = request.form.get("batch", "")
    return url_for("batches.show", batch=batch) if batch else url_for(".index")


def _page(kit_id: int, error: VitrineError | None = None, typed: Mapping[str, Any] | None = None) -> Page:
    with reading(home().engine) as session:
        kit = lists.kit(session, actor(), kit_id)
        loans = lists.history(session, kit_id)
        people = lists.borrowers(session, kit.department_id) if kit.may_keep else []
        bookings = booking_lists.bookings(session, actor(), today(), kit_id=kit_id)
        weeks = plan.weeks_of_kit(session, actor(), kit_id, kit.name, today(), WEEKS, today(), home().settings.zone)
    field = error.field if isinstance(error, Invalid) else None
    page = render_template("kits/show.html", kit=kit, loans=loans, people=people, bookings=bookings,
                           weeks=weeks, today=today(), zone=home().settings.zone,
                           typed=typed or {}, error=error, field=field, usual=today() + timedelta(days=USUAL_DAYS))
    return (page, status_of(error)) if error else page
