"""The clock to be photographed, what photographs of it said, and shifting a batch's times by hand."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from flask import Blueprint, current_app, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from index.catalogue.assets import row_id
from index.db import reading
from index.errors import Conflict, Invalid, NotFound, VitrineError
from ingest.steps.clock_code import EPOCH, TENTH, key_of
from server import policy
from server.clocks import lists, service, words
from server.clocks.codes import codes
from server.web.errors import status_of
from server.web.i18n import tell
from server.web.services import actor, home, now, services
from server.web.views import safe_next

blueprint = Blueprint("clocks", __name__, url_prefix="/clock")
# A global, not a part of the context: macros see it, whichever way they are imported.
blueprint.record_once(lambda state: state.app.jinja_env.globals.update(clock_words=words))
Page = str | Response | tuple[Any, int]
UNITS = (("days", 86_400), ("hours", 3600), ("minutes", 60), ("seconds", 1))


@blueprint.get("")
def index() -> Page:
    """Show the clock: a code that is a new one every second, and the time in figures."""
    policy.require(actor(), "upload")
    return render_template("clocks/clock.html", zone=str(home().settings.zone))


@blueprint.get("/codes")
def upcoming() -> Page:
    """Give the codes of the next seconds, and the server's time in milliseconds as the answer leaves."""
    policy.require(actor(), "upload")
    key = key_of(str(current_app.config["SECRET_KEY"]))
    found = [asdict(one) for one in codes(key, services().clock())]
    return jsonify(codes=found, now=(services().clock() - EPOCH) // TENTH * 100)


@blueprint.get("/checks")
def checks() -> Page:
    """Show what the latest photographs of the clock said."""
    with reading(home().engine) as session:
        found = lists.checks(session, actor(), now())
    return render_template("clocks/checks.html", checks=found)


@blueprint.get("/batches/<batch>")
def batch(batch: str) -> Page:
    """Show a batch's clocks, and with ?seconds= (or its parts), or ?asset=&true=, what a shift would do."""
    return _batch(batch)


@blueprint.post("/batches/<batch>")
def shift(batch: str) -> Page:
    """Shift the times of a batch, or of one camera in it."""
    try:
        seconds = _whole(request.form.get("seconds_total", ""))
        changed = service.shift_batch(home().engine, actor(), batch, seconds, camera=request.form.get("camera", ""),
                                      now=now())
    except (Conflict, Invalid) as error:
        return _batch(batch, error)
    flash(ngettext("%(num)d item: %(moved)s.", "%(num)d items: %(moved)s.", changed, moved=words.moved(seconds)))
    return redirect(url_for(".batch", batch=batch))


@blueprint.post("/photos/<asset>")
def mark(asset: str) -> Page:
    """Say that a photo is of the clock ("is" = 1), or that it is content ("is" = 0)."""
    try:
        if request.form.get("is") == "1":
            service.mark(home().engine, actor(), row_id(asset), now=now())
            flash(_("It is kept as a photograph of the clock; its code is being looked for."))
        else:
            service.unmark(home().engine, actor(), row_id(asset), now=now())
            flash(_("It is an ordinary photo again."))
    except Conflict as error:
        flash(tell(error.reason), "error")
    return redirect(url_for("library.asset", asset=asset))


@blueprint.post("/checks/<int:check>/drop")
def drop(check: int) -> Page:
    """Let a check no longer count."""
    changed = service.drop(home().engine, actor(), check, now=now())
    flash(ngettext("The check no longer counts; %(num)d item has its own time again.",
                   "The check no longer counts; %(num)d items have their own times again.", changed))
    return redirect(safe_next(request.form.get("next")))


def _batch(batch: str, error: VitrineError | None = None) -> Page:
    camera, seconds, moved = request.values.get("camera", ""), 0, []
    with reading(home().engine) as session:
        clock = lists.batch_clock(session, actor(), batch, now())
        rows = lists.of_camera(lists.seen(session, actor(), batch, now()), camera)
        chosen = next((one for one in rows if f"V{one.id}" == request.values.get("asset")), rows[0] if rows else None)
        try:
            seconds = _wished(session) if error is None else 0
            moved = lists.preview(session, rows, seconds) if seconds else []
        except (Conflict, Invalid, NotFound) as wrong:
            error = wrong
        except OverflowError:
            error = Invalid("by", "平移之后的日期不存在", "there is no such day")
        sample = lists.preview(session, rows, 0) if rows else []
    page = render_template("clocks/batch.html", clock=clock, camera=camera, seconds=seconds, moved=moved, sample=sample,
                           chosen=chosen, why=error.reason if error else None, given=request.values)
    return (page, status_of(error)) if error else page


def _wished(session: Any) -> int:
    """Return the seconds that the form asks for, 0 where it asks for nothing yet."""
    given = request.args
    if given.get("true"):
        try:
            true_local = datetime.fromisoformat(given["true"]).replace(tzinfo=None)
        except ValueError:
            raise Invalid("true", "请填写日期和时间", "a date and a time are needed") from None
        return service.by_picture(session, actor(), row_id(given.get("asset", "")), true_local, now())
    if given.get("seconds_total"):
        return service.check_amount(_whole(given["seconds_total"]))
    if not any(given.get(name) for name, _size in UNITS):
        return 0
    total = sum(_whole(given.get(name) or "0") * size for name, size in UNITS)
    return service.check_amount(-total if given.get("way") == "earlier" else total)


def _whole(text: str) -> int:
    try:
        return int(text) if len(text) < 12 else 0
    except ValueError:
        raise Invalid("seconds", "应为整数", "must be a whole number") from None
