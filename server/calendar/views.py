"""The administrator's page of the working calendar, a year at a time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from index.errors import Invalid, VitrineError
from server import policy
from server.admin.views import seen
from server.boards.forms import day
from server.calendar import files, lists, service
from server.calendar.service import FIRST_YEAR, LAST_YEAR, MOST_HOURS, Marked
from server.web.errors import status_of
from server.web.i18n import joined
from server.web.services import actor, calendar, home, now, zone

blueprint = Blueprint("calendar", __name__, url_prefix="/admin/calendar")
Page = str | tuple[str, int] | Response
KINDS = {"off": False, "work": True, "usual": None}


@blueprint.before_request
def _allowed() -> None:
    policy.require(actor(), "administer")


@blueprint.get("/")
def index() -> Page:
    """Show a year: what is off, what is worked, and the office hours."""
    return _page(_year())


@blueprint.post("/days")
def set_days() -> Page:
    """Set a day, or days in a row."""
    form = request.form
    try:
        first = day(form, "first")
        if first is None:
            raise Invalid("first", "请填写日期", "a date is needed")
        marked = Marked(first, day(form, "last") or first, KINDS.get(form.get("kind", "")), form.get("name", ""),
                        form.get("name_en", ""))
        count = service.set_days(home().engine, actor(), [marked], now=now())
    except Invalid as error:
        return _page(_year(), error)
    flash(_changed(count))
    return redirect(url_for(".index", year=first.year))


@blueprint.post("/hours")
def set_hours() -> Page:
    """Set the office hours."""
    form = request.form
    spans = [f"{begins}-{until}" for one in range(MOST_HOURS)
             if any((begins := form.get(f"begins-{one}", "").strip(), until := form.get(f"until-{one}", "").strip()))]
    try:
        service.set_hours(home().engine, actor(), service.hours_of(" ".join(spans)), now=now())
    except Invalid as error:
        return _page(_year(), error)
    flash(_("Saved. Deadlines are counted with these hours from now on."))
    return redirect(url_for(".index", year=_year()))


@blueprint.post("/import")
def take_in() -> Page:
    """Take days from a file."""
    given = request.files.get("file")
    try:
        if given is None or not given.filename:
            raise Invalid("file", "请选择文件", "choose a file")
        found = files.read(given.filename, given.stream.read(files.MOST_BYTES + 1), zone())
        count = service.set_days(home().engine, actor(), found.marked, now=now(), file=given.filename)
    except VitrineError as error:
        return _page(_year(), error)
    flash(_changed(count))
    if found.unclear:
        flash(_("Left out, for they say neither off nor worked: %(names)s", names=joined(list(found.unclear[:20]))))
    return redirect(url_for(".index", year=found.marked[0].first.year))


def _changed(count: int) -> str:
    return str(ngettext("%(num)d day has changed. Deadlines follow.", "%(num)d days have changed. Deadlines follow.", count))


def _year() -> int:
    given = request.values.get("year", "")
    year = int(given) if given.isascii() and given.isdigit() and len(given) == 4 else now().astimezone(zone()).year
    return min(max(year, FIRST_YEAR), LAST_YEAR)


def _page(year: int, error: VitrineError | None = None) -> Page:
    kept = calendar()
    at = error.field if isinstance(error, Invalid) else "file"
    context: dict[str, Any] = {
        "view": lists.of_year(kept, year), "hours": [*kept.hours, *[None] * (MOST_HOURS - len(kept.hours))],
        "day_hours": f"{kept.length / timedelta(hours=1):g}", "years": (FIRST_YEAR, LAST_YEAR),
        "zone_name": zone().key, "today": now().astimezone(zone()).date(), "errors": {at: error.reason} if error else {},
        "given": request.form if error else {}}
    page = render_template("calendar/index.html", tab="calendar", subjects=seen(), **context)
    return (page, status_of(error)) if error else page
