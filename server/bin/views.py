"""The bin over HTTP: ask why and put away, list, restore, propose and confirm; and the pictures of what lies there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from werkzeug.wrappers import Response

from index.catalogue import visibility
from index.catalogue.assets import Asset, public_id, row_id
from index.db import reading
from index.errors import Invalid, VitrineError
from server import policy
from server.bin import deleting, lists, service
from server.bin.lists import Shelf, Wish
from server.library.bytes import held_path
from server.library.forms import number
from server.web.errors import status_of
from server.web.i18n import joined, pick, tell
from server.web.paging import Pager, page_number
from server.web.picked import some_picked
from server.web.services import actor, home, now
from server.web.views import safe_next

blueprint = Blueprint("bin", __name__, url_prefix="/bin")
Page = str | tuple[str, int] | Response
ENTRIES = 60
SHOWN = 24
"""Pictures that a form shows of a selection."""
TOLD = 3
"""Refusals that are told one by one."""


@blueprint.get("/")
def index() -> Page:
    """Show what lies in the bin, as far as the reader may restore it."""
    at, wish = page_number(), _wish()
    with reading(home().engine) as session:
        found = lists.in_bin(session, actor(), wish, _term(), now(), limit=ENTRIES + 1, offset=(at - 1) * ENTRIES)
    return render_template("bin/index.html", found=found, entries=found.entries[:ENTRIES], wish=wish, shelves=Shelf,
                           days=home().settings.bin_days, pages=Pager(at, ENTRIES, len(found.entries) > ENTRIES))


@blueprint.post("/new")
def new() -> Page:
    """Say what putting a selection into the bin comes to, and ask why."""
    return _asked(_chosen())


@blueprint.post("/")
def put() -> Page:
    """Put what was chosen into the bin, and offer to take that back."""
    ids = _chosen()
    try:
        outcome = service.put(home().engine, actor(), ids, request.form.get("reason", ""), now=now())
    except VitrineError as error:
        return _asked(ids, error)
    _tell_refused(outcome.refused)
    if outcome.done:
        text = ngettext("%(num)d item is in the bin.", "%(num)d items are in the bin.", len(outcome.done))
        if outcome.withdrawn:
            text += " " + ngettext("%(num)d was under review and is withdrawn.",
                                   "%(num)d were under review and are withdrawn.", len(outcome.withdrawn))
        flash(text, f"undo {url_for('.undo', act=outcome.act)}")
    return redirect(safe_next(request.form.get("next")))


@blueprint.post("/undo/<act>")
def undo(act: str) -> Page:
    """Restore what was put away together."""
    outcome = service.undo(home().engine, actor(), act, now=now())
    _tell_restored(outcome)
    return redirect(safe_next(request.form.get("next")))


@blueprint.post("/restore")
def restore() -> Page:
    """Take what was chosen out of the bin."""
    ids = _chosen()
    outcome = service.restore(home().engine, actor(), ids, now=now())
    _tell_restored(outcome)
    one = len(ids) == 1 and bool(outcome.done)
    return redirect(url_for("library.asset", asset=public_id(ids[0])) if one else url_for(".index"))


@blueprint.post("/propose")
def propose() -> Page:
    """Propose that what was chosen be deleted for good."""
    reason = request.form.get("reason", "")
    return _decided(lambda ids: deleting.propose(home(), actor(), ids, reason, now=now()), "propose",
                    lambda count: ngettext("%(num)d item waits for a second person's yes.",
                                           "%(num)d items wait for a second person's yes.", count))


@blueprint.post("/decline")
def decline() -> Page:
    """Take a proposal back, or refuse somebody else's."""
    reason = request.form.get("reason", "")
    return _decided(lambda ids: deleting.decline(home(), actor(), ids, reason, now=now()), "decline",
                    lambda count: ngettext("%(num)d item stays in the bin.", "%(num)d items stay in the bin.", count))


@blueprint.post("/confirm")
def confirm() -> Page:
    """Delete for good what somebody else has proposed."""
    if request.form.get("sure") != "yes":
        return _form("confirm", _chosen())
    return _decided(lambda ids: deleting.confirm(home(), actor(), ids, now=now()), "confirm",
                    lambda count: ngettext("%(num)d item is deleted for good.", "%(num)d items are deleted for good.", count))


@blueprint.post("/ask/<what>")
def ask(what: str) -> Page:
    """Show what is about to be proposed, refused or confirmed, and ask why."""
    if what not in {"propose", "decline", "confirm"}:
        raise Invalid("what", "没有这项操作", "there is no such act")
    return _form(what, _chosen())


@blueprint.get("/<asset>")
def show(asset: str) -> Page:
    """Show one asset that lies in the bin, with its history."""
    with reading(home().engine) as session:
        found, history = lists.entry(session, actor(), row_id(asset), _term(), now())
    return render_template("bin/show.html", entry=found, history=history)


@blueprint.get("/media/<sha256>")
def picture(sha256: str) -> Response:
    """Give a rendition of what lies in the bin; nobody keeps it."""
    with reading(home().engine) as session:
        media_type = visibility.binned_rendition(session, actor(), sha256).media_type
    answer = send_file(held_path("renditions", sha256), mimetype=media_type, conditional=True, etag=sha256,
                       last_modified=None)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@blueprint.get("/deleted")
def deleted() -> Page:
    """List what was deleted for good."""
    policy.require(actor(), "delete-for-good")
    at = page_number()
    with reading(home().engine) as session:
        found = lists.gone(session, limit=ENTRIES + 1, offset=(at - 1) * ENTRIES)
    return render_template("bin/deleted.html", found=found[:ENTRIES], pages=Pager(at, ENTRIES, len(found) > ENTRIES))


@blueprint.get("/deleted/<int:number>")
def tombstone(number: int) -> Page:
    """Show what is left of one asset: who decided, when and why, and its history without its words."""
    policy.require(actor(), "delete-for-good")
    with reading(home().engine) as session:
        found = lists.gone_one(session, number)
    return render_template("bin/tombstone.html", gone=found)


@blueprint.post("/deleted/<int:number>/allow")
def allow(number: int) -> Page:
    """Let the file of a deleted asset be taken in again."""
    deleting.allow(home(), actor(), number, now=now())
    flash(_("The file may be uploaded again."))
    return redirect(url_for(".tombstone", number=number))


def _term() -> timedelta:
    return timedelta(days=home().settings.bin_days)


def _wish() -> Wish:
    given = request.args
    shelf = given.get("shelf", "")
    return Wish(Shelf(shelf) if shelf in set(Shelf) else Shelf.ALL,
                number(given.get("department")),
                given.get("who", "").strip())


def _chosen() -> list[int]:
    return [row_id(one) for one in some_picked()]


def _asked(ids: list[int], why: VitrineError | None = None) -> Page:
    with reading(home().engine) as session:
        assets = {one.id: one for one in session.scalars(
            select(Asset).where(Asset.id.in_(ids), visibility.visible(actor(), now())))}
        states = service.standings(session, list(assets))
        live = [one for one in ids if one in assets and states[one].published]
        rest = [one for one in ids if one in assets and not states[one].published]
        views = visibility.views(session, actor(), rest[:SHOWN], now())
        live_views = visibility.views(session, actor(), live[:SHOWN], now())
    channels = dict.fromkeys(name for one in rest for name in states[one].waiting)
    page = render_template(
        "bin/new.html", views=views, rest=rest, live=live, live_views=live_views,
        waits=sum(bool(states[one].waiting) for one in rest), channels=joined([pick(name) for name in channels]),
        rest_ids=" ".join(map(public_id, rest)), live_ids=" ".join(map(public_id, live)), days=home().settings.bin_days,
        needs=any(service.needs_reason(actor(), assets[one], states[one]) for one in rest),
        next=safe_next(request.form.get("next")), why=why.reason if why else None, typed=request.form.get("reason", ""))
    return (page, status_of(why)) if why else page


def _form(what: str, ids: list[int], why: VitrineError | None = None) -> Page:
    policy.require(actor(), "delete-for-good")
    with reading(home().engine) as session:
        entries = lists.chosen(session, actor(), ids, _term(), now())
    fits = [one for one in entries if (one.may_propose if what == "propose" else one.may_confirm if what == "confirm"
                                       else one.proposed_at is not None)]
    page = render_template("bin/decide.html", what=what, entries=fits, unfit=len(ids) - len(fits), shown=SHOWN,
                           own=all(one.mine for one in fits), why=why.reason if why else None,
                           typed=request.form.get("reason", ""))
    return (page, status_of(why)) if why else page


def _decided(act: Callable[[Sequence[int]], deleting.Decided], what: str, told: Callable[[int], str]) -> Page:
    ids = _chosen()
    try:
        outcome = act(ids)
    except VitrineError as error:
        return _form(what, ids, error)
    _tell_refused(outcome.refused)
    if outcome.done:
        flash(told(len(outcome.done)))
    return redirect(url_for(".index", shelf=None if what == "decline" else Shelf.PROPOSED))


def _tell_restored(outcome: service.Restored) -> None:
    _tell_refused(outcome.refused)
    if outcome.done:
        flash(ngettext("%(num)d item is back where it was.", "%(num)d items are back where they were.", len(outcome.done)))


def _tell_refused(refused: service.Refused) -> None:
    for asset_id, why in refused[:TOLD]:
        flash(f"{public_id(asset_id)} · {tell(why.reason)}", "error")
    if len(refused) > TOLD:
        flash(_("%(num)d more were refused as well.", num=len(refused) - TOLD), "error")
