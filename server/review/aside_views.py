"""Pages of what is done at the desk without deciding: ask, answer, hand on, add a sign-off; and the usual reasons."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from index.catalogue import items
from index.db import reading
from index.errors import Conflict, Invalid, VitrineError
from server import policy
from server.library.forms import number
from server.review import asides, queue, reasons, sign_offs
from server.web.actor import wants_json
from server.web.errors import status_of
from server.web.i18n import tell
from server.web.services import actor, home, now

blueprint = Blueprint("asides", __name__, url_prefix="/review")
Page = str | Response | tuple[Any, int]


@blueprint.post("/<item>/<channel>/ask")
def ask(item: str, channel: str) -> Page:
    """Ask the submitter something; the item stays where it is."""
    return _done(item, channel, _("Asked. The answer appears here; the item stays on your desk."),
                 lambda: asides.ask(home().engine, actor(), items.parse(item), channel, request.form.get("text", ""),
                                    now=now()))


@blueprint.post("/<item>/<channel>/answer")
def answer(item: str, channel: str) -> Page:
    """Answer the question that waits."""
    return _done(item, channel, _("Answered."),
                 lambda: asides.answer(home().engine, actor(), items.parse(item), channel, request.form.get("text", ""),
                                       now=now()))


@blueprint.post("/<item>/<channel>/pass-on")
def pass_on(item: str, channel: str) -> Page:
    """Hand the step that waits to somebody else who could decide it."""
    return _done(item, channel, _("Handed on; it has left your desk."),
                 lambda: asides.pass_on(home().engine, actor(), items.parse(item), channel,
                                        number(request.form.get("to")) or 0, request.form.get("note", ""), now=now()))


@blueprint.post("/<item>/<channel>/sign-off")
def sign_off(item: str, channel: str) -> Page:
    """Add the sign-off of a person or another department to this item's route."""
    def add() -> None:
        with reading(home().engine) as session:
            desk = sign_offs.desk_of(session, request.form.get("whom", ""))
        asides.add_sign_off(home().engine, actor(), items.parse(item), channel, desk, note=request.form.get("note", ""),
                            now=now())

    return _done(item, channel, _("Added to the route, before its last step."), add)


@blueprint.route("/reasons", methods=["GET", "POST"])
def usual() -> Page:
    """Show the office's list of reasons for returning, and write it anew."""
    policy.require(actor(), "keep-reasons")
    before = given = reasons.text(home().engine)
    error = None
    if request.method == "POST":
        given, made_from = request.form.get("text", ""), request.form.get("before", "")
        try:
            count = reasons.write(home().engine, actor(), given, before=made_from, now=now())
        except (Invalid, Conflict) as problem:
            error, before = problem, reasons.text(home().engine) if isinstance(problem, Conflict) else made_from
        else:
            flash(_("Saved: %(count)s reasons. Reviewers can pick them from now on.", count=count))
            return redirect(url_for(".usual"))
    page = render_template("review/reasons.html", text=given, before=before, error=error,
                           newest=before if isinstance(error, Conflict) else "")
    return (page, status_of(error)) if error else page


def _done(item: str, channel: str, told: str, doing: Callable[[], None]) -> Page:
    """Do it and go back to the item. Answers JSON {told, left} to those who want it."""
    here = url_for("review.show", item=item, channel=channel)
    try:
        doing()
    except VitrineError as error:
        if wants_json():
            return jsonify(told=tell(error.reason), reason=error.reason.as_dict()), status_of(error)
        flash(tell(error.reason), "error")
        return redirect(here)
    if wants_json():
        with reading(home().engine) as session:
            return jsonify(told=told, left=queue.count_waiting(session, actor(), now()))
    flash(told)
    return redirect(here)
