"""The office's page."""

from __future__ import annotations

from flask import Blueprint, render_template

from server.office.overview import overview
from server.web.services import actor, home, now

blueprint = Blueprint("office", __name__, url_prefix="/office")


@blueprint.get("/")
def index() -> str:
    """Show what waits, what is overdue, what is silent and what came in."""
    return render_template("office/index.html", view=overview(home(), actor(), now()), now=now())
