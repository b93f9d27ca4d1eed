"""Pages of handovers: who handed over to whom, looking at what will pass on, and confirming it once."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from index.db import reading
from index.errors import Conflict, Invalid, NotFound, VitrineError
from server import policy
from server.handover import lists, service
from server.web.errors import status_of
from server.web.services import actor, home, now

blueprint = Blueprint("handover", __name__, url_prefix="/handovers")
Page = str | tuple[str, int] | Response
PAGES: Final = {"story": ("stories.show", "story"), "asset": ("library.asset", "asset"), "kit": ("kits.show", "kit"),
                "board": ("boards.show", "board"), "collection": ("collections.show", "collection"),
                "search": ("searches.fresh", "search")}
"""The page of one thing that moved, by the kind of subject."""


@blueprint.app_template_global()
def handed_page(subject: str) -> str | None:
    """Return the address of something that moved; None for what has no page of its own."""
    kind, _colon, name = subject.partition(":")
    if kind not in PAGES:
        return None
    endpoint, argument = PAGES[kind]
    return url_for(endpoint, **{argument: name})  # type: ignore[arg-type]  # an argument of the route


@blueprint.get("/")
def index() -> Page:
    """List the handovers that the reader may see."""
    with reading(home().engine) as session:
        found = lists.records(session, actor())
    return render_template("handover/index.html", records=found)


@blueprint.get("/<int:handover>")
def show(handover: int) -> Page:
    """Show one handover and what moved with it."""
    with reading(home().engine) as session:
        record, parts = lists.record(session, actor(), handover, now())
    return render_template("handover/show.html", record=record, parts=parts)


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> Page:
    """Choose the two people, read what will pass on, and confirm."""
    policy.require(actor(), "hand-over")
    if request.method == "GET":
        return _form(request.args)
    form = request.form
    try:
        made = service.hand_over(home().engine, actor(), form.get("from", ""), form.get("to", ""),
                                 reason=form.get("reason", ""), seen=form.get("seen", ""), settings=home().settings,
                                 now=now())
    except (Conflict, Invalid, NotFound) as error:
        return _form(form, error)
    flash(_("The work is handed over; who takes over is told."))
    return redirect(url_for(".show", handover=made))


def _form(given: Any, error: VitrineError | None = None) -> Page:
    """The two people; what will pass on stands below once both are chosen and may be."""
    values = {name: given.get(name, "") for name in ("from", "to", "reason")}
    with reading(home().engine) as session:
        givers, takers = lists.choices(session, actor())
        parts, plan, routed = [], None, False
        if values["from"] and values["to"]:
            try:
                plan = service.plan(session, actor(), values["from"], values["to"], settings=home().settings, now=now())
                parts = lists.parts_of_plan(session, plan)
                routed = lists.routes_name(session, plan.pair.giver.id)
            except (Conflict, NotFound) as refused:
                error = error or refused
        page = render_template("handover/new.html", values=values, givers=givers, takers=takers, plan=plan, parts=parts,
                               routed=routed, error=error)
    return (page, status_of(error)) if error and request.method == "POST" else page
