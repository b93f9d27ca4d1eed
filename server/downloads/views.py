"""Taking out over HTTP: choose a form and say what for, then the file, or a ZIP of many; and the record of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Blueprint, jsonify, render_template, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from index.catalogue import visibility
from index.catalogue.assets import public_id, row_id
from index.catalogue.crop_points import Point, point_of
from index.credentials import new_token
from index.db import reading
from index.errors import Invalid, VitrineError
from ingest.steps.copy_presets import ORIGINAL, PRESETS, CopyPreset
from server import policy
from server.batch import lists as batch
from server.batch.service import MOST
from server.collections import lists as collections
from server.downloads import keeping, lists, rights
from server.downloads.answers import archive, attachment
from server.downloads.forms import form, forms
from server.downloads.sheet_views import sheet_of
from server.downloads.wishes import WATERMARKS, Wish, check, purpose_names, purposes
from server.library.asking import asking
from server.library.forms import number
from server.web.errors import status_of
from server.web.i18n import pick
from server.web.paging import Pager, page_number
from server.web.picked import some_picked
from server.web.services import actor, home, now

blueprint = Blueprint("downloads", __name__, url_prefix="/downloads")
Page = str | tuple[str, int] | Response
SHOWN = 12
"""Pictures that the page shows of a selection."""
LINES = 100
MOST_LINES = 100_000


@blueprint.get("/new")
def new() -> Page:
    """Ask how the assets of the address (``asset``, a ``collection``, or the search ``q``) are to be taken out."""
    given, collection = request.args.getlist("asset"), number(request.args.get("collection"))
    if given:
        return _asked([row_id(one) for one in dict.fromkeys(given)])
    if collection is not None:
        collections.line(home().engine, actor(), collection, now())
        return _asked([one.asset.id for one in collections.items(home().engine, actor(), collection, now())])
    return _asked(batch.of_search(home(), actor(), asking(request.args).shown(actor()), now=now()))


@blueprint.post("/new")
def chosen() -> Page:
    """Ask how a selection is to be taken out."""
    return _asked(_ids())


@blueprint.post("/give")
def give() -> Page:
    """Give what was asked for: one file, or a ZIP."""
    policy.require(actor(), "download")
    ids = _ids()[:MOST]
    try:
        with reading(home().engine) as session:
            wish = _wish()
            check(session, wish, logo=_logo())
            zh, _en = purpose_names(session)[wish.purpose]
            found = rights.pieces(session, actor(), ids[0], wish.preset, now()) if len(ids) == 1 else None
            found = [one for one in found or () if one.sha256 == request.form.get("file")] or found
            if found is None and not _some(session, ids, wish):
                raise VitrineError("take-nothing")
        if len(ids) == 1 and wish.preset in PRESETS and PRESETS[wish.preset].size:
            keeping.keep_point(home().engine, actor(), ids[0], wish.focus, now=now())
        token = request.form.get("ticket", "")[:64]
        if found and len(found) == 1:
            return attachment(found[0], wish, zh, token)
        return archive(ids, wish, zh, token)
    except VitrineError as error:
        return _asked(ids, why=error)


@blueprint.post("/sheet")
def sheet() -> Page:
    """Give a contact sheet (PDF) of what was chosen."""
    ids = _ids()[:MOST]
    try:
        return sheet_of(ids)
    except VitrineError as error:
        return _asked(ids, why=error)


@blueprint.get("/<token>/far")
def far(token: str) -> Response:
    """Tell how far one's own takeout is (JSON)."""
    found = keeping.far(home().engine, actor(), token)
    return jsonify(done=found.done, failed=found.failed, wanted=found.wanted, ended=found.ended)


@blueprint.get("/log")
def log() -> Page:
    """List what was taken out, for the office; with ``format=csv`` as a sheet."""
    policy.require(actor(), "see-office")
    wished, pages = request.args.get("purpose", ""), Pager(page_number(), LINES, more=False)
    whole = request.args.get("format") == "csv"
    with reading(home().engine) as session:
        found = lists.everything(session, actor(), limit=MOST_LINES if whole else LINES + 1,
                                 offset=0 if whole else pages.offset, purpose=wished)
        counts, names = lists.counts(session, actor()), purpose_names(session)
    if whole:
        return Response(lists.sheet(found, home().settings.zone), mimetype="text/csv",
                        headers={"Content-Disposition": "attachment; filename=taken-out.csv"})
    return render_template("downloads/log.html", lines=found[:LINES], wished=wished, counts=counts, names=names,
                           pages=Pager(pages.number, LINES, more=len(found) > LINES))


def _some(session: Session, ids: list[int], wish: Wish) -> bool:
    if wish.preset == ORIGINAL:
        return rights.originals(session, actor(), ids, now()) > 0
    return bool(visibility.takeable(session, actor(), ids, now(), whole=form(session, wish.preset).whole))


def _ids() -> list[int]:
    return [row_id(one) for one in some_picked()]


def _wish() -> Wish:
    form, point = request.form, None
    if "own_point" in form and form.get("preset") in PRESETS and PRESETS[form["preset"]].size:
        try:
            point = (float(form.get("focus_x", "")) / 100, float(form.get("focus_y", "")) / 100)
        except ValueError:
            raise Invalid("focus", "应为百分数", "must be percentages") from None
    return Wish(form.get("preset", ""), form.get("purpose", ""), " ".join(form.get("note", "").split()),
                form.get("watermark", ""), point)


def _logo() -> bool:
    return bool(home().settings.watermark_logo) and Path(home().settings.watermark_logo).is_file()


def _asked(ids: list[int], why: VitrineError | None = None) -> Page:
    policy.require(actor(), "download")
    some = ids[:MOST]
    with reading(home().engine) as session:
        views = visibility.views(session, actor(), some[:SHOWN], now())
        seen = views if len(some) <= SHOWN else visibility.seen(session, actor(), some, now())
        can, choices = rights.counted(session, actor(), some, now()), purposes(session)
        wholly, known = rights.originals(session, actor(), some, now()), forms(session)
        point = point_of(session, some[0]) if len(some) == 1 and views else None
    offered = [("", _("Choose")), *((code, pick(name)) for code, name in choices)]
    page = render_template("downloads/take.html", presets=_offers(known, can, wholly), offered=offered, views=views,
                           number=len(seen), assets=" ".join(map(public_id, some)), more=len(ids) > MOST, most=MOST,
                           one=views[0] if len(some) == 1 and views else None, watermarks=_watermarks(),
                           typed={**_typed(point), **request.values.to_dict()}, why=why.reason if why else None,
                           wrong=why.field if isinstance(why, Invalid) else None, ticket=new_token())
    return (page, status_of(why)) if why else page


def _typed(point: Point | None) -> dict[str, str]:
    """The point that was chosen before, as the form's fields; not over what is typed now."""
    if point is None or request.endpoint == "downloads.give":
        return {}
    return {"own_point": "1", "focus_x": f"{point[0] * 100:g}", "focus_y": f"{point[1] * 100:g}"}


def _offers(offered: dict[str, CopyPreset], can: dict[bool, int], originals: int) -> list[tuple[Any, int]]:
    """The forms, each with how many of the assets can be had in it."""
    return [(one, originals if one.code == "original" else can[one.whole]) for one in offered.values()]


def _watermarks() -> list[tuple[str, str]]:
    named = {"": _("None"), "credit": _("The credit of each"), "department": _("The department"), "logo": _("The logo")}
    return [(code, named[code]) for code in WATERMARKS if code != "logo" or _logo()]
