"""Stacks and look-alikes over HTTP: the page where a person compares, and the moves from the grid and an asset's page."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from index.catalogue.assets import public_id, row_id
from index.db import reading
from index.errors import Invalid, VitrineError
from server.library import forms
from server.stacks import lists, service
from server.stacks.service import Verdict
from server.web.i18n import tell
from server.web.services import actor, home, now
from server.web.views import safe_next

blueprint = Blueprint("stacks", __name__)
Page = str | Response


@blueprint.get("/alike")
def alike() -> Page:
    """Show the next group of pictures that look alike; ``asset``: the one that holds it, ``below``: after a skipped one."""
    asset, below = request.args.get("asset"), request.args.get("below")
    with reading(home().engine) as session:
        group = lists.group(session, actor(), now(), asset_id=row_id(asset) if asset else None,
                            below=row_id(below) if below else None)
    return render_template("stacks/alike.html", group=group, skipped=bool(below), of=asset)


@blueprint.post("/alike")
def decide() -> Page:
    """Stack the chosen ones of a group, or say that all are different; then the next group."""
    shown = tuple(forms.chosen(request.form.getlist("asset")))
    together = tuple(forms.chosen(request.form.getlist("together")))
    cover = request.form.get("cover")
    try:
        service.decide(home().engine, actor(), _verdict(request.form.get("verb", ""), shown, together, cover), now=now())
    except VitrineError as error:
        flash(tell(error.reason), "error")
        return redirect(url_for(".alike"))
    flash(ngettext("%(num)d picture stands in one stack.", "%(num)d pictures stand in one stack.", len(together))
          if request.form["verb"] == "stack" else _("They are different. You will not be asked again."))
    return redirect(url_for(".alike", below=public_id(max(shown) + 1)))


@blueprint.post("/stacks")
def put_together() -> Page:
    """Stack what is selected in the grid."""
    chosen = forms.chosen(request.form.getlist("asset"))
    try:
        number = service.stack(home().engine, actor(), chosen, now=now())
    except VitrineError as error:
        flash(tell(error.reason), "error")
    else:
        flash(ngettext("%(num)d picture stands in one stack.", "%(num)d pictures stand in one stack.", number))
    return redirect(safe_next(request.form.get("next")))


@blueprint.post("/stacks/<asset>")
def change(asset: str) -> Page:
    """Change the stack of an asset: ``cover`` puts it on top, ``out`` takes it out, ``apart`` lets all stand alone."""
    asset_id, verb = row_id(asset), request.form.get("verb")
    try:
        match verb:
            case "cover":
                service.choose_cover(home().engine, actor(), asset_id, now=now())
                flash(_("It is on top of its stack now."))
            case "out":
                service.take_out(home().engine, actor(), asset_id, now=now())
                flash(_("It stands alone again."))
            case "apart":
                number = service.take_apart(home().engine, actor(), asset_id, now=now())
                flash(ngettext("%(num)d picture stands alone again.", "%(num)d pictures stand alone again.", number))
            case _other:
                raise Invalid("verb", "没有这个操作", "there is no such move")
    except VitrineError as error:
        flash(tell(error.reason), "error")
    return redirect(url_for("library.asset", asset=asset))


def _verdict(verb: str, shown: tuple[int, ...], together: tuple[int, ...], cover: str | None) -> Verdict:
    if verb == "different":
        return Verdict(shown)
    if verb != "stack":
        raise Invalid("verb", "没有这个操作", "there is no such move")
    on_top = row_id(cover) if cover else None
    return Verdict(shown, together, on_top if on_top in together else None)
