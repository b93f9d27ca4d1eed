"""Pages of what a person's points are the sum of."""

from __future__ import annotations

from decimal import Decimal

from flask import Blueprint, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from index.catalogue import channels, duty_visibility
from index.db import reading
from server import policy
from server.points import book, lists, periods, sheets
from server.points.views import period_asked, spans_of, titles_of, words_of
from server.web.services import actor, home, now, zone

blueprint = Blueprint("person_points", __name__, url_prefix="/points/people")
blueprint.context_processor(words_of)
Page = str | Response


@blueprint.before_request
def _allowed() -> None:
    policy.require(actor(), "see-points")


@blueprint.get("/<int:person>")
@blueprint.get("/named/<path:name>")
def show(person: int | None = None, name: str = "") -> Page:
    """Show the lines that a person's points in a period are the sum of, or give them as a sheet (``form``); whom the campus
    does not know is asked for by name, by the office and directors.
    """
    per, period = period_asked()
    with reading(home().engine) as session:
        name = _name(session, person, name)
        found = lists.owned(book.begun(session, period, zone(), now()), (person, "" if person is not None else name))
        called = channels.names(session)
        titles = titles_of(session, [line.item for line, _part in found])
    if form := request.args.get("form"):
        return sheets.answer(sheets.of_person(found, called), f"points-{person or 'person'}-{period}", form)
    total = sum((part.points for _line, part in found), Decimal(0))
    return render_template("points/person.html", person=person, name=name, per=per, period=period, found=found, total=total,
                           titles=titles, channels=called, before=periods.before(period), after=periods.after(period),
                           spans=spans_of(period))


def _name(session: Session, person: int | None, name: str) -> str:
    """Return somebody's name. Raises NotFound for one whose points this person may not see."""
    if person is None:
        policy.require(actor(), "see-office")
        return name
    return duty_visibility.pointed(session, actor(), person).display
