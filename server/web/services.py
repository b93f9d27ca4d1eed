"""What one application has in hand: its home and its clock; and the questions that every view asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import current_app, g, request

from index.catalogue import work_calendar
from index.catalogue.people import Actor
from index.catalogue.workdays import WorkCalendar
from index.db import reading
from index.errors import VitrineError
from server.clock import Clock
from server.home import Home


@dataclass(frozen=True, slots=True)
class Services:
    """The parts of one application; ``app.extensions["vitrine"]``."""

    home: Home
    clock: Clock


def services() -> Services:
    """Return the parts of the application that answers this request."""
    found: Services = current_app.extensions["vitrine"]
    return found


def home() -> Home:
    """Return the open home."""
    return services().home


def now() -> datetime:
    """Return the moment of this request, the same for all that it asks. Aware, UTC."""
    if "now" not in g:
        g.now = services().clock()
    moment: datetime = g.now
    return moment


def zone() -> ZoneInfo:
    """Return the campus's time zone."""
    return home().settings.zone


def calendar() -> WorkCalendar:
    """Return the campus's working calendar, read once for a request."""
    if "calendar" not in g:
        with reading(home().engine) as session:
            g.calendar = work_calendar.load(session, zone())
    found: WorkCalendar = g.calendar
    return found


def actor() -> Actor:
    """Return who asks. Raises VitrineError(sign-in) where nobody has signed in."""
    found: Actor | None = g.get("actor")
    if found is None:
        raise VitrineError("sign-in")
    return found


def base_address() -> str:
    """Return what stands before the path in addresses for others: the public one, else the one that this request came to."""
    return home().settings.public_url.rstrip("/") or request.host_url.rstrip("/")


def kiosk_address() -> str:
    """Return the address that a screen opens."""
    return f"{base_address()}/kiosk/"
