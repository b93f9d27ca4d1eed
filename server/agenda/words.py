"""How entries of the agenda are called, for pages and for calendars that are subscribed to."""

from __future__ import annotations

from flask_babel import gettext as _

from server.agenda.entries import Entry, Kind
from server.web.i18n import joined


def title(entry: Entry) -> str:
    """Return an entry in one line, in the reader's language."""
    match entry.kind:
        case Kind.SHOOT:
            return str(_("Photograph: %(what)s", what=entry.name))
        case Kind.FILES:
            return str(_("Files due: %(what)s", what=entry.name))
        case Kind.BOOKING:
            return str(_("Kit booked: %(what)s", what=entry.name))
        case Kind.TRAINING:
            return str(_("Training: %(what)s", what=entry.name))
        case Kind.TOPIC:
            return str(_("Hand in for the topic: %(what)s", what=_with(entry)))
        case Kind.BOARD:
            return str(_("Refresh the board: %(what)s", what=entry.name))
        case Kind.RETURN:
            return str(_("Kit due back: %(what)s", what=_with(entry)))
    return entry.name


def text(entry: Entry) -> str:
    """Return what a calendar says below: who photographs it with which kit, and what is noted."""
    lines = [joined([one.person, one.kit]) if one.kit else one.person for one in entry.shooters]
    notes = [one.note for one in entry.shooters if one.note]
    told = entry.note if entry.kind in {Kind.BOOKING, Kind.TRAINING} else ""
    return "\n".join([*lines, *notes, *filter(None, [told])])


def _with(entry: Entry) -> str:
    return f"{entry.name} · {entry.note}" if entry.note else entry.name
