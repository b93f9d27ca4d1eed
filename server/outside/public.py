"""The page of a link: for people without an account, on a phone. It shows one's own files, and nothing else of the house."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, Response, jsonify, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from index.db import reading
from index.errors import Invalid, NotFound, Reason, VitrineError, reason
from server.outside import guest as guests
from server.outside import receipt
from server.outside.guest import Guest, Invitation
from server.outside.links import last_day
from server.outside.receipt import ReceiptLine
from server.uploads import cautions
from server.uploads.tus import door
from server.web.by_token import by_token, given_token
from server.web.errors import status_of
from server.web.i18n import tell
from server.web.services import home, now

COOKIE: Final = "vitrine_sender"
COOKIE_DAYS: Final = 90
GONE: Final = 410
Page = str | Response | BaseResponse | tuple[Any, int]

blueprint = Blueprint("send", __name__, url_prefix="/send/<token>")


def _here() -> tuple[Invitation, Guest | None]:
    """Return the link and who is at it. Raises NotFound link-unknown, VitrineError too-many-tries."""
    address = request.remote_addr or "?"
    cookie = request.cookies.get(COOKIE, "")
    if not cookie:
        guests.check_tries(home().engine, address, now=now())
    try:
        found = guests.invitation(home().engine, given_token(), now=now())
    except NotFound:
        guests.count_wrong(home().engine, address, now=now())
        raise
    return found, guests.guest(home().engine, found.id, cookie) if cookie else None


@blueprint.get("")
def index() -> Page:
    """Ask a sender without an account who they are, take their files, and tell what became of them."""
    found, who = _here()
    return _page(found, who)


@blueprint.post("")
def introduce() -> Page:
    """Put on record who sends through this link; who has told so already stays the same."""
    found, who = _here()
    if who is not None:
        return make_response(redirect(url_for(".index")))
    try:
        cookie = guests.introduce(home().engine, found, request.form.get("name", ""), request.form.get("contact", ""),
                                  now=now())
    except Invalid as error:
        return make_response(_shown(found, who, why=error), status_of(error))
    except VitrineError:
        return _page(found, who)
    answer = redirect(url_for(".index"))
    answer.set_cookie(COOKIE, cookie, max_age=COOKIE_DAYS * 86_400, path=url_for(".index"), httponly=True, samesite="Lax",
                      secure=home().settings.secure_cookies)
    return answer


@blueprint.get("/lines")
def lines() -> Page:
    """Give a sender's files as JSON, for a page that waits for them."""
    who = _here()[1]
    return jsonify(lines=_told(who) if who else [], submittable=0, lacking=0)


def _party() -> Guest:
    found, who = _here()
    if found.state in {"over", "revoked"}:
        guests.require_open(found)
    if who is None:
        raise VitrineError("link-name")
    return who


def _page(found: Invitation, who: Guest | None) -> Page:
    return make_response(_shown(found, who), 200 if found.state == "open" else GONE)


def _shown(found: Invitation, who: Guest | None, why: Invalid | None = None) -> str:
    closed: Reason | None = None if found.state == "open" else reason(f"link-{found.state}")
    return render_template("outside/send.html", link=found, who=who, closed=closed, lines=_told(who) if who else [],
                           why=why.reason if why else None, wrong=why.field if why else None, form=request.form,
                           limit=min(home().limit, found.bytes_left),
                           last_day=last_day(found.expires_at, home().settings.zone))


def _told(who: Guest) -> list[dict[str, Any]]:
    with reading(home().engine) as session:
        return [_line(one) for one in receipt.lines(session, who)]


def _line(line: ReceiptLine) -> dict[str, Any]:
    why = tell(Reason(**line.reason)) if line.reason else line.remark
    decided = {"taken": _("Taken over"), "refused": _("Not used")}.get(line.decision or "")
    return {"name": line.name, "bytes": line.bytes, "sha256": line.sha256, "stage": line.stage, "asset": None, "title": "",
            "state": line.decision if decided else None, "state_name": decided, "href": None, "picture": None, "why": why,
            "caution": cautions.said(line.caution)}


tus = door("send_tus", "/send/<token>/tus", _party)
by_token(blueprint)
by_token(tus)
