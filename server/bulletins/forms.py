"""What the form of a bulletin holds: a template, its blanks, times of the campus, screens."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from werkzeug.datastructures import MultiDict

from index.errors import Invalid
from server.boards import times
from server.boards.forms import number
from server.bulletins.filling import LONGEST, Filled
from server.bulletins.service import Wish
from server.screens import aiming

NOW, START = "now", "start"
SHOWN: Final = (NOW, START)
"""From when on screens show it: at once, or when it comes into force."""


def wish(form: MultiDict[str, str], zone: ZoneInfo, now: datetime) -> Wish:
    """Read a bulletin. Raises Invalid."""
    blanks = {name: form.get(name, "").strip() for name in LONGEST}
    for name in ("matter", "site"):
        if not blanks[name]:
            raise Invalid(name, "不能为空", "must not be empty")
    filled = Filled(**blanks, starts_at=moment(form, "starts_at", zone), until=moment(form, "ends_at", zone))
    shown_from = max(now, filled.starts_at) if form.get("shown") == START else now
    return Wish(number(form, "template", 0), filled, aiming.from_form(form), shown_from)


def moment(form: MultiDict[str, str], field: str, zone: ZoneInfo) -> datetime:
    """Read a moment of the campus's time. Raises Invalid."""
    found = times.moment(field, form.get(field, ""), zone)
    if found is None:
        raise Invalid(field, "不能为空", "must not be empty")
    return found
