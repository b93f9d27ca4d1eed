"""Pages of bookings: a week or a month of all kits, booking one, giving it up, handing out what was booked."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from index.catalogue.events import Event
from index.catalogue.people import Person
from index.db import reading
from index.errors import Conflict, Invalid, NotFound, VitrineError
from server import policy
from server.boards.forms import day
from server.kits import booking, booking_lists, days, lists, plan
from server.library.forms import number
from server.web.errors import status_of
from server.web.i18n import tell
from server.web.services import actor, home, now, zone

blueprint = Blueprint("kit_bookings", __name__, url_prefix="/kits/bookings")
Page = str | tuple[str, int] | Response
WEEK, MONTH = "week", "month"
MOST_EVENTS = 60


@blueprint.before_request
def _allowed() -> None:
    policy.require(actor(), "book-kits")


@blueprint.get("/")
def index() -> Page:
    """Show a week or a month of all kits, and the bookings that wait to be fetched."""
    by = MONTH if request.args.get("by") == MONTH else WEEK
    first, count = _shown(by)
    with reading(home().engine) as session:
        rows = plan.of_kits(session, actor(), first, count, today(), zone())
        lines = booking_lists.bookings(session, actor(), today())
    before, after = _around(by, first)
    return render_template("kits/bookings.html", rows=rows, lines=lines, by=by, first=first, before=before, after=after,
                           dates=[first + timedelta(days=one) for one in range(count)], today=today())


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> Page:
    """Book a kit."""
    if request.method == "GET":
        return _form(request.args)
    form = request.form
    try:
        first, last = day(form, "first"), day(form, "last")
        if first is None:
            raise Invalid("first", "请选择开始日期", "say from which day")
        who = form.get("to", "") or actor().login
        if not form.get("kit"):
            raise Invalid("kit", "请选择器材", "choose a kit")
        made = booking.book(home().engine, actor(), form["kit"], booking.NewBooking(
            who, first, last or first, form.get("event") or None, form.get("note", "")), now=now(), zone=zone())
    except (Invalid, Conflict, NotFound) as error:
        return _form(form, error)
    with reading(home().engine) as session:
        kit = booking_lists.booking(session, actor(), made, today()).kit_id
    flash(_("The kit is booked."))
    return redirect(url_for("kits.show", kit=kit))


@blueprint.post("/<int:booked>/give-up")
def give_up(booked: int) -> Page:
    """Give a booking up."""
    try:
        booking.unbook(home().engine, actor(), booked, reason=request.form.get("reason", ""), now=now())
        flash(_("The booking is given up; its days are free."))
    except Conflict as error:
        flash(tell(error.reason), "error")
    return redirect(_back())


@blueprint.post("/<int:booked>/hand-out")
def hand_out(booked: int) -> Page:
    """Hand out what was booked, until the booking's last day."""
    try:
        booking.hand_out(home().engine, actor(), booked, now=now(), zone=zone())
        flash(_("The kit is handed out."))
    except (Conflict, Invalid) as error:
        flash(tell(error.reason), "error")
    return redirect(_back())


def today() -> date:
    """Return the day in the campus's zone."""
    return now().astimezone(zone()).date()


def _back() -> str:
    given = request.form.get("kit", "")
    kit = number(given)
    return url_for("kits.show", kit=kit) if kit is not None else url_for(".index")


def _shown(by: str) -> tuple[date, int]:
    """Return the first day of the week or month that is asked for, and how many days it has."""
    try:
        asked = day(request.args, "from") or today()
    except Invalid:
        asked = today()
    if by == MONTH:
        return asked.replace(day=1), calendar.monthrange(asked.year, asked.month)[1]
    return asked - timedelta(days=asked.weekday()), 7


def _around(by: str, first: date) -> tuple[date, date]:
    """Return the first days of the week or month before and after."""
    if by == MONTH:
        return (first - timedelta(days=1)).replace(day=1), (first + timedelta(days=31)).replace(day=1)
    return first - timedelta(weeks=1), first + timedelta(weeks=1)


def _form(typed: Mapping[str, Any], error: VitrineError | None = None) -> Page:
    field = error.field if isinstance(error, Invalid) else None
    with reading(home().engine) as session:
        kits = [one for one in lists.kits(session, actor()) if one.active]
        keeps = any(one.may_keep for one in kits)
        found = {"kits": _kits(session, kits, typed), "keeps": keeps,
                 "people": _people(session) if keeps else [], "events": _events(session)}
    page = render_template("kits/book.html", typed=typed, error=error, field=field, today=today(), **found)
    return (page, status_of(error)) if error else page


def _kits(session: Session, kits: list[lists.KitStanding], typed: Mapping[str, Any]) -> list[tuple[int, str]]:
    """Return the kits that may be booked; where days are given already, those that are free then come first, said so."""
    try:
        first, last = day(typed, "first"), day(typed, "last")
    except Invalid:
        first = last = None
    if first is None:
        return [(one.id, one.name) for one in kits]
    free = {one.id for one in days.free(session, actor(), first, max(first, last or first))}
    ranked = sorted(kits, key=lambda one: one.id not in free)
    return [(one.id, f"{one.name} · {_('free')}" if one.id in free else one.name) for one in ranked]


def _people(session: Session) -> list[tuple[str, str]]:
    rows = session.execute(select(Person.login, Person.display).where(Person.active).order_by(Person.display))
    return [(row.login, row.display) for row in rows]


def _events(session: Session) -> list[tuple[int, str]]:
    rows = session.execute(select(Event.id, Event.name, Event.starts_on).where(Event.ends_on >= today())
                           .order_by(Event.starts_on).limit(MOST_EVENTS))
    return [(row.id, f"{row.name} · {row.starts_on}") for row in rows]
