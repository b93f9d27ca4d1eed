"""Describing over HTTP: what is incomplete, one after the other; drafts as they are typed; which fields are required."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from index.catalogue import drafts as kept
from index.catalogue import required as rules
from index.catalogue import visibility
from index.catalogue.assets import Kind, public_id, row_id
from index.catalogue.channels import SCREENS
from index.db import reading, writing
from index.errors import Conflict, Invalid, VitrineError
from server import policy
from server.batch.lists import of_search
from server.describing import drafts, required, worklist
from server.describing.form import description_form
from server.describing.words import names
from server.library import forms
from server.library.asking import asking
from server.library.describe import describe
from server.uploads import batches
from server.web.drafts import Elsewhere
from server.web.errors import status_of
from server.web.services import actor, home, now

blueprint = Blueprint("describing", __name__, url_prefix="/describe")
Page = str | tuple[str, int] | Response


@blueprint.get("/")
def index() -> Page:
    """Go through what is incomplete: of a selection (assets), an upload (batch), a search (within), else of what one has
    not submitted.
    """
    return _page(request.args.get("at", ""))


@blueprint.post("/")
def choose() -> Page:
    """Take over a selection, and lead to its list."""
    return redirect(url_for(".index", assets=worklist.packed(forms.chosen(request.form.getlist("asset")))))


@blueprint.post("/check")
def check() -> Page:
    """Tell what is missing to {"assets": [...]}: {"missing": {asset: [fields]}}."""
    given = request.get_json(silent=True)
    asked = given.get("assets") if isinstance(given, dict) else None
    if not isinstance(asked, list):
        raise Invalid("assets", "应为素材编号的列表", "must be a list of assets")
    with reading(home().engine) as session:
        found = worklist.worklist(session, actor(), [row_id(str(one)) for one in asked], now())
    return jsonify(missing={public_id(one): fields for one, fields in found.missing.items()})


@blueprint.post("/<asset>")
def save(asset: str) -> Page:
    """Save one description of the list and lead to the next that is incomplete."""
    edit, seen = forms.edit(request.form)
    try:
        saved = describe(home().engine, actor(), row_id(asset), edit, now=now(), seen_version=seen)
    except (Conflict, Invalid) as error:
        return _page(asset, error)
    with reading(home().engine) as session:
        found = worklist.worklist(session, actor(), _listed(), now())
    asset_id = row_id(asset)
    if fields := found.missing.get(asset_id):
        flash(_("%(asset)s is saved. Still missing: %(fields)s", asset=asset, fields=names(fields)))
    elif saved.voided:
        flash(_("Saved. The earlier approval is void; review starts again."))
    after = found.beside(asset_id, 1)
    return redirect(_address(public_id(after) if after else None))


@blueprint.post("/<asset>/draft")
def keep(asset: str) -> Page:
    """Keep what is being typed: {"words", "version", "revision", "tab"} -> {"revision", "at"}; 409 with the other draft."""
    try:
        draft = drafts.keep(home().engine, actor(), row_id(asset), request.get_json(silent=True), now=now())
    except Elsewhere as error:
        other = {"words": error.draft.words, "version": error.draft.version, "revision": error.draft.revision}
        return jsonify(reason=error.reason.as_dict(), draft=other), 409  # type: ignore[return-value]  # Flask's answers
    return jsonify(revision=draft.revision if draft else 0)


@blueprint.post("/<asset>/discard")
def discard(asset: str) -> Page:
    """Forget what one has typed for an asset and not saved."""
    with writing(home().engine) as session:
        kept.discard(session, row_id(asset), actor().person_id)
    if "listed" in request.form:
        return redirect(_address(asset))
    return redirect(url_for("library.asset", asset=asset, at=request.form.get("at"), within=request.form.get("within")))


@blueprint.route("/required", methods=["GET", "POST"])
def required_fields() -> Page:
    """Say which fields a description needs before it is submitted, for photos, films and posters."""
    policy.require(actor(), "require-fields")
    if request.method == "POST":
        wanted = {kind.value: request.form.getlist(kind) for kind in Kind}
        required.keep(home().engine, actor(), wanted, now=now())
        flash(_("Submissions are asked for these fields from now on."))
        return redirect(url_for(".required_fields"))
    with reading(home().engine) as session:
        needed = rules.needed(session)
    return render_template("describing/required.html", needed=needed, fields=tuple(rules.FIELD_NAMES))


def _source() -> dict[str, str]:
    """Return where the list comes from, as the address says it."""
    return {name: request.values[name] for name in ("assets", "batch", "within", "channels") if request.values.get(name)}


def _channels() -> list[str]:
    """Return what the list is to be submitted for."""
    return request.values.get("channels", SCREENS).split(".")


def _address(at: str | None) -> str:
    source: dict[str, Any] = dict(_source())
    return url_for(".index", at=at, **source)


def _listed() -> list[int]:
    source = _source()
    with reading(home().engine) as session:
        if "assets" in source:
            return worklist.unpacked(source["assets"])
        if "batch" in source:
            lines = batches.batch(session, actor(), source["batch"], now())
            return [row_id(one) for one in batches.open_for(lines, _channels())]
    if "within" in source:
        return of_search(home(), actor(), asking(dict(parse_qsl(source["within"]))).shown(actor()), now=now())
    with reading(home().engine) as session:
        return worklist.unsubmitted(session, actor())


def _page(at: str, error: VitrineError | None = None) -> Page:
    policy.require(actor(), "describe")
    listed = _listed()
    with reading(home().engine) as session:
        found = worklist.worklist(session, actor(), listed, now(), _channels())
        here = row_id(at) if at else next(iter(found.missing), None)
        shown: dict[str, Any] = {"list": found, "here": here, "source": _source(), "channels": _channels(), "before": None,
                                 "after": None}
        shown["form"] = None
        shown["entries"] = visibility.views(session, actor(), list(found.missing), now())
        if here is not None:
            view = visibility.view_for(session, actor(), here, now())
            policy.require(actor(), "describe", visibility.asset_for(session, actor(), here, now()))
            shown |= {"form": description_form(session, actor(), view), "before": found.beside(here, -1),
                      "after": found.beside(here, 1)}
    typed = request.form if error else None
    page = render_template("describing/index.html", **shown, typed=typed, why=error.reason if error else None,
                           wrong=error.field if isinstance(error, Invalid) else None, public_id=public_id)
    return (page, status_of(error)) if error else page
