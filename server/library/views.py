"""The library: the grid, one asset, describing it and moving it along."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from index.catalogue import items
from index.catalogue.assets import row_id
from index.catalogue.channels import SCREENS
from index.catalogue.lifecycle import Verb
from index.catalogue.required import MissingFields
from index.db import reading
from index.errors import Conflict, Invalid, NotFound, Reason, VitrineError
from index.search import editing, highlight, synonyms
from index.search.highlight import Lights, Pieces
from index.search.results import Results, Sort
from server.bin import lists as bins
from server.boards import lists as boards
from server.channels import lists as channel_lists
from server.collections import lists as collections
from server.describing import worklist
from server.library import facets, forms, tiles
from server.library.asking import Asking, asking
from server.library.describe import describe
from server.library.find import find
from server.library.nothing import nothing
from server.library.page import AssetPage, alike, asset_page, neighbours
from server.library.shapes import shapes as shapes_of
from server.library.tiles import A_PART, Placed
from server.library.timeline import timeline
from server.review import telling
from server.review.service import Order, act, act_on_many, submit_for
from server.stories import lists as stories
from server.web.early import begun
from server.web.errors import status_of
from server.web.i18n import tell
from server.web.paging import Pager, page_number
from server.web.services import actor, home, now, services
from server.web.shell import may
from server.web.views import safe_next

blueprint = Blueprint("library", __name__, url_prefix="/library")
Page = str | tuple[str, int] | Response
TOLD = 3
"""Refusals that are told one by one."""


@blueprint.get("")
def index() -> Page:
    """Show the grid; the address is the search."""
    asked, number = asking(request.args), page_number()
    if number == 1 and not request.args.get("part") and "X-Part" not in request.headers:
        return begun("library/index.html", lambda: str(_found_by(asked, number)), asked=asked)
    return _found_by(asked, number)


def _found_by(asked: Asking, number: int) -> Page:
    pages = Pager(number, A_PART, more=False)
    finding = find(home(), actor(), asked.shown(actor()), limit=A_PART, offset=pages.offset, now=now(), sort=asked.sort)
    results, zone = finding.results, home().settings.zone
    pages = Pager(pages.number, A_PART, more=len(results.hits) == A_PART, total=results.total)
    if results.total and pages.number > pages.last and request.args.get("part") is None:
        return redirect(pages.address(pages.last))  # an old address: some of it has gone since
    lights = highlight.lights(asked.text, now=now(), zone=zone, synonyms=synonyms.load(home().index))
    placed = [(one.near, Placed(tiles.tile(one.asset, zone, stack=one.stack, lights=lights), pages.offset + place))
              for place, one in enumerate(finding.found)]
    shown = {
        "asked": asked, "results": results, "pages": pages, "within": urlencode(asked.arguments),
        "groups": tiles.groups((one for near, one in placed if not near), by_month=asked.by_time),
        "near": tuple(one for near, one in placed if near), "stacked": any(one.stack > 1 for one in finding.found),
    }
    if request.args.get("part") == "groups":
        return render_template("library/groups.html", **shown)
    shown |= _beside(asked, results)
    if request.headers.get("X-Part") == "library":  # js/swap.js, whose page has the rest already
        return render_template("library/index.html", alone=True, **shown)
    return render_template("library/index.html", **shown, **_around())


@blueprint.get("/shapes")
def shapes() -> Response:
    """Give the grid's shapes from one place on (JSON), for the same arguments as the grid."""
    answer = jsonify(shapes_of(home(), actor(), asking(request.args), offset=forms.number(request.args.get("offset")) or 0,
                               now=now()))
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@blueprint.get("/<asset>")
def asset(asset: str) -> Page:
    """Show one asset; with ``part=facts`` what the lightbox shows beside the picture."""
    try:
        page = asset_page(home(), actor(), row_id(asset), now())
    except NotFound:
        return _in_bin(asset)
    if request.args.get("part") == "facts":
        return render_template("library/panel.html", page=page, asset=page.asset,
                               collections=collections.mine(home().engine, actor()) if may("collect") else [])
    return _page(page)


def _in_bin(asset: str) -> Page:
    """Lead on to where it lies, who may restore it. Raises NotFound for everybody else."""
    with reading(home().engine) as session:
        if not bins.lies_there(session, actor(), row_id(asset)):
            raise NotFound(what=asset)
    return redirect(url_for("bin.show", asset=asset))


@blueprint.get("/<asset>/like")
def like(asset: str) -> Page:
    """Show what is most like one asset."""
    found = alike(home(), actor(), row_id(asset), now())
    tiled = [tiles.tile(one, home().settings.zone) for one in found.others]
    return render_template("library/like.html", asset=found.asset, tiles=tiled)


@blueprint.post("/<asset>/description")
def save(asset: str) -> Page:
    """Save a description. Where somebody saved in between, what was typed stays and both texts are shown."""
    edit, seen = forms.edit(request.form)
    try:
        saved = describe(home().engine, actor(), row_id(asset), edit, now=now(), seen_version=seen)
    except (Conflict, Invalid) as error:
        page = asset_page(home(), actor(), row_id(asset), now())
        return _page(page, typed=request.form, why=error), status_of(error)
    flash(_("Saved. The earlier approval is void; review starts again.") if saved.voided else _("The description is saved."))
    return redirect(_here(asset))


@blueprint.post("/<asset>/move")
def move(asset: str) -> Page:
    """Submit, approve, return or withdraw on one channel."""
    asset_id, channels = row_id(asset), request.form.getlist("channel")
    if request.form.get("verb") == Verb.SUBMIT and len(channels) > 1:
        return _submitted_for(asset, channels)
    try:
        act(home().engine, actor(), forms.order(request.form), asset_id, now=now())
    except VitrineError as error:
        flash(telling.refused(error, items.ref(asset_id), request.form.get("channel", "")), "error")
        if isinstance(error, MissingFields):
            return redirect(f"{_here(asset)}#f-{error.fields[0]}")
    else:
        flash(_moved(request.form["verb"]))
        if request.form["verb"] == Verb.SUBMIT:
            telling.missing_consents({request.form.get("channel", ""): [asset_id]})
    return redirect(_here(asset))


@blueprint.post("/submit")
def submit() -> Page:
    """Submit what is selected for the channels chosen, each by itself; what lacks required fields is gone through next."""
    ids = forms.chosen(request.form.getlist("asset"))
    channels = list(dict.fromkeys(request.form.getlist("channel") or [SCREENS]))
    by_channel = {channel: act_on_many(home().engine, actor(), Order(Verb.SUBMIT, channel), ids, clock=services().clock)
                  for channel in channels}
    outcomes = [one for some in by_channel.values() for one in some]
    refused = [(asset_id, error.reason) for asset_id, error in outcomes if error is not None]
    _say_submitted(len({asset_id for asset_id, error in outcomes if error is None}), refused)
    telling.missing_consents({channel: [one for one, error in some if error is None] for channel, some in by_channel.items()})
    incomplete = list(dict.fromkeys(asset_id for asset_id, error in outcomes if isinstance(error, MissingFields)))
    if incomplete:
        return redirect(url_for("describing.index", assets=worklist.packed(incomplete),
                                channels=".".join(channels) if channels != [SCREENS] else None))
    return redirect(safe_next(request.form.get("next")))


def _submitted_for(asset: str, channels: list[str]) -> Page:
    """Submit one asset for several channels, and tell for which it was not."""
    outcomes = submit_for(home().engine, actor(), list(dict.fromkeys(channels)), row_id(asset), now=now())
    if lacking := telling.submitted(outcomes, items.ref(row_id(asset)), [row_id(asset)]):
        return redirect(f"{_here(asset)}#f-{lacking[0]}")
    return redirect(_here(asset))


def _say_submitted(done: int, refused: list[tuple[int, Reason]]) -> None:
    if done:
        flash(ngettext("%(num)d item is submitted for review.", "%(num)d items are submitted for review.", done))
    for asset_id, why in refused[:TOLD]:
        flash(f"V{asset_id} · {tell(why)}", "error")
    if len(refused) > TOLD:
        flash(_("%(num)d more could not be submitted.", num=len(refused) - TOLD), "error")


def _beside(asked: Asking, results: Results) -> dict[str, Any]:
    known = facets.known_names(home().engine)
    return {"facets": facets.facets(results, asked, known), "chips": facets.chips(asked, known),
            "only_words": url_for("library.index", **asked.turned(asked.words).arguments),
            "ways": nothing(home(), actor(), asked, now()) if asked.text and not results.total else None,
            "odd": editing.pointed(asked.text, [note.part for note in results.notes]),
            "sorts": _sorts(asked), "months": results.facets.get("month", {}),
            "timeline": timeline(results.facets.get("month", {}), asked),
            "stories": _stories_with(asked.words)}


def _around() -> dict[str, Any]:
    """What the page has for every search."""
    return {"channels": [line for line in channel_lists.channels(home().engine) if line.active],
            "boards": boards.boards(home().engine) if may("edit-boards") else []}


def _stories_with(words: str) -> int:
    """Return how many stories hold the words that somebody searched for."""
    if not words:
        return 0
    with reading(home().engine) as session:
        return stories.count(session, actor(), words, now())


def _sorts(asked: Asking) -> list[tuple[Sort, str]]:
    named = [(Sort.NEWEST, _("Newest first")), (Sort.OLDEST, _("Oldest first")), (Sort.UPLOADED, _("Last arrived")),
             (Sort.RATING, _("Best rated"))]
    return [(Sort.RELEVANCE, _("Best match")), *named] if asked.words else named


def _page(page: AssetPage, *, typed: Mapping[str, str] | None = None, why: VitrineError | None = None) -> str:
    place = forms.number(request.values.get("at"))
    beside = None if place is None else neighbours(home(), actor(), page.asset.id, at=place, now=now(),
                                                   within=request.values.get("within", ""))
    within = asking(dict(parse_qsl(request.values.get("within", "")))).text if place is not None else ""
    lights = highlight.lights(within, now=now(), zone=home().settings.zone, synonyms=synonyms.load(home().index))
    return render_template("library/asset.html", page=page, lights=lights, found=_found(page, lights),
                           asset=page.asset, words=page.asset.words, beside=beside, now=now(),
                           collections=collections.mine(home().engine, actor()) if may("collect") else [],
                           typed=typed, why=why.reason if why else None,
                           wrong=why.field if isinstance(why, Invalid) else None,
                           within=request.values.get("within", ""), at=place)


def _found(page: AssetPage, lights: Lights) -> list[Pieces]:
    """Where the words stand that the reader searched for, if not in the title: a form shows no marks."""
    title = page.asset.words.title
    if not lights.wanted or any(found for _, found in lights.marked(title or page.asset.name, "title" if title else "names")):
        return []
    return [one for field, text in tiles.texts(page.asset) if (one := lights.excerpt(text, field))][:TOLD]


def _here(asset: str) -> str:
    place = forms.number(request.form.get("at"))
    return url_for("library.asset", asset=asset, within=request.form.get("within") or None if place is not None else None,
                   at=place)


def _moved(verb: str) -> str:
    said = {"submit": _("Submitted. You will see here what becomes of it."), "approve": _("Approved."),
            "return": _("Returned with your reason."), "withdraw": _("Withdrawn. Screens let go of it within seconds.")}
    return str(said[verb])
