"""Pages of campuses: all of them, one with its colour, its logo and its screens, and how a screen looks in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, BinaryIO, Final, cast

from flask import Blueprint, flash, jsonify, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from index.errors import Conflict, Invalid, NotFound
from server import policy
from server.campuses import lists, service
from server.web.errors import status_of
from server.web.i18n import tell
from server.web.services import actor, home, now

blueprint = Blueprint("campuses", __name__, url_prefix="/screens/campuses")
Page = str | tuple[str, int] | Response
VIEWS: Final = ("photo", "words", "ground", "notice", "band")
"""What the preview shows: a picture, a story's headline, the campus's own page, a bulletin, its band."""


@blueprint.before_request
def _office_only() -> None:
    if request.endpoint != "campuses.logo":  # whoever may preview a board sees what its screens wear
        policy.require(actor(), "edit-screens")


@blueprint.get("/")
def index() -> Page:
    """Show all campuses."""
    return render_template("campuses/index.html", campuses=lists.lines(home().engine))


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> Page:
    """Make a campus."""
    if request.method == "GET":
        return _form({"accent": home().settings.accent, "is_default": not lists.lines(home().engine)})
    try:
        made = service.add(home(), actor(), _wish(), now=now())
    except (Invalid, Conflict) as error:
        return _form(request.form, error)
    flash(_("The campus is made. Choose its screens."))
    return redirect(url_for("campuses.change", campus=made) + "#screens")


@blueprint.route("/<int:campus>", methods=["GET", "POST"])
def change(campus: int) -> Page:
    """Show one campus and change it."""
    line = lists.line(home().engine, str(campus))
    if request.method == "GET":
        return _form(asdict(line), line=line)
    try:
        service.change(home(), actor(), str(campus), _wish(), now=now())
    except (Invalid, Conflict) as error:
        return _form(request.form, error, line)
    flash(_("Saved. Its screens follow within seconds."))
    return redirect(url_for("campuses.change", campus=campus))


@blueprint.post("/<int:campus>/screens")
def take(campus: int) -> Page:
    """Say which screens are this campus's."""
    service.take_screens(home(), actor(), str(campus), request.form.getlist("screen"), now=now())
    flash(_("Saved. Its screens follow within seconds."))
    return redirect(url_for("campuses.change", campus=campus) + "#screens")


@blueprint.post("/<int:campus>/remove")
def remove(campus: int) -> Page:
    """Remove a campus."""
    service.remove(home(), actor(), str(campus), now=now())
    flash(_("The campus is removed."))
    return redirect(url_for("campuses.index"))


@blueprint.post("/look")
def look() -> Response:
    """Say what screens make of a colour, while it is chosen."""
    try:
        found = lists.look(service.colour(request.form.get("accent", "")))
    except Invalid as error:
        return jsonify(why=tell(error.reason))
    values = {"colour": found.shown.accent, "on_dark": found.shown.on_dark, "ratio": f"{found.ratio:.1f}"}
    said = (_("On paper and under white words screens use %(colour)s: this one has a contrast of %(ratio)s there, and 4.5 is "
              "needed to be read from afar. Over pictures and at night they use %(on_dark)s.", **values)
            if found.darkened else
            _("Contrast %(ratio)s on paper and under white words: can be read from afar. Over pictures and at night screens "
              "use %(on_dark)s.", **values))
    return jsonify(**asdict(found.shown), said=said)


@blueprint.get("/stage")
def stage() -> Page:
    """Show a screen by the player's own code: the page around this one tells it what it wears."""
    return render_template("campuses/stage.html", zone=home().settings.timezone,
                           sample=lists.sample(home().engine, actor(), now()))


@blueprint.get("/logo/<sha256>")
def logo(sha256: str) -> Response:
    """Give a logo as screens have it."""
    found = lists.logo(home().engine, sha256)
    if found is None:
        raise NotFound(what=sha256[:12])
    answer = make_response(found[1])
    answer.mimetype = found[0]
    answer.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    return answer


def _wish() -> service.Wish:
    form, file = request.form, request.files.get("logo")
    logo = cast("BinaryIO", file.stream) if file and file.filename else None
    return service.Wish(form.get("name", ""), form.get("name_en", ""), form.get("accent", ""), "is_default" in form,
                        "active" in form, logo, "no_logo" in form)


def _form(values: Mapping[str, Any], error: Invalid | Conflict | None = None, line: lists.CampusLine | None = None) -> Page:
    field = error.field if isinstance(error, Invalid) else "name" if error else None
    page = render_template("campuses/form.html", values=values, line=line, errors={field: error.reason} if error else {},
                           views=VIEWS, buildings=lists.places(home().engine, line.id) if line else [])
    return (page, status_of(error)) if error else page
