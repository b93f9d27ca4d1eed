"""Pages of tasks and points: a month with who stands how, the ranking, and what a department's points are the sum of."""

from __future__ import annotations

from decimal import Decimal

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from index.catalogue import channels, stories, visibility
from index.catalogue.departments import Department
from index.db import reading
from index.errors import Conflict, Invalid, NotFound
from server import policy
from server.ledger.months import month_at
from server.library.forms import number
from server.notices import subjects
from server.points import book, closing, groups, lists, periods, points, sheets, standing, words
from server.points.book import Page as MonthPage
from server.points.periods import Per
from server.points.quotas import Of, Subject
from server.web.i18n import pick, tell
from server.web.services import actor, home, now, zone

blueprint = Blueprint("points", __name__, url_prefix="/points")
Page = str | tuple[str, int] | Response


@blueprint.before_request
def _allowed() -> None:
    policy.require(actor(), "see-points")


@blueprint.get("/")
def index() -> Page:
    """Show a month: how everybody stands with what is asked, who is missing, and what is different since it was closed."""
    month = month_asked()
    with reading(home().engine) as session:
        page = _month(session, month)
        kinds = {one.code: pick((one.name, one.name_en)) for one in stories.kinds(session)}
        tables = standing.tables(session, page.figures, actor(), kinds)
        named = standing.names_of(session, _named(page))
        changed = (closing.differences(session, month, page, zone(), now())
                   if page.closed_at is not None and policy.may(actor(), "keep-points") else [])
        departments = departments_of(session)
    due_at = page.basis.due_at(month, zone())
    return render_template("points/index.html", month=month, page=page, tables=tables, named=list(named.values()),
                           due_at=due_at, over=now() >= due_at, changed=changed, departments=departments,
                           closes_at=page.basis.closes_at(month, zone()), begun=month <= month_at(now(), zone()),
                           ended=month < month_at(now(), zone()),
                           before=periods.before(month), after=periods.after(month))


@blueprint.get("/ranking")
def ranking() -> Page:
    """Show the order of departments in a month, a quarter or a year, over all or within a group."""
    per, period = period_asked()
    group = number(request.args.get("group"))
    with reading(home().engine) as session:
        all_groups = groups.lines(session)
        chosen = next((one for one in all_groups if one.id == group), None)
        if group is not None and chosen is None:
            raise NotFound(what=f"“{group}”")
        found = lists.ranking(session, period, zone(), now(), within=chosen.departments if chosen else None)
    may = {line.department for line in found.lines if visibility.accounts(actor(), line.department)}
    return render_template("points/ranking.html", found=found, per=per, period=period, groups=all_groups, chosen=chosen,
                           may_open=may, before=periods.before(period), after=periods.after(period),
                           measure=words.MEASURES[found.by], everybody="everybody" in request.args, spans=spans_of(period))


@blueprint.get("/departments/<int:department>")
def department(department: int) -> Page:
    """Show what a department's points in a period are the sum of, and how it stands with what is asked of it."""
    per, period = period_asked()
    with reading(home().engine) as session:
        row = _seen_department(session, department)
        pages = book.begun(session, period, zone(), now())
        lines = lists.explained(pages, department, per)
        pending = [line for page in pages.values() for line in page.figures.pending if line.department_id == department]
        yearly = [line for page in pages.values() for line in page.figures.lines
                  if line.annual and line.department_id == department and per is not Per.YEAR]
        asked = [(month, one) for month, page in pages.items() for one in page.figures.standings
                 if one.subject == Subject(Of.DEPARTMENT, department) and one.wanted
                 and (one.ends or month == max(pages))]
        titles = titles_of(session, [*(line.item for line in lines), *(item for _month, one in asked for item in one.items)])
        called = channels.names(session)
    total = points.scores(lines, annual=True).get(department, Decimal(0))
    return render_template("points/department.html", department=row, per=per, period=period, lines=lines, pending=pending,
                           yearly=yearly, asked=asked, titles=titles, total=total, channels=called,
                           before=periods.before(period), after=periods.after(period), spans=spans_of(period))


@blueprint.get("/sheet")
def sheet() -> Response:
    """Give a ranking, a month's quotas (``what``), or a department's lines as a sheet, CSV or XLSX (``form``)."""
    what, form = request.args.get("what", "ranking"), request.args.get("form", "csv")
    if what not in {"ranking", "quotas", "lines"}:
        raise NotFound(what=f"“{what[:20]}”")
    per, period = period_asked()
    with reading(home().engine) as session:
        if what == "quotas":
            page = _month(session, month_asked())
            rows = sheets.of_tables(standing.tables(session, page.figures, actor()))
        elif what == "lines":
            chosen = _seen_department(session, number(request.args.get("department")) or 0).id
            pages = book.begun(session, period, zone(), now())
            rows = sheets.of_lines(lists.explained(pages, chosen, per), channels.names(session))
        else:
            group = number(request.args.get("group"))
            within = groups.line(session, str(group)).departments if group is not None else None
            rows = sheets.of_ranking(lists.ranking(session, period, zone(), now(), within=within))
    return sheets.answer(rows, f"{what}-{period}", form)


@blueprint.post("/close")
def close() -> Page:
    """Close a month by hand."""
    month = periods.month(request.form.get("month", ""))
    try:
        closing.close(home().engine, actor(), month, zone=zone(), now=now())
    except Conflict as error:
        flash(tell(error.reason), "error")
    else:
        flash(_("The month is closed; its figures stay as they are."))
    return redirect(url_for(".index", month=month))


@blueprint.post("/correct")
def correct() -> Page:
    """Add points to a department in an open month, or take some off it."""
    form = request.form
    month = periods.month(form.get("month", ""))
    try:
        closing.correct(home().engine, actor(), month, number(form.get("department")) or 0, form.get("points", ""),
                        form.get("reason", ""), of_month=form.get("of_month", ""), now=now())
    except (Conflict, Invalid) as error:
        flash(tell(error.reason), "error")
    else:
        flash(_("The correction counts in this month."))
    return redirect(url_for(".index", month=month))


def month_asked() -> str:
    """Return the month that is asked for, else the one that it is. Raises Invalid (month)."""
    given = request.args.get("month", "")
    return periods.month(given) if given else month_at(now(), zone())


def period_asked() -> tuple[Per, str]:
    """Return the period that is asked for, else the month that it is. Raises Invalid (period)."""
    given = request.args.get("period", "")
    return periods.read(given) if given else (Per.MONTH, month_asked())


def departments_of(session: Session) -> list[tuple[int, str]]:
    """Return the departments in use, by id and name."""
    rows = session.execute(select(Department.id, Department.name).where(Department.active).order_by(Department.id))
    return [(row.id, row.name) for row in rows]


def _month(session: Session, month: str) -> MonthPage:
    return book.pages(session, [month], zone(), now())[month]


def _seen_department(session: Session, department: int) -> Department:
    row = session.get(Department, department)
    if row is None or not visibility.accounts(actor(), department):
        raise NotFound(what=f"“{department}”")
    return row


def _named(page: MonthPage) -> list[Subject]:
    """Return the departments that were named, as far as the reader may see how they stand."""
    return [Subject(Of.DEPARTMENT, one) for one in page.figures.named if visibility.accounts(actor(), one)]


def titles_of(session: Session, items: list[str | None]) -> dict[str, str]:
    """Return the titles of those of these items that the reader may see."""
    wanted = {f"{'story' if one[0] == 'S' else 'asset'}:{one}" for one in items if one}
    return {subject.partition(":")[2]: name for subject, name in subjects.seen(session, actor(), wanted, now()).items()}


def spans_of(period: str) -> list[tuple[Per, str]]:
    """Return the month, the quarter and the year that a period lies in, or that lie in it, the last that has begun."""
    today = month_at(now(), zone())
    begun = [one for one in periods.months(period) if one <= today] or [periods.months(period)[0]]
    return [(per, periods.of_month(begun[-1], per)) for per in Per]


@blueprint.context_processor
def words_of() -> dict[str, object]:
    """Give templates the words of points."""
    return {"words": words}


