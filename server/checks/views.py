"""Pages of the checks: the office's lists of wordings, trying a text, a selection before it is submitted, and
letting a finding stand.
"""

from __future__ import annotations

from typing import Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from index.catalogue import items, visibility, wordings
from index.catalogue.assets import public_id
from index.catalogue.channels import SCREENS
from index.catalogue.wordings import WordingKind
from index.db import reading
from index.errors import Conflict, Invalid
from server import policy
from server.channels import lists as channels
from server.checks import before as selection
from server.checks import letting, lists, words
from server.checks.findings import Limits
from server.checks.wording import hits
from server.library.forms import chosen
from server.uploads import batches
from server.web.errors import status_of
from server.web.services import actor, home, now
from server.web.views import safe_next

blueprint = Blueprint("checks", __name__, url_prefix="/checks")
Page = str | tuple[str, int] | Response
LONGEST_ADDRESS: Final = 4000
"""Characters of an address that leads back to a selection; a longer one leads to the library."""


@blueprint.route("/wordings", methods=["GET", "POST"])
def index() -> Page:
    """Show the office's lists, and write them anew."""
    policy.require(actor(), "keep-wordings")
    with reading(home().engine) as session:
        before = given = lists.texts(session)
    error: Invalid | Conflict | None = None
    if request.method == "POST":
        given = {kind.value: request.form.get(kind, "").replace("\r\n", "\n") for kind in WordingKind}
        made_from = {kind.value: request.form.get(f"before-{kind}", "") for kind in WordingKind}
        try:
            count = lists.write(home().engine, actor(), given, before=made_from, now=now())
        except (Invalid, Conflict) as problem:
            error, before = problem, before if isinstance(problem, Conflict) else made_from
        else:
            flash(ngettext("Saved: %(num)d line. Whatever is submitted from now on is held against it.",
                           "Saved: %(num)d lines. Whatever is submitted from now on is held against them.", count))
            return redirect(request.path)
    page = render_template("checks/wordings.html", given=given, before=before, error=error,
                           wrong=error.field if isinstance(error, Invalid) else "",
                           newest=before if isinstance(error, Conflict) else {})
    return (page, status_of(error)) if error else page


@blueprint.route("/try", methods=["GET", "POST"])
def tried() -> Page:
    """Hold a text that is in no item against the lists: for anybody who writes."""
    text = request.form.get("text", "").replace("\r\n", "\n")[:50_000]
    with reading(home().engine) as session:
        found = hits(text, words.entries((one.kind, one.text, one.instead) for one in wordings.wordings(session)))
    return render_template("checks/try.html", text=text, found=found, asked=request.method == "POST")


@blueprint.post("/pass")
def let_stand() -> Page:
    """Let one finding stand in one item, with a reason."""
    form = request.form
    letting.let_stand(home().engine, actor(), items.parse(form.get("item", "")), form.get("check", ""), form.get("key", ""),
                      form.get("reason", ""), now=now())
    flash(_("It may stand here. The reason is in the history."))
    return redirect(safe_next(form.get("next")))


@blueprint.route("/before", methods=["GET", "POST"])
def before() -> Page:
    """Show what the checks find in a selection (``asset``), or in what one's own upload ``batch`` has ready, for channels."""
    given, wished = request.values.getlist("asset"), request.values.getlist("channel") or [SCREENS]
    names = {line.code: (line.name, line.name_en) for line in channels.channels(home().engine) if line.active}
    asked = {code: names[code] for code in dict.fromkeys(wished) if code in names}
    back = safe_next(request.values.get("next"))
    with reading(home().engine) as session:
        if batch := request.values.get("batch", ""):
            given = batches.open_for(batches.batch(session, actor(), batch, now()), asked)
            back = url_for("uploads.index", batch=batch)
        ids = chosen(given)
        found = selection.before(session, actor(), ids, asked, now(), Limits.of(home().settings))
        views = {one.id: one for one in visibility.views(session, actor(), [one.ref.id for one in found.shown], now())}
    again = url_for(".before", asset=[public_id(one) for one in ids], channel=list(asked))
    return render_template("checks/before.html", found=found, views=views, channels=asked, next=back,
                           here_url=again if len(again) < LONGEST_ADDRESS else url_for("library.index"))
