"""Pages of batches: what came together through one door, whoever's hands it came from."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, render_template
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from index.catalogue.assets import Outcome
from index.db import reading
from server.kits.bodies import unknown_bodies
from server.kits.lists import kits
from server.uploads.batch_page import PAGE, assets_of, batch_list, batch_page
from server.web.paging import Pager, page_number
from server.web.services import actor, home, now

blueprint = Blueprint("batches", __name__, url_prefix="/uploads")
Page = str | Response
LINES: Final = 40
DOORS: Final[dict[str, tuple[str, Any]]] = {
    "browser": ("upload", _l("Browser")), "card": ("camera", _l("Memory card")), "folder": ("folder", _l("Folder")),
    "watch": ("eye", _l("Watched folder")), "ftp": ("radio", _l("Camera push (FTP)")),
    "sftp": ("radio", _l("Camera push (SFTP)")), "link": ("link", _l("Link for outsiders")),
}
OUTCOMES: Final[dict[str, tuple[str, str, Any]]] = {
    Outcome.ADDED: ("approved", "check", _l("Added")), Outcome.ALREADY_HERE: ("live", "copy", _l("Already here")),
    Outcome.IGNORED: ("draft", "minus", _l("Not needed")), Outcome.REFUSED: ("returned", "circle-x", _l("Refused")),
}
"""The look and the word of each outcome, in the order in which they are told."""


@blueprint.get("/")
def index() -> Page:
    """Show the latest batches: one's own, one's department's, all for the office."""
    number = page_number()
    with reading(home().engine) as session:
        found = batch_list(session, actor(), now(), limit=LINES + 1, offset=(number - 1) * LINES)
    return render_template("batches/index.html", batches=found[:LINES], pages=Pager(number, LINES, len(found) > LINES),
                           doors=DOORS)


@blueprint.get("/<batch>")
def show(batch: str) -> Page:
    """Show one batch: whence, what became of each file, its pictures."""
    number = page_number()
    with reading(home().engine) as session:
        view = batch_page(session, actor(), batch, now(), zone=home().settings.zone, offset=(number - 1) * PAGE)
        unknown = unknown_bodies(session, actor(), among=assets_of(batch, actor(), now()))
        kit_choices = [one for one in kits(session, actor()) if one.active and one.may_keep] if unknown else []
    pages = Pager(number, PAGE, view.items > number * PAGE, view.items)
    return render_template("batches/show.html", view=view, head=view.head, pages=pages, doors=DOORS, outcomes=OUTCOMES,
                           unknown=unknown, kit_choices=kit_choices)
