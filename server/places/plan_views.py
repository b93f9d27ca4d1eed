"""Plans: choosing a picture for the map and tying it to the ground."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from index.db import reading
from index.errors import Conflict, Invalid, NotFound, VitrineError
from server import policy
from server.places import lists, service
from server.places.fitting import Point
from server.web.errors import status_of
from server.web.services import actor, home, now

blueprint = Blueprint("plans", __name__, url_prefix="/map/plans")
Page = str | tuple[str, int] | Response
SPARE = 3
"""Empty rows for more points."""


@blueprint.before_request
def _allowed() -> None:
    policy.require(actor(), "edit-plans")


@blueprint.get("")
def index() -> Page:
    """List the plans, with a form for a new one."""
    return _list({"asset": request.args.get("asset", "")})


@blueprint.post("")
def add() -> Page:
    """Make a plan of a photo, and go on to its points."""
    try:
        made = service.add(home().engine, actor(), request.form.get("name", ""), request.form.get("asset", ""), now=now())
    except (Conflict, Invalid, NotFound) as error:
        return _list(request.form, error)
    return redirect(url_for(".show", plan=made))


@blueprint.get("/<int:plan>")
def show(plan: int) -> Page:
    """Show a plan with its points."""
    return _points(plan)


@blueprint.post("/<int:plan>")
def save(plan: int) -> Page:
    """Keep the points. A row without a place is left out."""
    rows = _rows(request.form)
    try:
        points = [_point(row) for row in rows if row["where"]]
        service.set_points(home().engine, actor(), plan, points, now=now())
    except (Conflict, Invalid, NotFound) as error:
        return _points(plan, rows, error)
    flash(_("The plan lies on the map."))
    return redirect(url_for(".show", plan=plan))


@blueprint.post("/<int:plan>/remove")
def remove(plan: int) -> Page:
    """Take a plan away."""
    service.remove(home().engine, actor(), plan, now=now())
    flash(_("The plan is no longer on the map. Its picture stays in the library."))
    return redirect(url_for(".index"))


def _list(typed: Mapping[str, Any], error: VitrineError | None = None) -> Page:
    with reading(home().engine) as session:
        plans = lists.plans(session, actor(), now())
    page = render_template("places/plans.html", plans=plans, typed=typed, error=error,
                           field=error.field if isinstance(error, Invalid) else None)
    return (page, status_of(error)) if error else page


def _points(plan_id: int, rows: list[dict[str, str]] | None = None, error: VitrineError | None = None) -> Page:
    with reading(home().engine) as session:
        plan = lists.plan(session, actor(), plan_id, now())
    if rows is None:
        rows = [{"x": f"{x * 100:.2f}", "y": f"{y * 100:.2f}", "where": f"{lat:.6f}, {lon:.6f}"}
                for x, y, lat, lon in plan.points]
    blank = {"x": "", "y": "", "where": ""}
    rows = [*rows, *[blank] * max(SPARE if not rows else 1, 3 - len(rows))]
    page = render_template("places/plan.html", plan=plan, rows=rows, why=error.reason if error else None)
    return (page, status_of(error)) if error else page


def _rows(form: Any) -> list[dict[str, str]]:
    several = zip(form.getlist("x"), form.getlist("y"), form.getlist("where"), strict=False)
    return [{"x": x.strip(), "y": y.strip(), "where": where.strip()} for x, y, where in several if where.strip()]


def _point(row: Mapping[str, str]) -> Point:
    try:
        x, y = (float(row[name]) / 100 for name in ("x", "y"))
    except ValueError:
        raise Invalid("where", f"「{row['where']}」还没有在图上标出",
                      f"“{row['where']}” has no place on the picture yet") from None
    if not (0 <= x <= 1 and 0 <= y <= 1):
        raise Invalid("where", "位置应在图内（0 到 100）", "the place must lie on the picture (0 to 100)")
    return (x, y, *service.coordinates(home().engine, actor(), row["where"], now()))
