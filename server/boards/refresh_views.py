"""The button that says that a board is refreshed."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from server.boards import refreshing
from server.web.i18n import day
from server.web.services import actor, home, now, zone

blueprint = Blueprint("board_refresh", __name__, url_prefix="/boards")


@blueprint.post("/<int:board>/refreshed")
def mark(board: int) -> Response:
    """Say that a board is refreshed."""
    following = refreshing.mark(home().engine, actor(), str(board), zone=zone(), now=now())
    flash(_("Refreshed. The next time is due by %(day)s.", day=day(following)) if following else _("Refreshed."))
    return redirect(url_for("boards.show", board=board))
