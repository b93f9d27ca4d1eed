"""From the desk: what is asked of screens, and the pictures that they send of themselves."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, flash, make_response, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as BaseResponse

from index.db import reading
from index.errors import NotFound
from server import policy
from server.boards import named
from server.screens import commands
from server.screens.pictures import picture
from server.web.services import actor, home, now

WALL: Final = ("group", "tag", "state", "building", "campus")
"""What the wall is narrowed by, in an address."""

blueprint = Blueprint("fleet", __name__, url_prefix="/screens")


@blueprint.before_request
def _office_only() -> None:
    policy.require(actor(), "edit-screens")


@blueprint.post("/commands")
def ask() -> BaseResponse:
    """Ask something of one screen or of several, and go back to where that was wished."""
    several, deed = request.form.getlist("screen"), request.form.get("deed", "")
    number = commands.ask(home().engine, actor(), several, deed, now=now())
    if number:
        flash(ngettext("%(num)d screen is asked; it answers within seconds.",
                       "%(num)d screens are asked; they answer within seconds.", number))
    else:
        flash(_("No device is paired there."), "error")
    if "wall" in request.form or len(several) != 1:
        wanted: dict[str, Any] = {name: request.form.get(name) or None for name in WALL}
        return redirect(url_for("screens.index", **wanted))
    return redirect(url_for("screens.show", screen=int(several[0])))


@blueprint.get("/<int:screen>/picture")
def show(screen: int) -> BaseResponse:
    """Give a screen's newest picture of itself."""
    with reading(home().engine) as session:
        found = picture(session, named.screen(session, str(screen)).id)
    if found is None:
        raise NotFound(what=str(screen))
    answer = make_response(found[1])
    answer.mimetype = "image/jpeg"
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.set_etag(f"{screen}-{found[0].taken_at.timestamp()}")
    return answer.make_conditional(request)
