"""Editing many over HTTP: choose what changes, see what would come of it, save it, and take it back."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from index.catalogue.assets import row_id
from index.catalogue.channels import Channel
from index.catalogue.events import Event
from index.db import reading
from index.errors import NotFound, VitrineError
from server import policy
from server.batch import keeping, lists
from server.batch.service import FIELDS, MOST, Change, How, Step, change_many
from server.batch.sheet import sheet_of
from server.library.asking import asking
from server.web.errors import status_of
from server.web.i18n import tell
from server.web.services import actor, home, now

blueprint = Blueprint("batch", __name__, url_prefix="/batch")
Page = str | tuple[str, int] | Response


@blueprint.get("/")
def index() -> Page:
    """List the batches that were saved, the latest first."""
    with reading(home().engine) as session:
        return render_template("batch/index.html", batches=lists.batches(session, actor()))


@blueprint.get("/edit")
def of_search() -> Page:
    """Edit all that a search finds."""
    policy.require(actor(), "describe")
    return _edit(lists.of_search(home(), actor(), asking(request.args).shown(actor()), now=now()))


@blueprint.post("/edit")
def edit() -> Page:
    """Edit what is selected; with ``verb`` preview or save, by what the form says."""
    policy.require(actor(), "describe")
    ids = _chosen()
    verb = request.form.get("verb")
    if verb not in {"preview", "save"}:
        return _edit(ids)
    try:
        batch, told = change_many(home().engine, actor(), ids, change(request.form), _("Batch edit"), now=now(),
                                  check=verb == "preview")
    except VitrineError as error:
        return _edit(ids, why=error)
    found = lists.summary(told)
    if verb == "preview" or batch is None:
        return _edit(ids, found)
    flash(ngettext("%(num)d item is changed.", "%(num)d items are changed.", found.changed))
    _say_refused(found)
    return redirect(url_for(".show", batch=batch))


@blueprint.post("/sheet")
def sheet() -> Page:
    """Give the selection as a CSV to fill in and hand to ``vitrine describe``."""
    policy.require(actor(), "describe")
    with reading(home().engine) as session:
        data = sheet_of(session, actor(), _chosen()[:MOST], now())
    return Response(data, mimetype="text/csv", headers={"Content-Disposition": "attachment; filename=vitrine.csv"})


@blueprint.get("/<int:batch>")
def show(batch: int) -> Page:
    """Show a batch that was saved, and offer to take it back."""
    with reading(home().engine) as session:
        found = lists.batches(session, actor(), batch_id=batch)
    if not found:
        raise NotFound(what=str(batch))
    return render_template("batch/show.html", batch=found[0])


@blueprint.post("/<int:batch>/undo")
def undo(batch: int) -> Page:
    """Put back what stood before, except where somebody edited since."""
    try:
        found = lists.summary(keeping.undo(home().engine, actor(), batch, now=now()))
    except VitrineError as error:
        flash(tell(error.reason), "error")
    else:
        flash(ngettext("%(num)d item says again what it said before.", "%(num)d items say again what they said before.",
                       found.changed))
        _say_refused(found)
    return redirect(url_for(".show", batch=batch))


def change(form: MultiDict[str, str]) -> Change:
    """Return what a form changes: the fields for which something was chosen."""
    return {name: Step(How(how), form.get(name, "").replace("\r\n", "\n")) for name in FIELDS
            if (how := form.get(f"{name}-how")) in ({How.REPLACE} if name == "event" else set(How))}


def _chosen() -> list[int]:
    given = [*request.form.getlist("asset"), *request.form.get("assets", "").split()]
    return [row_id(one) for one in dict.fromkeys(given)]


def _edit(ids: list[int], found: lists.Summary | None = None, why: VitrineError | None = None) -> Page:
    with reading(home().engine) as session:
        chosen = lists.selection(session, actor(), ids[:MOST], now())
        channels = {row.code: (row.name, row.name_en) for row in session.scalars(select(Channel))}
        events = [(row[0], row[1]) for row in session.execute(select(Event.id, Event.name).order_by(Event.id.desc()))]
    page = render_template("batch/edit.html", chosen=chosen, found=found, why=why.reason if why else None, most=MOST,
                           more=len(ids) > MOST, events=events, channels=channels, typed=request.form)
    return (page, status_of(why)) if why else page


def _say_refused(found: lists.Summary) -> None:
    for one in found.refused:
        flash(f"{' '.join(one.assets)}{' …' if one.number > len(one.assets) else ''} · {tell(one.reason)}", "error")
