"""The overview of whoever has signed in, coverage, and the list behind each figure."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, render_template, request, url_for

from index.db import reading
from index.errors import NotFound
from server.dashboard import board
from server.dashboard import reading as read
from server.dashboard.figures import Asked
from server.ledger.months import month_at
from server.web.paging import PAGE, Pager, page_number
from server.web.services import actor, home, now, zone

blueprint = Blueprint("dashboard", __name__, url_prefix="/overview")
PAGES: Final = {"asset": ("library.asset", "asset"), "story": ("stories.show", "story"), "kit": ("kits.show", "kit"),
                "board": ("boards.show", "board"), "topic-task": ("topic_tasks.show", "task")}


@blueprint.app_template_global()
def page_behind(subject: str, name: str | None) -> str | None:
    """Return the address of one line of a list; None for what has no page, or may not be seen."""
    kind, _colon, given = subject.partition(":")
    if name is None:
        return None
    match kind:
        case "event":
            return url_for("library.index", event=name)
        case "assignment":
            return url_for("assignments.index")
        case "place":
            return url_for("dashboard.listed", figure="of-place", place=name)
    if kind not in PAGES:
        return None
    endpoint, argument = PAGES[kind]
    return url_for(endpoint, **{argument: given})  # type: ignore[arg-type]  # an argument of the route


@blueprint.get("/")
def index() -> str:
    """Show what one has in hand this month, one's department against its tasks, and to the office what is due."""
    with reading(home().engine) as session:
        asked = Asked(session, actor(), home().settings, now())
        groups = read.numbers(asked, "mine", "department", "office")
        tasks = read.tasks(asked)
    return render_template("dashboard/index.html", groups=groups, names=board.GROUPS, tasks=tasks,
                           month=month_at(now(), zone()))


@blueprint.get("/coverage")
def coverage() -> str:
    """Show which events and places are covered, what was never shown, and what viewers liked."""
    with reading(home().engine) as session:
        asked = Asked(session, actor(), home().settings, now())
        found = read.covered(asked)
    return render_template("dashboard/coverage.html", found=found, term=asked.term_on, month=month_at(now(), zone()))


@blueprint.get("/<figure>")
def listed(figure: str) -> str:
    """Show the list behind a figure; ``place`` narrows the one of places."""
    chosen = next((one for one in board.FIGURES if one.code == figure and one.whom(actor())), None)
    if chosen is None:
        raise NotFound(what=f"“{figure[:40]}”")
    place, number = request.args.get("place"), page_number()
    with reading(home().engine) as session:
        asked = Asked(session, actor(), home().settings, now(), place)
        total = chosen.source.count(asked)
        lines = chosen.source.lines(asked, PAGE, (number - 1) * PAGE)
    return render_template("dashboard/list.html", figure=chosen, group=board.GROUPS[chosen.group], lines=lines, total=total,
                           place=place, pages=Pager(number, PAGE, number * PAGE < total, total))
