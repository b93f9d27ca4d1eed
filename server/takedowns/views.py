"""Taking down over HTTP: ask why, do it, and show who has confirmed it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from index.catalogue import items, visibility
from index.catalogue.items import ItemKind, Ref
from index.db import reading
from index.errors import VitrineError
from server import policy
from server.takedowns import lists, service
from server.takedowns.service import MOST
from server.web.errors import status_of
from server.web.i18n import tell
from server.web.paging import Pager, page_number
from server.web.picked import some_picked
from server.web.services import actor, home, now

blueprint = Blueprint("takedowns", __name__, url_prefix="/take-downs")
Page = str | tuple[str, int] | Response
LINES = 50
SHOWN = 12
"""Pictures that the form shows of a selection."""
TOLD = 3
"""Refusals that are told one by one."""


@blueprint.get("/")
def index() -> Page:
    """List what was taken down, the latest first."""
    policy.require(actor(), "see-office")
    pages = Pager(page_number(), LINES, more=False)
    with reading(home().engine) as session:
        found = lists.lines(session, limit=LINES + 1, offset=pages.offset)
    return render_template("takedowns/index.html", lines=found[:LINES], pages=Pager(pages.number, LINES, len(found) > LINES))


@blueprint.post("/new")
def new() -> Page:
    """Ask why a selection is taken down."""
    policy.require(actor(), "take-down")
    return _asked(_chosen())


@blueprint.post("/")
def take_down() -> Page:
    """Take down what was chosen, for a reason, and lead to the report."""
    ids = _chosen()
    try:
        outcome = service.take_down(home().engine, actor(), ids, request.form.get("reason", ""), now=now())
    except VitrineError as error:
        policy.require(actor(), "take-down")
        return _asked(ids, error)
    for ref, why in outcome.refused[:TOLD]:
        flash(f"{ref} · {tell(why.reason)}", "error")
    if len(outcome.refused) > TOLD:
        flash(_("%(num)d more could not be taken down.", num=len(outcome.refused) - TOLD), "error")
    if outcome.report is None:
        return redirect(_page_of(ids[0]) if len(ids) == 1 else url_for(".index"))
    flash(ngettext("%(num)d item is taken down everywhere.", "%(num)d items are taken down everywhere.", len(outcome.done)))
    return redirect(url_for(".show", report=outcome.report))


@blueprint.get("/<int:report>")
def show(report: int) -> Page:
    """Show one take-down: which screens have confirmed, which have not, and whom to telephone."""
    policy.require(actor(), "see-office")
    with reading(home().engine) as session:
        found = lists.report(session, actor(), report, now())
    return render_template("takedowns/show.html", report=found, line=found.line)


def _page_of(ref: Ref) -> str:
    return url_for("stories.show", story=ref) if ref.kind is ItemKind.STORY else url_for("library.asset", asset=ref)


def _chosen() -> list[Ref]:
    return [items.parse(one) for one in some_picked()]


def _asked(ids: list[Ref], why: VitrineError | None = None) -> Page:
    with reading(home().engine) as session:
        assets = [one.id for one in ids if one.kind is ItemKind.ASSET]
        views = visibility.views(session, actor(), assets[:SHOWN], now())
        used_in = lists.using(session, actor(), assets, now())
    page = render_template("takedowns/new.html", views=views, number=len(ids), assets=" ".join(map(str, ids)), most=MOST,
                           used_in=used_in, why=why.reason if why else None, typed=request.form.get("reason", ""))
    return (page, status_of(why)) if why else page
