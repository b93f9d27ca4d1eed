"""Pages of the house for what comes from outside: links to give away, and what came in to take or to refuse."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import urljoin

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from index.catalogue.assets import row_id
from index.catalogue.links import Outside
from index.errors import Invalid, NotFound, VitrineError
from server import policy
from server.admin import lists
from server.boards.forms import day, number
from server.library.forms import number as whole
from server.outside import inbox, links
from server.outside.links import LinkLine, NewLink
from server.web.errors import status_of
from server.web.i18n import pick, tell
from server.web.paging import Pager, page_number
from server.web.picked import some
from server.web.services import actor, home, now

blueprint = Blueprint("outside", __name__, url_prefix="/outside")
Page = str | tuple[str, int] | Response


@blueprint.get("")
def index() -> Page:
    """Show what came from outside and waits, or with ?state=refused what was put away."""
    policy.require(actor(), "take-outside")
    state = Outside.REFUSED if request.args.get("state") == "refused" else Outside.WAITING
    pages = Pager(page_number(), inbox.PAGE, more=False)
    found = inbox.parcels(home().engine, actor(), state, limit=inbox.PAGE + 1, offset=pages.offset)
    return render_template("outside/index.html", parcels=found[:inbox.PAGE], state=state, departments=_departments(),
                           pages=Pager(pages.number, inbox.PAGE, more=len(found) > inbox.PAGE), office=_office(),
                           linking=bool(links.events(home().engine, actor())))


@blueprint.post("/take")
def take() -> Page:
    """Make what is chosen, or all of one sender, a department's own."""
    department = whole(request.form.get("department"))
    return _decided(lambda ids: ngettext(
        "%(num)d item taken. You find it in the library.", "%(num)d items taken. You find them in the library.",
        inbox.accept(home().engine, actor(), ids, department, now=now())))


@blueprint.post("/refuse")
def refuse() -> Page:
    """Put away what is chosen, or all of one sender, with a reason that the sender reads."""
    return _decided(lambda ids: ngettext(
        "%(num)d item turned down. The sender can read why.", "%(num)d items turned down. The sender can read why.",
        inbox.turn_down(home().engine, actor(), ids, request.form.get("reason", ""), now=now())))


@blueprint.post("/restore")
def restore() -> Page:
    """Let what was refused wait again."""
    return _decided(lambda ids: ngettext("%(num)d item waits again.", "%(num)d items wait again.",
                                         inbox.restore(home().engine, actor(), ids, now=now())))


@blueprint.get("/links")
def listed() -> Page:
    """List the links that one may make and close."""
    _require_linking()
    return render_template("outside/links.html", lines=_lines(), made=None)


@blueprint.route("/links/new", methods=["GET", "POST"])
def new() -> Page:
    """Make a link; its address is shown once."""
    _require_linking()
    if request.method == "GET":
        return _form()
    try:
        _made, token = links.add(home().engine, actor(), _new_link(), home().settings.zone, now=now())
    except (Invalid, NotFound) as error:
        return _form(error), status_of(error)
    address = urljoin(home().settings.public_url or request.host_url, url_for("send.index", token=token))
    return render_template("outside/links.html", lines=_lines(), made=address, code=qr_code(address))


@blueprint.post("/links/<int:link>/revoke")
def revoke(link: int) -> Page:
    """Close a link for good."""
    links.revoke(home().engine, actor(), link, now=now())
    flash(_("The link is closed. What came through it stays."))
    return redirect(url_for(".listed"))


def qr_code(address: str) -> str:
    """Return an address as the path of a QR code (SVG), for a phone to read off the screen."""
    import segno

    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="svg", xmldecl=False, svgns=False, omitsize=True, border=2,
                                        svgclass="qr", lineclass=None, dark="#000", light="#fff")
    return out.getvalue().decode("ascii")


def _decided(act: Any) -> Page:
    try:
        flash(act(_chosen()))
    except VitrineError as error:
        flash(tell(error.reason), "error")
    return redirect(url_for(".index", state="refused" if request.form.get("from") == Outside.REFUSED else None))


def _chosen() -> list[int]:
    state = Outside.REFUSED if request.form.get("from") == Outside.REFUSED else Outside.WAITING
    ids = [row_id(one) for one in request.form.getlist("asset")]
    if not ids and "all" in request.form:
        ids = inbox.sent_by(home().engine, actor(), whole(request.form.get("sender")) or 0, state)
    return some(ids)


def _new_link() -> NewLink:
    form = request.form
    last_day = day(form, "last_day")
    if last_day is None:
        raise Invalid("last_day", "请填写截止日期", "a last day is needed")
    return NewLink(form.get("event", ""), last_day, form.get("department") or None,
                   number(form, "max_files", links.FILES), number(form, "max_gigabytes", links.GIGABYTES),
                   form.get("note", ""))


def _lines() -> list[LinkLine]:
    return links.listed(home().engine, actor(), home().settings.zone, now())


def _form(error: VitrineError | None = None) -> str:
    events = [(one.id, one.name) for one in links.events(home().engine, actor())]
    return render_template("outside/new.html", departments=_departments(), office=_office(), events=events, form=request.form,
                           why=error.reason if error else None, wrong=error.field if isinstance(error, Invalid) else None,
                           today=now().astimezone(home().settings.zone).date(), files=links.FILES, gigabytes=links.GIGABYTES)


def _departments() -> list[tuple[int, str]]:
    return [(one.id, pick((one.name, one.name_en))) for one in lists.departments(home().engine) if one.active]


def _office() -> bool:
    return policy.may_take(actor(), None)


def _require_linking() -> None:
    if not policy.may(actor(), "make-links") and not links.events(home().engine, actor()):
        raise policy.forbidden("make-links")
