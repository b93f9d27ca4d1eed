"""The administrator's pages of channels: the list, and one channel's route with whom it concerns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from index.catalogue.steps import Step
from index.db import reading
from index.errors import Conflict, Invalid, NotFound, VitrineError
from server import policy
from server.admin.views import seen
from server.boards.forms import number
from server.channels import demanding, lists, service
from server.channels.service import MOST_STEPS, ChannelChange
from server.library.forms import number as whole
from server.web.errors import status_of
from server.web.i18n import pick
from server.web.services import actor, calendar, home, now

blueprint = Blueprint("channels", __name__, url_prefix="/admin/routes")
Page = str | tuple[str, int] | Response


@blueprint.before_request
def _allowed() -> None:
    policy.require(actor(), "administer")


@blueprint.get("/")
def index() -> Page:
    """List the channels with their routes."""
    with reading(home().engine) as session:
        counts = demanding.counts(session)
    return render_template("channels/index.html", lines=lists.channels(home().engine), subjects=seen(), tab="routes",
                           counts=counts)


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> Page:
    """Add a channel."""
    if request.method == "GET":
        return _form(None, {"active": "on"}, [Step("department"), Step("office")])
    return _act(None)


@blueprint.route("/<code>", methods=["GET", "POST"])
def change(code: str) -> Page:
    """Change a channel and its route; what is under way keeps the route that it has."""
    line = next((one for one in lists.channels(home().engine) if one.code == code), None)
    if line is None:
        raise NotFound(what=f"“{code}”")
    if request.method == "GET":
        ticked = {name: "on" for name in ("active", "public", "goes_on") if getattr(line, name)}
        given = {"name": line.name, "name_en": line.name_en, **ticked}
        return _form(line, given, [Step(one.desk, one.all_of, one.hours) for one in line.steps])
    return _act(line)


def _act(line: lists.ChannelLine | None) -> Page:
    """Save, or show the form again with its steps moved, taken out, added to, or as they are with their preview."""
    form = request.form
    try:
        steps = _steps(form)
        verb, _sign, place = form.get("act", "preview").partition("-")
        if verb != "save":
            return _form(line, form, _arranged(steps, verb, whole(place) or 0))
        wanted = ChannelChange(form.get("name", ""), form.get("name_en", ""), "active" in form, "public" in form,
                               tuple(steps), "goes_on" in form)
        if line is None:
            service.add_channel(home().engine, actor(), form.get("code", "").strip(), wanted, now=now())
        else:
            service.change_channel(home().engine, actor(), line.code, wanted, now=now())
    except (Invalid, Conflict) as error:
        return _form(line, form, _steps(form, strict=False), error)
    flash(_("Saved. It holds for what is submitted from now on; what is under way keeps its route."))
    return redirect(url_for(".index"))


def _steps(form: Mapping[str, str], *, strict: bool = True) -> list[Step]:
    """Read the steps of a form; rows without a desk are none. Raises Invalid for hours that are no number."""
    found = []
    for place in range(MOST_STEPS + 1):
        if desk := form.get(f"desk-{place}", ""):
            given = whole(form.get(f"hours-{place}", "").strip())
            hours = number(form, f"hours-{place}", 0) if strict else given or 0
            found.append(Step(desk, form.get(f"all-{place}") == "1", hours or None))
    return found


def _arranged(steps: Sequence[Step], verb: str, place: int) -> list[Step]:
    moved = list(steps)
    other = {"up": place - 1, "down": place + 1}.get(verb, place)
    if verb == "drop" and place < len(moved) > 1:
        del moved[place]
    elif verb == "add" and len(moved) < MOST_STEPS:
        moved.insert(max(0, len(moved) - 1), Step("director"))
    elif place != other and min(place, other) >= 0 and max(place, other) < len(moved):
        moved[place], moved[other] = moved[other], moved[place]
    return moved


def _form(line: lists.ChannelLine | None, given: Mapping[str, Any], steps: Sequence[Step],
          error: VitrineError | None = None) -> Page:
    with reading(home().engine) as session:
        options = lists.desk_options(session, steps)
        try:
            kept: Sequence[Step] = service.checked(session, steps)
        except Invalid as problem:
            kept, error = (), error or problem
    at = error.field if isinstance(error, Invalid) else "name" if error else None
    page = render_template("channels/form.html", line=line, given=given, steps=steps, subjects=seen(), tab="routes",
                           concerns=lists.preview(home().engine, kept, now()) if kept else [], names=dict(options),
                           day_hours=f"{calendar().length / timedelta(hours=1):g}",
                           desk_words=[(code, pick(name)) for code, name in options], most=MOST_STEPS,
                           errors={at: error.reason} if error else {})
    return (page, status_of(error)) if error and request.method == "POST" else page
