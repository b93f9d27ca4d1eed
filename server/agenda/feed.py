"""The calendar behind a secret address, as its owner's programme asks for it: no sign-in, the token says who asks."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from flask import Blueprint, Response, g, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from index import settings as configuration
from index.catalogue.calendar_addresses import Calendar
from index.catalogue.people import Actor
from index.db import reading
from server.agenda import addresses, entries, words
from server.agenda.entries import Entry, Kind, Of
from server.agenda.ics import Event, calendar
from server.web.by_token import by_token, given_token
from server.web.i18n import language
from server.web.services import home, now

blueprint = Blueprint("calendar_feed", __name__, url_prefix="/agenda/feed/<token>.ics")
by_token(blueprint)
LONG_AGO: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""When something changed of which the trail says nothing."""
BEFORE: Final = timedelta(days=31)
AFTER: Final = timedelta(days=400)
BUSY: Final = frozenset({Kind.SHOOT, Kind.TRAINING})
ALARM_HOURS: Final = 15
"""A shoot is reminded of at nine in the morning of the day before."""


@blueprint.get("")
def show() -> Any:
    """Give a calendar; 304 where it is the one that the programme has."""
    with reading(home().engine) as session:
        actor, g.locale_of_person, what = addresses.of_token(session, given_token())
        found = _entries(session, actor, what)
        changed = entries.changes(session, (subject for one in found for subject in one.subjects))
    written = calendar(name_of(what), [_event(one, changed) for one in found], language=language().replace("_", "-"))
    answer = Response(written, mimetype="text/calendar")
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.set_etag(hashlib.sha256(written).hexdigest()[:32])
    return answer.make_conditional(request)


def name_of(what: str) -> str:
    """Return what a calendar is called."""
    return str({Calendar.MINE: _("My duties"), Calendar.DEPARTMENT: _("My department’s events"),
                Calendar.OFFICE: _("All events"), Calendar.DUE: _("What is due")}[Calendar(what)])


def _entries(session: Session, actor: Actor, what: Calendar) -> list[Entry]:
    settings = home().settings
    today = now().astimezone(settings.zone).date()
    first, last = today - BEFORE, today + AFTER
    match what:
        case Calendar.MINE:
            found = [*(one for one in entries.shoots(session, actor, settings, now()) if one.kind is Kind.SHOOT),
                     *entries.bookings(session, actor, settings, now()),
                     *entries.trainings(session, actor, first, last, settings, now(), asked=True)]
        case Calendar.DUE:
            found = [*(one for one in entries.shoots(session, actor, settings, now()) if one.kind is Kind.FILES),
                     *entries.due(session, actor, settings, now())]
        case _:
            of = Of.ALL if what is Calendar.OFFICE else Of.DEPARTMENT
            found = [*entries.events(session, actor, of, first, last),
                     *entries.trainings(session, actor, first, last, settings, now(), asked=what is not Calendar.OFFICE)]
    return [one for one in found if one.first <= last and one.last >= first]


def _event(entry: Entry, changed: dict[str, Any]) -> Event:
    trail = [changed[one] for one in entry.subjects if one in changed]
    endpoint, values = ("agenda.index", {"from": entry.first}) if entry.kind is Kind.EVENT else entry.page
    return Event(
        uid=f"{entry.kind}-{entry.number}@{_installation()}", title=words.title(entry), first=entry.first, last=entry.last,
        changed_at=max(at for _, at in trail) if trail else LONG_AGO, sequence=sum(count for count, _ in trail),
        at=entry.at, until=entry.until, place=entry.place, text=words.text(entry), url=_base() + url_for(endpoint, **values),
        cancelled=entry.cancelled, busy=entry.kind in BUSY,
        alarm_hours=ALARM_HOURS if entry.kind in BUSY else None)


def _base() -> str:
    return home().settings.public_url.rstrip("/") or request.host_url.rstrip("/")


def _installation() -> str:
    """Return what tells this installation's entries from another's, whatever its address becomes."""
    return hashlib.sha256(f"calendar {configuration.secret(home().settings)}".encode()).hexdigest()[:16] + ".vitrine"
