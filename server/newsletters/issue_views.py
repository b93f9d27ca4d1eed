"""The editor of one issue: the stories that it may take beside the issue in its order."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from index.catalogue.departments import Department
from index.catalogue.newsletters import IssueState, NewsletterEntry
from index.catalogue.stories import Story, row_id
from index.catalogue.story_text import text_of
from index.db import reading
from index.errors import NotFound
from server import policy
from server.newsletters import filling, forms, issues, lists
from server.newsletters.sheet import Section
from server.web.doing import did
from server.web.services import actor, home, now, zone

blueprint = Blueprint("newsletter_issue", __name__, url_prefix="/newsletters/issues/<int:issue>")
Page = str | tuple[str, int] | Response
MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


@blueprint.before_request
def _allowed() -> None:
    policy.require(actor(), "make-newsletters")


@blueprint.get("/edit")
def edit(issue: int) -> Page:
    """Show the editor; an issue that is no more in the making is shown as it is printed."""
    words, month = request.args.get("q", "").strip()[:100], request.args.get("month", "")
    department = next(iter(forms.rows([request.args.get("department", "")])), None)
    with reading(home().engine) as session:
        page = lists.issue(session, actor(), issue, now())
        if page.line.state != IssueState.DRAFT:
            return redirect(url_for("newsletters.show", issue=issue))
        found = lists.takeable(session, actor(), page, words=words, department=department,
                               month=month if MONTH.fullmatch(month) else "", zone=zone(), now=now())
        months = lists.months(session, zone())
        departments = [(row.id, row.name) for row in session.execute(
            select(Department.id, Department.name).where(Department.active).order_by(Department.id))]
    return render_template("newsletters/edit.html", page=page, rows=_rows(page.sheet.sections), found=found, words=words,
                           month=month, months=months, department=department, departments=departments)


@blueprint.post("/take-in")
def take_in(issue: int) -> Page:
    """Take stories in, at the end or before the row ``before``."""
    ids = [row_id(one) for one in request.form.getlist("story")]
    before = next(iter(forms.rows([request.form.get("before", "")])), None)
    return _did(issue, lambda: filling.take_in(home().engine, actor(), issue, ids, before=before, now=now()))


@blueprint.post("/section")
def section(issue: int) -> Page:
    """Add a section."""
    return _did(issue, lambda: filling.add_section(home().engine, actor(), issue, request.form.get("section", ""), now=now()))


@blueprint.post("/order")
def order(issue: int) -> Page:
    """Set the order: all rows, or one with ``move`` up or down."""
    given = forms.rows(request.form.getlist("asset"))
    if "move" in request.form and given:
        with reading(home().engine) as session:
            rows = [one[0] for one in _rows(lists.issue(session, actor(), issue, now()).sheet.sections)]
        given = moved(rows, given[0], -1 if request.form["move"] == "up" else 1)
    return _did(issue, lambda: filling.order(home().engine, actor(), issue, given, now=now()))


@blueprint.post("/take-out")
def take_out(issue: int) -> Page:
    """Take a row out."""
    entry = next(iter(forms.rows([request.form.get("asset", "")])), 0)
    return _did(issue, lambda: filling.take_out(home().engine, actor(), issue, entry, now=now()))


@blueprint.route("/rows/<int:entry>", methods=["GET", "POST"])
def row(issue: int, entry: int) -> Page:
    """Change the words of one row: a section's heading, or the editor's own words for a story's."""
    if request.method == "POST":
        form = request.form
        return _did(issue, lambda: filling.retouch(
            home().engine, actor(), issue, entry, form.get("heading", ""), form.get("text", ""),
            forms.count(form, "pictures"), now=now()), url_for(".row", issue=issue, entry=entry))
    with reading(home().engine) as session:
        page = lists.issue(session, actor(), issue, now())
        held = session.get(NewsletterEntry, entry)
        if held is None or held.issue_id != issue:
            raise NotFound(what=f"“{entry}”")
        if page.line.state != IssueState.DRAFT:
            return redirect(url_for("newsletters.show", issue=issue))
        story = session.get(Story, held.story_id) if held.story_id is not None else None
        told = (story.title, text_of(story.body)) if story is not None else None
        return render_template("newsletters/row.html", page=page, row=held, story=told, longest=filling.LONGEST,
                               most=filling.MOST_PICTURES)


@blueprint.post("/facts")
def facts(issue: int) -> Page:
    """Change date, title and foot lines."""
    return _did(issue, lambda: issues.change(home(), actor(), issue, forms.facts(request.form), now=now()))


@blueprint.post("/number")
def number(issue: int) -> Page:
    """Correct the numbers."""
    form = request.form
    return _did(issue, lambda: issues.renumber(home().engine, actor(), issue, forms.count(form, "issue_number"),
                                               forms.count(form, "total"), form.get("reason", ""), now=now()))


@blueprint.post("/remove")
def remove(issue: int) -> Page:
    """Remove an issue in the making."""
    if did(lambda: issues.remove(home().engine, actor(), issue, now=now()), _("The issue is removed. Its stories stay.")):
        return redirect(url_for("newsletters.index"))
    return redirect(url_for("newsletters.show", issue=issue))


def moved(rows: list[int], one: int, by: int) -> list[int]:
    """Return these rows with one of them a place further up or down, as far as there is one."""
    order = list(rows)
    if one in order:
        at = order.index(one)
        order.insert(max(0, at + by), order.pop(at))
    return order


def _rows(sections: tuple[Section, ...]) -> list[tuple[int, str, object]]:
    """Return an issue's rows in order: (row, a section's heading or "", the piece or None)."""
    found: list[tuple[int, str, object]] = []
    for one in sections:
        if one.entry is not None:
            found.append((one.entry, one.heading, None))
        found += [(piece.entry, "", piece) for piece in one.pieces]
    return found


def _did(issue: int, do: Callable[[], object], again: str = "") -> Page:
    there = url_for(".edit", issue=issue)
    return redirect(there if did(do) else again or there)
