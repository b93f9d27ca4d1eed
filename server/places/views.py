"""The map of a search: where its photos were taken, on a campus plan or on bare ground."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request, url_for

from index.db import reading
from index.errors import NotFound
from server.library.asking import asking
from server.places import lists
from server.places.lists import PlanView
from server.web.services import actor, home, now

blueprint = Blueprint("places", __name__, url_prefix="/map")


@blueprint.get("")
def index() -> str:
    """Show the map; the address is the search, ``plan`` chooses among several plans."""
    asked = asking(request.args)
    with reading(home().engine) as session:
        plans = lists.plans(session, actor(), now())
    tied = [one for one in plans if one.fit]
    return render_template("places/index.html", asked=asked, plans=tied, plan=_chosen(tied), untied=len(plans) - len(tied),
                           most=lists.MOST)


@blueprint.get("/spots")
def spots() -> dict[str, Any]:
    """Give the spots: [id, title, small picture, across, down], in pixels of the plan from its upper left corner, or,
    without a plan, longitude and latitude.
    """
    asked = asking(request.args)
    ids = lists.found_ids(home(), actor(), asked.text, now())
    with reading(home().engine) as session:
        plan = _chosen([one for one in lists.plans(session, actor(), now()) if one.fit])
        found = list(lists.spots(session, actor(), ids, now()))
    told, outside = [], 0
    for one in found:
        where = _where(plan, one)
        if where is None:
            outside += 1
            continue
        address = url_for("media.rendition", sha256=one.grid) if one.grid else None
        told.append([one.id, one.title, address, *where])
    return {"spots": told, "outside": outside, "more": len(ids) >= lists.MOST}


def _where(plan: PlanView | None, spot: lists.Spot) -> tuple[float, float] | None:
    """Return where a spot lies; None outside the plan."""
    if plan is None or plan.fit is None:
        return round(spot.longitude, 6), round(spot.latitude, 6)
    across, down = plan.fit.place(spot.latitude, spot.longitude)
    inside = 0 <= across <= plan.width and 0 <= down <= plan.height
    return (round(across, 1), round(down, 1)) if inside else None


def _chosen(plans: list[PlanView]) -> PlanView | None:
    """The plan that the address names, else the first; ``plan=none`` asks for bare ground."""
    wanted = request.args.get("plan", "")
    if wanted == "none":
        return None
    if not wanted:
        return plans[0] if plans else None
    found = next((one for one in plans if str(one.id) == wanted), None)
    if found is None:
        raise NotFound(what=wanted[:20])
    return found
