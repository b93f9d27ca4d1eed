"""The upload page: files and folders in, one request a file; what became of each; all of them on to review."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from index.catalogue import required
from index.catalogue.assets import Outcome, public_id, row_id
from index.catalogue.channels import SCREENS
from index.catalogue.lifecycle import State
from index.db import reading
from index.errors import Invalid, Reason, VitrineError
from ingest.intake import Taken
from server.assignments.lists import assignments
from server.channels import lists as channel_lists
from server.channels.lists import ChannelLine
from server.library.forms import number
from server.review import telling
from server.topics import lists as topics
from server.uploads import batches, cautions, events, submitting
from server.uploads import known as knowing
from server.uploads.batches import UploadLine
from server.uploads.body import Body
from server.uploads.service import BATCH, Delivery, new_batch, receive, too_large
from server.uploads.submitting import Refused
from server.web.i18n import joined, pick, state_name, tell
from server.web.services import actor, home, now, services

blueprint = Blueprint("uploads", __name__, url_prefix="/upload")
Page = str | Response | tuple[Any, int]


@blueprint.get("")
def index() -> Page:
    """Show the drop zone, one's own latest batches, and with ?batch= the files of one."""
    given = request.args.get("batch", "")
    given = given if BATCH.fullmatch(given) else ""
    return _page(given)


@blueprint.post("")
def send() -> Page:
    """Take files from a plain form, for browsers without scripts."""
    given = request.form.get("batch", "")
    batch = given if BATCH.fullmatch(given) else new_batch(now())
    event_id = number(request.form.get("event"))
    files = [file for file in request.files.getlist("files") if file.filename]
    for file in files:
        receive(home(), actor(), file.stream, Delivery(batch, file.filename or "", None, event_id), now=now())  # type: ignore[arg-type]  # werkzeug's IO[bytes] is one
    if not files:
        flash(_("Choose at least one file first."), "error")
        return redirect(url_for(".index"))
    return redirect(url_for(".index", batch=batch))


@blueprint.post("/files")
def file() -> Page:
    """Take one file, the request's body itself, straight through the one door.

    ?batch=&name=&event= say where it belongs. Answers {outcome, asset, sha256, reason}; 413 too large, 507 disk full.
    """
    delivery = Delivery(request.args.get("batch", ""), request.args.get("name", ""), request.content_length,
                        number(request.args.get("event")))
    body = Body(request.stream)  # type: ignore[arg-type]  # werkzeug's IO[bytes] is one
    try:
        if delivery.length is not None and delivery.length > home().limit:
            taken = too_large(home(), actor(), delivery, now=now())
        else:
            taken = receive(home(), actor(), body, delivery, now=now())  # type: ignore[arg-type]  # read() is all it needs
    except VitrineError:
        body.drain()
        raise
    if taken.outcome is Outcome.REFUSED:
        body.drain()
    return jsonify(_answer(taken)), 413 if taken.reason and taken.reason.code == "too-large" else 200


@blueprint.post("/known")
def known() -> Page:
    """Tell which of {"sha256s": [...]} are here already, before any bytes move.

    Answers {"known": [{sha256, outcome, asset, href, needless}]}: asset and href only where the asker may see it; needless
    where the asker or their department has sent the same bytes before. With "batch" and "names" (one a hash), and "event",
    the needless ones are noted as files of that batch.
    """
    asked = request.get_json(silent=True)
    asked = asked if isinstance(asked, dict) else {}
    hashes, names = asked.get("sha256s"), asked.get("names") or []
    if not isinstance(hashes, list) or not isinstance(names, list):
        raise Invalid("sha256s", "应为散列值的列表", "must be a list of hashes")
    with reading(home().engine) as session:
        found = knowing.known(session, actor(), [str(one) for one in hashes], now())
    if asked.get("batch"):
        delivery = Delivery(str(asked["batch"]), "", None, number(str(asked.get("event"))))
        knowing.note(home(), actor(), delivery, dict(zip(map(str, hashes), map(str, names), strict=False)), found, now=now())
    return jsonify(known=[
        {"sha256": one.sha256, "outcome": Outcome.ALREADY_HERE, "asset": one.asset, "needless": one.needless,
         "href": url_for("library.asset", asset=one.asset) if one.asset else None} for one in found])


@blueprint.get("/batches/<batch>")
def lines(batch: str) -> Page:
    """Give the files of one's own batch as JSON, for a page that waits for them."""
    with reading(home().engine) as session:
        found = batches.batch(session, actor(), batch, now())
        ready, open_ = batches.submittable(found), batches.open_for(found, (one.code for one in _channels()))
        lacking = len(required.incomplete(session, map(row_id, ready)))
    return jsonify(batch=batch, lines=[_told(line) for line in found], submittable=len(ready), open=len(open_),
                   lacking=lacking)


@blueprint.post("/batches/<batch>/submit")
def submit(batch: str) -> Page:
    """Submit for the channels chosen all of a batch that can be; tell of each file for which it was not, and why."""
    chosen = list(dict.fromkeys(request.form.getlist("channel")))
    if not chosen:
        flash(_("Choose first where it is to appear."), "error")
        return redirect(url_for(".index", batch=batch))
    outcomes = submitting.submit(home().engine, actor(), batch, chosen, clock=services().clock)
    telling.missing_consents(outcomes.done)
    if done := len({one for ids in outcomes.done.values() for one in ids}):
        flash(ngettext("%(num)d item submitted for review.", "%(num)d items submitted for review.", done))
    if not outcomes.refused:
        return redirect(url_for(".index", batch=batch))
    if outcomes.only_incomplete:
        flash(tell(outcomes.first.reason), "error")
        return redirect(url_for("describing.index", batch=batch, channels=".".join(chosen) if chosen != [SCREENS] else None))
    flash(ngettext("%(num)d file could not be submitted for every channel. The list says why.",
                   "%(num)d files could not be submitted for every channel. The list says why.", len(outcomes.refused)),
          "error")
    return _page(batch, chosen, outcomes.refused)


def _page(given: str, chosen: Sequence[str] = (SCREENS,), refused: Refused | None = None) -> str:
    with reading(home().engine) as session:
        lines = batches.batch(session, actor(), given, now()) if given else []
        latest = batches.batches(session, actor())
        asked = topics.mine_to_do(session, actor(), home().settings.zone, now())
        tasks = [one for one in assignments(session, actor(), home().settings, now(), mine=True) if one.open]
        choices = events.offered(session, actor(), _today(now(), home().settings.zone))
        lacking = len(required.incomplete(session, map(row_id, batches.submittable(lines))))
    channels = _channels()
    names = {one.code: pick((one.name, one.name_en)) for one in channels}
    told = [_told(line) | {"refusals": [f"{joined([names.get(one, one) for one in some])} · {tell(why)}" for why, some in (
        refused or {}).get(line.asset or "", {}).items()]} for line in lines]
    return render_template("uploads/index.html", batch=given, lines=told, latest=latest, choices=choices, tasks=tasks,
                           topics=asked, submittable=batches.submittable(lines), open=batches.open_for(lines, names),
                           lacking=lacking, channels=channels, chosen=chosen, limit=home().limit)


def _channels() -> list[ChannelLine]:
    return [one for one in channel_lists.channels(home().engine) if one.active]


def _answer(taken: Taken) -> dict[str, Any]:
    return {"outcome": taken.outcome, "asset": public_id(taken.asset_id) if taken.asset_id else None,
            "sha256": taken.sha256, "reason": taken.reason.as_dict() if taken.reason else None}


def _told(line: UploadLine) -> dict[str, Any]:
    """Return a line as pages show it: its reason in the reader's language, addresses instead of hashes."""
    return {"name": line.name, "bytes": line.bytes, "sha256": line.sha256, "stage": line.stage, "asset": line.asset,
            "title": line.title, **_stands(line),
            "href": _href(line),
            "picture": url_for("media.rendition", sha256=line.grid) if line.grid else None,
            "why": tell(Reason(**line.reason)) if line.reason else None, "caution": cautions.said(line.caution)}


def _stands(line: UploadLine) -> dict[str, Any]:
    """Return where a file stands: its state, and in words for each channel that it was submitted for."""
    sent = [one for one in line.aims or () if one.state != State.DRAFT]
    if not sent:
        return {"state": State.DRAFT if line.aims is not None else None, "state_name": None}
    names = [f"{pick(one.name)} {state_name(one.state)}" for one in sent]
    return {"state": sent[0].state, "state_name": state_name(sent[0].state) if [one.channel for one in sent] == [SCREENS]
            else joined(names)}


def _href(line: UploadLine) -> str | None:
    if line.asset:
        return url_for("library.asset", asset=line.asset)
    return url_for("bin.show", asset=line.binned) if line.binned else None


def _today(moment: datetime, zone: ZoneInfo) -> Any:
    return moment.astimezone(zone).date()

