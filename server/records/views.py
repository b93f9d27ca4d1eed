"""Pages of records: one's own, those of whom one looks after, and all of a year as a table."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from index.catalogue import channels, stories
from index.catalogue.honours import MARK_NAMES
from index.catalogue.outlets import LEVEL_NAMES
from index.catalogue.placements import RANK_NAMES
from index.db import reading
from index.errors import NotFound
from server.agenda.views import today
from server.points.words import plain
from server.records import reading as records
from server.records import table
from server.stories import words as story_words
from server.web.i18n import pick
from server.web.services import actor, home, now, zone

blueprint = Blueprint("records", __name__, url_prefix="/records")
Page = str | BaseResponse
_YEARS: Final = frozenset(map(str, range(2000, 2100)))


@blueprint.get("/")
def index() -> Page:
    """Show the people whose records one may see with the figures of a year; who may see only their own is led there."""
    year = year_asked()
    with reading(home().engine) as session:
        found = table.lines(session, actor(), year, home().settings, now())
    if len(found) <= 1 and not actor().sees_all:
        return redirect(url_for(".mine", year=request.args.get("year")))
    return render_template("records/index.html", lines=found, year=year, years=_years(year))


@blueprint.get("/mine")
def mine() -> Page:
    """Lead to one's own record."""
    if actor().person_id is None:
        raise NotFound(what="–")
    return redirect(url_for(".show", person=actor().person_id, year=request.args.get("year")))


@blueprint.get("/sheet")
def sheet() -> Page:
    """Give the figures of a year (``year``) as a sheet."""
    year = year_asked()
    with reading(home().engine) as session:
        written = table.sheet(table.lines(session, actor(), year, home().settings, now()))
    return Response(written, mimetype="text/csv",
                    headers={"Content-Disposition": f"attachment; filename=records-{year}.csv"})


@blueprint.get("/<int:person>")
def show(person: int) -> Page:
    """Show somebody's record of a year, as it is printed for the appraisal."""
    year = year_asked()
    with reading(home().engine) as session:
        found = records.record(session, actor(), person, year, home().settings, now())
        called = channels.names(session)
        kinds = {one.code: pick((one.name, one.name_en)) for one in stories.kinds(session)}
    return render_template("records/show.html", record=found, year=year, years=_years(year), channels=called, kinds=kinds,
                           levels=LEVEL_NAMES, ranks=RANK_NAMES, marks=MARK_NAMES, part_of=story_words.part, plain=plain,
                           zone=zone(), made=now(), others=len({actor().person_id, person}) > 1)


def year_asked() -> int:
    """Return the year that is asked for, else the present one."""
    given = request.args.get("year", "")
    return int(given) if given in _YEARS else today().year


def _years(year: int) -> list[int]:
    return sorted({*range(today().year - 3, today().year + 1), year}, reverse=True)
