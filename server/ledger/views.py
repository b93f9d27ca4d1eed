"""Pages of the ledger: a table of figures, and the list behind each."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from index.catalogue import visibility
from index.db import reading
from index.errors import Invalid
from server import policy
from server.ledger import lists, sheets, spans
from server.ledger.figures import By, Line, Only, What
from server.ledger.months import month_at
from server.ledger.spans import Span
from server.library.forms import number
from server.points import periods, words
from server.points.periods import Per
from server.sheets.giving import given
from server.web.errors import status_of
from server.web.i18n import month
from server.web.paging import Pager, page_number
from server.web.services import actor, home, now, zone

A_PAGE: Final = 200
blueprint = Blueprint("ledger", __name__, url_prefix="/ledger")
Page = str | tuple[str, int] | Response

@blueprint.before_request
def _allowed() -> None:
    policy.require(actor(), "see-ledger")


@blueprint.get("/")
def index() -> Page:
    """Show what was submitted, sent, adopted and published in some months, by department or something else (``by``)."""
    why = None
    try:
        span = span_asked()
    except Invalid as error:
        span, why = _month(month_at(now(), zone())), error
    by, only = _by(), _only()
    with reading(home().engine) as session:
        found = lists.table(session, actor(), span.first, span.last, by, only, zone())
        changed = [(sign, lists.told(session, actor(), map(Line, entries), None, zone(), now()))
                   for sign, entries in (("+", found.account.gained), ("−", found.account.lost))
                   ] if visibility.accounts(actor(), None) else []
    page = render_template("ledger/index.html", found=found, span=span, by=by, only=only, ways=list(By), spans=_spans(span),
                           around=_around(span), changed=[(sign, several) for sign, several in changed if several],
                           named=named, why=why.reason if why else None, what=What,
                           plain=sheets.plain)
    return (page, status_of(why)) if why else page


@blueprint.get("/list")
def listed() -> Page:
    """Show the list behind a figure (``what``, ``key``)."""
    span, by, only, what, key = span_asked(), _by(), _only(), _what(), request.args.get("key")
    with reading(home().engine) as session:
        opened = lists.opened(session, actor(), span.first, span.last, what, by, key, only, zone())
        if opened is None:
            raise policy.forbidden("see-ledger", lists.OWN)
        name, found = opened
        pages = Pager(page_number(), A_PAGE, page_number() * A_PAGE < len(found), len(found))
        lines = lists.told(session, actor(), found[pages.offset:pages.offset + A_PAGE], what, zone(), now())
    return render_template("ledger/list.html", lines=lines, span=span, by=by, only=only, what=what, key=key, name=name,
                           amount=sum((one.share for one in found), Decimal(0)), named=named, plain=sheets.plain, pages=pages)


@blueprint.get("/ledger.<any(csv, xlsx):ending>")
def sheet(ending: str) -> Response:
    """Give a table as a sheet."""
    span = span_asked()
    with reading(home().engine) as session:
        found = lists.table(session, actor(), span.first, span.last, _by(), _only(), zone())
    return given(sheets.table(found, ending), f"ledger-{_by()}-{span.period or f'{span.first}-{span.last}'}", ending)


@blueprint.get("/list.<any(csv, xlsx):ending>")
def list_sheet(ending: str) -> Response:
    """Give the list behind a figure as a sheet."""
    span, what = span_asked(), _what()
    with reading(home().engine) as session:
        found = lists.listed(session, actor(), span.first, span.last, what, _by(), request.args.get("key"), _only(), zone(),
                             now())
    if found is None:
        raise policy.forbidden("see-ledger", lists.OWN)
    return given(sheets.listed(found, ending), f"ledger-{what}-{span.period or f'{span.first}-{span.last}'}", ending)


def span_asked() -> Span:
    """Read which months: a ``period``, or ``from`` and ``until``; without any the month that it is. Raises Invalid."""
    given, first, last = (request.args.get(name, "").strip() for name in ("period", "from", "until"))
    return spans.read(given, first, last, month_at(now(), zone()))


def named(span: Span) -> str:
    """Return what these months are called."""
    return words.period(span.period) if span.period else f"{month(span.first)} – {month(span.last)}"


def _month(one: str) -> Span:
    return Span(one, one, one)


def _by() -> By:
    given = request.args.get("by", "")
    return By(given) if given in set(By) else By.DEPARTMENT


def _what() -> What:
    given = request.args.get("what", "")
    return What(given) if given in set(What) else What.ADOPTED


def _only() -> Only:
    return Only("singles" in request.args, number(request.args.get("department")))


def _spans(span: Span) -> list[tuple[Per, str]]:
    """Return the month, the quarter and the year that these months end in."""
    today = month_at(now(), zone())
    last = min(span.last, today) if span.first <= today else span.first
    return [(per, periods.of_month(last, per)) for per in Per]


def _around(span: Span) -> tuple[str, str] | None:
    """Return the periods before and after; None for a range."""
    return (periods.before(span.period), periods.after(span.period)) if span.period else None
