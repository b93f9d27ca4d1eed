"""Editing many over HTTP: choose what changes, see what would come of it, save it, and take it back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from index.catalogue import channels
from index.catalogue.assets import row_id
from index.catalogue.events import Event
from index.catalogue.licences import licences
from index.db import reading
from index.errors import NotFound, VitrineError
from server import policy
from server.batch import keeping, lists
from server.batch.keeping import Piece, RowOutcome
from server.batch.service import FIELDS, MOST, RIGHTS, Change, How, Step, changing
from server.batch.sheet import csv_of, xlsx_of
from server.library import terms
from server.library.asking import asking
from server.library.terms import TERM
from server.web import progress
from server.web.errors import status_of
from server.web.i18n import tell
from server.web.picked import picked
from server.web.services import actor, home, now

blueprint = Blueprint("batch", __name__, url_prefix="/batch")
Page = str | tuple[str, int] | Response
KINDS: Final = {"csv": ("text/csv", csv_of),
                "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx_of)}
"""What a selection can be had as: media type and writer."""


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
        pieces = changing(home().engine, actor(), ids, change(request.form), _("Batch edit"), now=now(),
                          check=verb == "preview")
    except VitrineError as error:
        return progress.refused(error) if progress.watched() else _edit(ids, why=error)
    told: list[RowOutcome] = []
    batches: list[int | None] = [None]
    steps = _heard(pieces, told, batches)
    if progress.watched():
        part = "batch/found.html" if verb == "preview" else "batch/saved.html"
        return progress.streamed(steps, len(ids), lambda: {"html": render_template(
            part, found=lists.summary(told), batch=batches[-1], channels=_channels())})
    sum(steps)
    found = lists.summary(told)
    if verb == "preview" or batches[-1] is None:
        return _edit(ids, found)
    flash(ngettext("%(num)d item is changed.", "%(num)d items are changed.", found.changed))
    _say_refused(found)
    return redirect(url_for(".show", batch=batches[-1]))


@blueprint.post("/sheet")
def sheet() -> Page:
    """Give the selection as a sheet to fill in and hand back (``kind``: csv, xlsx)."""
    policy.require(actor(), "describe")
    return _sheet(_chosen())


@blueprint.get("/sheet")
def sheet_of_search() -> Page:
    """Give all that a search finds as a sheet (``as``: csv, xlsx)."""
    policy.require(actor(), "describe")
    return _sheet(lists.of_search(home(), actor(), asking(request.args).shown(actor()), now=now()))


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
    told: list[RowOutcome] = []
    try:
        steps = _heard(keeping.undoing(home().engine, actor(), batch, now=now()), told, [])
        if progress.watched():
            with reading(home().engine) as session:
                total = lists.batches(session, actor(), batch_id=batch)[0].assets
            return progress.streamed(steps, total, lambda: {"html": render_template(
                "batch/undone.html", found=lists.summary(told))})
        sum(steps)
    except VitrineError as error:
        if progress.watched():
            return progress.refused(error)
        flash(tell(error.reason), "error")
    else:
        found = lists.summary(told)
        flash(ngettext("%(num)d item says again what it said before.", "%(num)d items say again what they said before.",
                       found.changed))
        _say_refused(found)
    return redirect(url_for(".show", batch=batch))


def change(form: MultiDict[str, str]) -> Change:
    """Return what a form changes: the fields for which something was chosen."""
    return {name: Step(How(how), _typed(form, name)) for name in FIELDS if (how := form.get(f"{name}-how")) in hows(name)}


def hows(name: str) -> tuple[How, ...]:
    """Return what can be done with a field."""
    if name == "event" or name in RIGHTS:
        return (How.REPLACE,)
    return (How.ADD, How.REMOVE, How.REPLACE, *((How.NOBODY,) if name == "people" else ()))


def _typed(form: MultiDict[str, str], name: str) -> str:
    text = form.get(name, "").replace("\r\n", "\n")
    return (terms.moment(name, text, home().settings.zone) or "") if name in TERM else text


def _heard(pieces: Iterable[Piece], told: list[RowOutcome], batches: list[int | None]) -> Iterator[int]:
    """Note what became of each piece, and yield how many it was."""
    for piece in pieces:
        told += piece.outcomes
        batches.append(piece.batch)
        yield len(piece.outcomes)


def _chosen() -> list[int]:
    return [row_id(one) for one in picked()]


def _sheet(ids: list[int]) -> Response:
    kind = request.values.get("as", "csv")
    media_type, write = KINDS[kind if kind in KINDS else "csv"]
    name = f"vitrine.{kind if kind in KINDS else 'csv'}"
    return Response(write(home().engine, actor(), ids[:MOST], now(), home().settings.zone), mimetype=media_type,
                    headers={"Content-Disposition": f"attachment; filename={name}", "Cache-Control": "private, no-store"})


def _channels() -> dict[str, tuple[str, str]]:
    with reading(home().engine) as session:
        return channels.names(session)


def _edit(ids: list[int], found: lists.Summary | None = None, why: VitrineError | None = None) -> Page:
    with reading(home().engine) as session:
        chosen = lists.selection(session, actor(), ids[:MOST], now())
        events = [(row[0], row[1]) for row in session.execute(select(Event.id, Event.name).order_by(Event.id.desc()))]
        offered = [(one.code, (one.name, one.name_en)) for one in licences(session, offered=True)]
    page = render_template("batch/edit.html", chosen=chosen, found=found, why=why.reason if why else None, most=MOST,
                           more=len(ids) > MOST, events=events, channels=_channels(), typed=request.form, hows=hows,
                           licences=offered)
    return (page, status_of(why)) if why else page


def _say_refused(found: lists.Summary) -> None:
    for one in found.refused:
        flash(f"{' '.join(one.assets)}{' …' if one.number > len(one.assets) else ''} · {tell(one.reason)}", "error")
