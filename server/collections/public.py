"""The page of a shared collection, for people without an account: what may be given out of it, nothing else of the house."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, TypeVar

from flask import Blueprint, Response, make_response, render_template, request, send_file
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from index.catalogue.assets import public_id, row_id
from index.catalogue.people import Actor
from index.errors import Invalid, NotFound, VitrineError
from server.collections import shares
from server.collections.shares import FORM, Opened
from server.downloads import keeping
from server.downloads.answers import one_file, zipped
from server.downloads.rights import Piece
from server.downloads.wishes import SHARED, Wish
from server.downloads.zipping import Parcel
from server.library.bytes import held_path
from server.outside import guest as guests
from server.web.by_token import by_token, given_token
from server.web.errors import status_of
from server.web.services import home, now

LONGEST: Final = {"name": 40, "purpose": 120}
T = TypeVar("T")
Page = str | Response | BaseResponse | tuple[Any, int]

blueprint = Blueprint("shared", __name__, url_prefix="/shared/<token>")
by_token(blueprint)


@blueprint.get("")
def index() -> Page:
    """Show what a link gives out."""
    try:
        return _shown(_opened(count=True))
    except VitrineError as error:
        if not error.reason.code.startswith("share-"):
            raise
        return make_response(render_template("shared/closed.html", why=error.reason), status_of(error))


@blueprint.get("/media/<sha256>")
def media(sha256: str) -> Page:
    """Give a rendition of what the link shows, as long as it does."""
    found = _tried(lambda: shares.rendition(home().engine, given_token(), sha256, now=now()))
    answer = send_file(held_path("renditions", sha256), mimetype=found.media_type, conditional=True, etag=sha256,
                       last_modified=None)
    answer.headers["Cache-Control"] = "private, no-cache"  # a link that is closed is closed
    return answer


@blueprint.post("/give")
def give() -> Page:
    """Give reduced copies: one of ``asset``, else all as a ZIP, to somebody who says who they are and what for."""
    found = _opened()
    if not found.takes:
        raise NotFound(what=_("a download"))
    name, purpose = (" ".join(request.form.get(field, "").split()) for field in LONGEST)
    try:
        _check(name, purpose)
    except Invalid as error:
        return make_response(_shown(found, error), status_of(error))
    wished = request.form.get("asset")
    ids = [row_id(wished)] if wished else [one.asset.id for one in found.items]
    wish, token = Wish(FORM, SHARED, purpose), given_token()
    engine = home().engine

    def ask(asset_id: int, moment: datetime) -> list[Piece]:
        return shares.piece(engine, token, asset_id, now=moment)

    who = Actor(None, "shared", f"{name}（链接 / link {found.share_id}）", frozenset(), None)
    if wished:
        return one_file(ask(ids[0], now())[0], wish, purpose, who, door="link")
    takeout = keeping.begin(engine, who, wish, len(ids), door="link", now=now())
    return zipped(Parcel(takeout, wish, purpose, ids, ask), public_id(found.collection_id).replace("V", "collection-"))


def _opened(*, count: bool = False) -> Opened:
    return _tried(lambda: shares.opened(home().engine, given_token(), home().settings.zone, now=now(), count=count))


def _tried(ask: Callable[[], T]) -> T:
    """Ask by the token, and count a wrong one: it has 256 bits; this keeps guessing from costing us anything.

    Raises what ``ask`` raises, and VitrineError too-many-tries.
    """
    guests.check_tries(home().engine, _address(), now=now())
    try:
        return ask()
    except NotFound as error:
        if error.reason.code == "share-unknown":
            guests.count_wrong(home().engine, _address(), now=now())
        raise


def _address() -> str:
    return request.remote_addr or "?"


def _check(name: str, purpose: str) -> None:
    for field, given, zh, en in (("name", name, "请填写姓名或单位", "say who you are"),
                                 ("purpose", purpose, "请填写用途", "say what it is for")):
        if not given:
            raise Invalid(field, zh, en)
        if len(given) > LONGEST[field]:
            raise Invalid(field, f"最多 {LONGEST[field]} 个字", f"at most {LONGEST[field]} characters")


def _shown(found: Opened, why: Invalid | None = None) -> str:
    which = [("", _("All of them")), *((one.asset.public_id, one.asset.words.title or one.asset.name) for one in found.items)]
    return render_template("shared/show.html", found=found, which=which, form=request.form, wrong=why.field if why else None,
                           why=why.reason if why else None)
