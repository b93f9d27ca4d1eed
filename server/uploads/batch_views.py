"""Pages of batches: what came together through one door, whoever's hands it came from."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from index.catalogue.assets import Outcome
from index.db import reading
from server.clocks.lists import batch_clock
from server.kits.bodies import unknown_bodies
from server.kits.lists import kits
from server.uploads.batch_page import PAGE, assets_of, batch_head, batch_list, batch_page
from server.uploads.offering import accept, decline, offering
from server.web.paging import Pager, page_number
from server.web.services import actor, home, now

blueprint = Blueprint("batches", __name__, url_prefix="/uploads")
Page = str | Response
LINES: Final = 40
DOORS: Final[dict[str, tuple[str, Any]]] = {
    "browser": ("upload", _l("Browser")), "card": ("camera", _l("Memory card")), "folder": ("folder", _l("Folder")),
    "watch": ("eye", _l("Watched folder")), "ftp": ("radio", _l("Camera push (FTP)")),
    "sftp": ("radio", _l("Camera push (SFTP)")), "link": ("link", _l("Link for outsiders")), "api": ("layers", _l("Program")),
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
        clock = batch_clock(session, actor(), batch, now())
        asked = _asked(session, batch)
    pages = Pager(number, PAGE, view.items > number * PAGE, view.items)
    return render_template("batches/show.html", view=view, head=view.head, pages=pages, doors=DOORS, outcomes=OUTCOMES,
                           clock=clock, **asked)


@blueprint.get("/<batch>/questions")
def questions(batch: str) -> Page:
    """Give what a batch is asked as a part of the upload page: which event, whose camera."""
    with reading(home().engine) as session:
        head = batch_head(session, actor(), batch, now())
        asked = _asked(session, batch)
    return render_template("batches/questions.html", head=head, **asked)


@blueprint.post("/<batch>/event")
def event(batch: str) -> Page:
    """File a batch under an event, or say that it belongs to none."""
    given = request.form.get("event", "")
    if not given:
        decline(home().engine, actor(), batch, now=now())
        flash(_("No event, then. You can still give one to each item."))
    else:
        count = accept(home().engine, actor(), batch, given, now=now())
        flash(ngettext("%(num)d item is filed under the event.", "%(num)d items are filed under the event.", count))
    return redirect(url_for("uploads.index", batch=batch) if request.form.get("page") == "upload" else
                    url_for(".show", batch=batch))


def _asked(session: Session, batch: str) -> dict[str, Any]:
    """Return what the questions of a batch need: the events that fit, the cameras that no kit knows."""
    unknown = unknown_bodies(session, actor(), among=assets_of(batch, actor(), now()))
    choices = [one for one in kits(session, actor()) if one.active and one.may_keep] if unknown else []
    return {"offering": offering(session, actor(), batch, now(), zone=home().settings.zone), "unknown": unknown,
            "kit_choices": choices}
