"""The page of emergencies: choose a text, press twice; see who shows it; prolong it, end it. And the texts kept for it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from index.catalogue.emergencies import EmergencyText
from index.db import reading
from index.errors import Invalid, NotFound, VitrineError
from server import policy
from server.boards.forms import number
from server.emergencies import lists, service
from server.emergencies.service import LONGEST_DRILL_MINUTES, LONGEST_MINUTES, Prepared, Wish
from server.screens import aiming, prepared, prepared_views, spoken
from server.web.errors import status_of
from server.web.i18n import when
from server.web.services import actor, home, now

blueprint = Blueprint("emergencies", __name__, url_prefix="/emergency")
Page = str | tuple[str, int] | Response


@blueprint.before_request
def _allowed() -> None:
    policy.require(actor(), "raise-emergency")


@blueprint.get("/")
def index() -> Page:
    """Show what is on, and the form for another one."""
    return _index(MultiDict())


@blueprint.post("/")
def start() -> Page:
    """Put an emergency on the screens. Without ``sure`` the same form comes back, and its button asks once more."""
    form = request.form
    try:
        wish = Wish(spoken.from_form(form), number(form, "minutes", 0), aiming.from_form(form), "drill" in form)
        if form.get("sure") != "1":
            return _index(form, armed=True)
        made = service.start(home().engine, actor(), wish, now=now())
    except (Invalid, NotFound) as error:
        return _index(form, error)
    return redirect(url_for("emergencies.show", emergency=made))


@blueprint.get("/<int:emergency>")
def show(emergency: int) -> Page:
    """Show who shows an emergency, building by building."""
    with reading(home().engine) as session:
        report = lists.report(session, emergency, now())
    return render_template("emergencies/show.html", report=report, line=report.line, now=now(),
                           ends=lists.ends(report.line, now()))


@blueprint.post("/<int:emergency>/prolong")
def prolong(emergency: int) -> Page:
    """Put off the end of an emergency."""
    until = service.prolong(home().engine, actor(), emergency, number(request.form, "minutes", 0), now=now())
    flash(_("On until %(when)s now. Screens with a network have it within seconds.", when=when(until)))
    return redirect(url_for("emergencies.show", emergency=emergency))


@blueprint.post("/<int:emergency>/end")
def end(emergency: int) -> Page:
    """End an emergency before its time."""
    service.end(home().engine, actor(), emergency, now=now())
    flash(_("Ended. Screens with a network go back within seconds."))
    return redirect(url_for("emergencies.show", emergency=emergency))


@blueprint.post("/end")
def end_all() -> Page:
    """End every emergency that is on."""
    ended = service.end(home().engine, actor(), None, now=now())
    flash(ngettext("%(num)d ended. Screens with a network go back within seconds.",
                   "%(num)d ended. Screens with a network go back within seconds.", len(ended)))
    return redirect(url_for("emergencies.index"))


@blueprint.get("/texts")
def texts() -> Page:
    """List the prepared texts."""
    with reading(home().engine) as session:
        return render_template("emergencies/texts.html", texts=prepared.every(session, EmergencyText))


@blueprint.route("/texts/new", methods=["GET", "POST"])
def new_text() -> Page:
    """Prepare a text."""
    return _keep_text(None)


@blueprint.route("/texts/<int:text>", methods=["GET", "POST"])
def change_text(text: int) -> Page:
    """Change a prepared text; what is on screens stays as it is."""
    return _keep_text(text)


@blueprint.post("/texts/<int:text>/remove")
def remove_text(text: int) -> Page:
    """Forget a prepared text."""
    service.remove_text(home().engine, actor(), text, now=now())
    flash(_("Removed."))
    return redirect(url_for("emergencies.texts"))


def _index(form: MultiDict[str, str], error: VitrineError | None = None, *, armed: bool = False) -> Page:
    with reading(home().engine) as session:
        every = prepared.every(session, EmergencyText)
        chosen = _chosen(every, form.get("text") or request.args.get("text", ""))
        values: Any = form
        if not form and chosen:
            values = MultiDict({name: getattr(chosen, name) for name in spoken.LONGEST} | {"minutes": str(chosen.minutes)})
        terms = sorted({*lists.TERMS, *(one.minutes for one in every)})
        live = lists.on(session, now())
        page = render_template(
            "emergencies/index.html", live=live, ends={one.id: lists.ends(one, now()) for one in live},
            past=lists.past(session, now()), texts=every,
            chosen=chosen, meant=len(aiming.resolve(session, aiming.from_form(form))[1]) if armed else 0,
            choices=aiming.choices(session), values=values, error=error, armed=armed, terms=terms, longest=spoken.LONGEST,
            field=error.field if isinstance(error, Invalid) else None, most=LONGEST_MINUTES, now=now())
    return (page, status_of(error)) if error else page


def _chosen(texts: list[EmergencyText], given: str) -> EmergencyText | None:
    """Return the text that was chosen, else the first."""
    return next((one for one in texts if str(one.id) == given), texts[0] if texts else None)


def _keep_text(text: int | None) -> Page:
    def save(form: MultiDict[str, str]) -> None:
        given = Prepared(form.get("name", ""), spoken.from_form(form), number(form, "minutes", 0))
        service.keep_text(home().engine, actor(), given, text, now=now())

    return prepared_views.form(EmergencyText, text, save, "emergencies/text.html", "emergencies.texts", most=LONGEST_MINUTES,
                               drill=LONGEST_DRILL_MINUTES)
