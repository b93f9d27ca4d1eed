"""The administrator's page of archives: ask for a year, see how far it is, stop it, go on."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from index.catalogue.archives import ArchiveState
from index.errors import Invalid, Reason, VitrineError
from server import policy
from server.admin.views import seen
from server.archive import service
from server.library.forms import number
from server.web.errors import status_of
from server.web.services import actor, home, now, zone

blueprint = Blueprint("archive", __name__, url_prefix="/admin/archive")
Page = str | tuple[str, int] | Response


@blueprint.before_request
def _allowed() -> None:
    policy.require(actor(), "administer")


@blueprint.get("/")
def index() -> Page:
    """List the archives."""
    return _page()


@blueprint.post("/")
def ask() -> Page:
    """Ask for the archive of a year, or to go on with one."""
    try:
        service.ask(home(), actor(), number(request.form.get("year", "").strip()) or 0, now=now())
    except VitrineError as error:
        return _page(error)
    flash(_("The archive is under way. It goes on by itself after a restart."))
    return redirect(url_for(".index"))


@blueprint.post("/<int:archive>/stop")
def stop(archive: int) -> Page:
    """Stop one; what is there stays, and can be gone on with."""
    service.stop(home(), actor(), archive, now=now())
    return redirect(url_for(".index"))


def _page(error: VitrineError | None = None) -> Page:
    rows = [(one, Reason(**one.error) if one.error else None) for one in service.listed(home().engine)]
    last_year = now().astimezone(zone()).year - 1
    page = render_template("archive/index.html", rows=rows, open=service.OPEN, subjects=seen(), tab="archive",
                           again=(ArchiveState.FAILED, ArchiveState.STOPPED), year=request.form.get("year") or last_year,
                           place=str(service.place(home())), why=error.reason if error else None,
                           wrong=error.field if isinstance(error, Invalid) else None)
    return (page, status_of(error)) if error else page
