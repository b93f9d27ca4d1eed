"""Pages of assignments: all for the office, one's own and the department's for everybody else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from index.catalogue.events import Event
from index.catalogue.kits import Kit
from index.catalogue.people import Person
from index.db import reading
from index.errors import Conflict, Invalid, NotFound, VitrineError
from server import policy
from server.assignments import lists, service
from server.web.errors import status_of
from server.web.i18n import tell
from server.web.services import actor, home, now

blueprint = Blueprint("assignments", __name__, url_prefix="/assignments")
Page = str | tuple[str, int] | Response
MOST_EVENTS = 60


@blueprint.before_request
def _allowed() -> None:
    policy.require(actor(), "upload")


@blueprint.get("/")
def index() -> Page:
    """Show the assignments: late ones first, then what is due next."""
    mine = "mine" in request.args
    with reading(home().engine) as session:
        lines = lists.assignments(session, actor(), home().settings, now(), mine=mine)
        kits = _kits(session) if policy.may(actor(), "assign") else []
    return render_template("assignments/index.html", lines=lines, kits=kits, mine=mine,
                           hours=home().settings.assignment_hours)


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> Page:
    """Make an assignment."""
    policy.require(actor(), "assign")
    if request.method == "GET":
        return _form(request.args)
    form = request.form
    try:
        service.add(home().engine, actor(), service.NewAssignment(
            form.get("event", ""), form.get("to", ""), form.get("kit") or None, form.get("note", "")), now=now())
    except (Invalid, Conflict, NotFound) as error:
        return _form(form, error)
    flash(_("The assignment is made."))
    return redirect(url_for(".index"))


@blueprint.post("/<int:assignment>/close")
def close(assignment: int) -> Page:
    """Let an assignment be, with the reason."""
    try:
        service.close(home().engine, actor(), assignment, request.form.get("reason", ""), settings=home().settings, now=now())
    except (Conflict, Invalid) as error:
        flash(tell(error.reason), "error")
    return redirect(url_for("office.index") if request.form.get("page") == "office" else url_for(".index"))


@blueprint.post("/<int:assignment>/kit")
def send_kit(assignment: int) -> Page:
    """Send another kit to an assignment, or none."""
    try:
        service.send_kit(home().engine, actor(), assignment, request.form.get("kit") or None, settings=home().settings,
                         now=now())
        flash(_("Saved."))
    except Conflict as error:
        flash(tell(error.reason), "error")
    return redirect(url_for(".index"))


def _form(typed: Mapping[str, Any], error: VitrineError | None = None) -> Page:
    with reading(home().engine) as session:
        events, people, kits = _choices(session)
    field = error.field if isinstance(error, Invalid) else None
    page = render_template("assignments/form.html", typed=typed, error=error, field=field, events=events, people=people,
                           kits=kits, hours=home().settings.assignment_hours)
    return (page, status_of(error)) if error else page


def _choices(session: Session) -> tuple[list[tuple[int, str]], list[tuple[str, str]], list[tuple[int, str]]]:
    """Return what may be chosen as (value, words): events that are not over first, people, kits in use."""
    today = now().astimezone(home().settings.zone).date()
    events = session.execute(select(Event.id, Event.name, Event.starts_on, Event.ends_on)
                             .order_by(Event.starts_on.desc()).limit(MOST_EVENTS)).all()
    ranked = sorted(events, key=lambda one: (one.ends_on < today, abs(one.starts_on - today)))
    people = session.execute(select(Person.login, Person.display).where(Person.active).order_by(Person.display)).all()
    return ([(one.id, f"{one.name} · {one.starts_on}") for one in ranked], [(row.login, row.display) for row in people],
            _kits(session))


def _kits(session: Session) -> list[tuple[int, str]]:
    rows = session.execute(select(Kit.id, Kit.name).where(Kit.active).order_by(Kit.name))
    return [(row.id, row.name) for row in rows]
