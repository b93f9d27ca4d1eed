"""Rights over HTTP: those of one asset, and the office's list of licences."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from index.catalogue import visibility
from index.catalogue.assets import row_id
from index.catalogue.licences import licences
from index.db import reading
from index.errors import Conflict, Invalid
from server import policy
from server.library.describe import Edit, describe
from server.library.terms import TERM, moment
from server.rights import service
from server.rights.service import Wish
from server.web.errors import status_of
from server.web.services import actor, home, now

blueprint = Blueprint("rights", __name__)
Page = str | tuple[str, int] | Response


@blueprint.post("/library/<asset>/rights")
def save(asset: str) -> Page:
    """Say under which licence an asset may be used, and from when until when."""
    given, zone = request.form, home().settings.zone
    try:
        embargo, expiry = (moment(name, given.get(name, ""), zone) for name in TERM)
        edit = Edit(licence=given.get("licence", ""), embargo_until=embargo, expires_at=expiry)
        saved = describe(home().engine, actor(), row_id(asset), edit, now=now(), keep_draft=True)
    except (Conflict, Invalid) as error:
        with reading(home().engine) as session:
            view = visibility.view_for(session, actor(), row_id(asset), now())
            offered = [(one.code, (one.name, one.name_en)) for one in licences(session, offered=True)]
        page = render_template("rights/form.html", asset=view, licences=offered, typed=given, why=error.reason,
                               wrong=error.field if isinstance(error, Invalid) else None)
        return page, status_of(error)
    flash(_("Saved. The earlier approval is void; review starts again.") if saved.voided
          else _("Rights and term are saved; they hold at once."))
    return redirect(url_for("library.asset", asset=asset, at=given.get("at"), within=given.get("within")))


@blueprint.route("/licences", methods=["GET", "POST"])
def index() -> Page:
    """Show the list of licences, and change one (``code``) or add one (``new``)."""
    policy.require(actor(), "keep-licences")
    if request.method == "GET":
        return render_template("rights/index.html", lines=service.listed(home().engine), typed={}, why=None, wrong=None)
    given = request.form
    wish = Wish(given.get("code", ""), given.get("name", ""), given.get("name_en", ""), given.get("terms", ""),
                "active" in given)
    try:
        (service.add if "new" in given else service.change)(home().engine, actor(), wish, now=now())
    except Invalid as error:
        page = render_template("rights/index.html", lines=service.listed(home().engine), typed=given, why=error.reason,
                               wrong=error.field)
        return page, status_of(error)
    flash(_("Saved."))
    return redirect(url_for(".index"))
