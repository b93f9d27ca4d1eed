"""The uses of an asset as a sheet."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from index.catalogue import visibility
from index.catalogue.assets import row_id
from index.db import reading
from server import policy
from server.usage import lists
from server.web.services import actor, home, now

blueprint = Blueprint("usage", __name__)


@blueprint.get("/library/<asset>/uses.csv")
def sheet(asset: str) -> Response:
    """Give every use of an asset as CSV, for the office."""
    policy.require(actor(), "see-office")
    names = {"channel": _("Published"), "story": _("In a story"), "board": _("Board"), "screen": _("Screen"),
             "played": _("Played"),
             "collection": _("Collection"), "link": _("Share link"), "taken": _("Taken out")}
    with reading(home().engine) as session:
        found = visibility.asset_for(session, actor(), row_id(asset), now())
        uses = lists.uses(session, actor(), [found.id], now())
    headers = {"Content-Disposition": f"attachment; filename=uses-V{found.id}.csv", "Cache-Control": "private, no-store"}
    return Response(lists.sheet(uses, home().settings.zone, names), mimetype="text/csv", headers=headers)
