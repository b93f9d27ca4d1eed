"""Pages of the agenda: what is ahead as a list or a month, and the addresses to subscribe to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from index.db import reading
from index.errors import Invalid
from server.agenda import addresses, entries, feed, words
from server.agenda.entries import Entry, Of
from server.boards.forms import day
from server.web.errors import status_of
from server.web.services import actor, home, now, zone

blueprint = Blueprint("agenda", __name__, url_prefix="/agenda")
Page = str | tuple[str, int] | Response
LIST, MONTH = "list", "month"
AHEAD: Final = 42
"""Days of the list."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a month's grid; ``beside`` the month, where it only fills its week."""

    on: date
    beside: bool
    entries: tuple[Entry, ...]


@blueprint.get("/")
def index() -> Page:
    """Show what is ahead, as a list or as a month."""
    by = MONTH if request.args.get("by") == MONTH else LIST
    of = Of(request.args["of"]) if request.args.get("of") in set(Of) else Of.ALL
    first = _asked()
    if by == MONTH:
        month = first.replace(day=1)
        first, last = month - timedelta(days=month.weekday()), _end_of_weeks(month)
        before, after = (month - timedelta(days=1)).replace(day=1), _next(month)
    else:
        month, last = first, first + timedelta(days=AHEAD - 1)
        before, after = first - timedelta(days=AHEAD), last + timedelta(days=1)
    with reading(home().engine) as session:
        found = entries.entries(session, actor(), of, first, last, home().settings, now())
        ahead = by == LIST and first == today()
        late = entries.overdue(session, actor(), of, home().settings, now()) if ahead else []
    return render_template(
        "agenda/index.html", by=by, of=of, first=first, last=last, month=month, before=before, after=after, late=late,
        days=_days(found, first), weeks=_weeks(found, first, last, month) if by == MONTH else [], today=today(),
        title_of=words.title, empty=not found and not late)


@blueprint.get("/subscribe")
def subscribe() -> Page:
    """Show which calendars one may subscribe to, and which have an address."""
    return _subscribe()


@blueprint.post("/subscribe/<what>")
def open_address(what: str) -> Page:
    """Make the address of a calendar, or make it anew, and show it this once."""
    try:
        token = addresses.make(home().engine, actor(), what, now=now())
    except Invalid as error:
        return _subscribe(), status_of(error)
    base = home().settings.public_url.rstrip("/") or request.host_url.rstrip("/")
    return _subscribe(made=what, address=base + url_for("calendar_feed.show", token=token))


@blueprint.post("/subscribe/<what>/close")
def close_address(what: str) -> Page:
    """Close the address of a calendar."""
    addresses.close(home().engine, actor(), what, now=now())
    flash(_("The address is closed; programmes that have it get nothing more."))
    return redirect(url_for(".subscribe"))


def today() -> date:
    """Return the day in the campus's zone."""
    return now().astimezone(zone()).date()


def _subscribe(made: str = "", address: str = "") -> str:
    with reading(home().engine) as session:
        opened = addresses.opened(session, actor())
    return render_template("agenda/subscribe.html", offered=addresses.offered(actor()), opened=opened, made=made,
                           address=address, name_of=feed.name_of)


def _asked() -> date:
    try:
        return day(request.args, "from") or today()
    except Invalid:
        return today()


def _next(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def _end_of_weeks(month: date) -> date:
    last = _next(month) - timedelta(days=1)
    return last + timedelta(days=6 - last.weekday())


def _days(found: Sequence[Entry], first: date) -> list[tuple[date, list[Entry]]]:
    """Return the days on which something begins, with what does; what began before the first day stands there."""
    days: dict[date, list[Entry]] = {}
    for one in found:
        days.setdefault(max(one.first, first), []).append(one)
    return sorted(days.items())


def _weeks(found: Sequence[Entry], first: date, last: date, month: date) -> list[list[Day]]:
    days = [first + timedelta(days=one) for one in range((last - first).days + 1)]
    grid = [Day(on, on.month != month.month, tuple(one for one in found if one.first <= on <= one.last)) for on in days]
    return [grid[start:start + 7] for start in range(0, len(grid), 7)]
