"""The page behind a screen's code, for people without an account: one item as the screen shows it, larger, and two ways to
answer it. It sets no cookie that says who somebody is before they like something, and asks for nothing that they need not
give.
"""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from index import settings as configuration
from index.catalogue.feedback import LIKE_TERM, ItemPage
from index.credentials import new_token
from index.errors import Invalid, NotFound, VitrineError
from server.feedback import pages
from server.feedback.pages import Wish
from server.feedback.shown import also, shown
from server.feedback.words import KINDS
from server.library.bytes import held_path
from server.outside import guest as guests
from server.web.by_token import by_token, given_token
from server.web.errors import domain, headers_of, status_of
from server.web.services import home, now

COOKIE: Final = "vitrine_visitor"
CLOSED: Final = frozenset({"page-unknown", "page-over"})
Page = str | Response | BaseResponse | tuple[Any, int]

blueprint = Blueprint("item_page", __name__, url_prefix="/s/<token>")
by_token(blueprint)


@blueprint.errorhandler(VitrineError)
def _over(error: VitrineError) -> Page:
    """Say kindly that an item is no longer on show; anything else is told as everywhere."""
    if error.reason.code not in CLOSED:
        return domain(error)
    return make_response(render_template("feedback/over.html"), status_of(error))


@blueprint.get("")
def index() -> Page:
    """Show an item that is on show."""
    return _shown(_page())


@blueprint.get("/media/<sha256>")
def media(sha256: str) -> Page:
    """Give a rendition of the item, whole or in part, as long as it is on show."""
    found = pages.rendition(home().engine, _page(), sha256, now=now())
    answer = send_file(held_path("renditions", sha256), mimetype=found.media_type, conditional=True, etag=sha256,
                       last_modified=None)
    answer.headers["Cache-Control"] = "private, no-cache"  # what comes down is down
    return answer


@blueprint.post("/like")
def like() -> Page:
    """Like the item, or with ``undo`` take that back."""
    page, visitor = _page(), request.cookies.get(COOKIE, "")
    answer = redirect(url_for(".index", _anchor="like"), 303)
    if "undo" in request.form:
        pages.take_back(home().engine, page, visitor, now=now())
        return answer
    visitor = visitor or new_token()
    pages.like(home().engine, page, visitor, address=_address(), now=now())
    answer.set_cookie(COOKIE, visitor, max_age=int(LIKE_TERM.total_seconds()), path="/s", httponly=True, samesite="Lax",
                      secure=home().settings.secure_cookies)
    return answer


@blueprint.post("/note")
def note() -> Page:
    """Write to the office."""
    page, form = _page(), request.form
    wish = Wish(form.get("kind", ""), form.get("text", ""), form.get("contact", ""))
    try:
        if not form.get("website"):  # nobody sees this field: only programs fill it in
            pages.write(home().engine, page, wish, address=_address(), now=now())
    except Invalid as error:
        return make_response(_shown(page, error), status_of(error))
    except VitrineError as error:
        if error.reason.code != "too-many-notes":
            raise
        return make_response(_shown(page, error), status_of(error), headers_of(error))
    flash(_("Thank you. The office reads this."))
    return redirect(url_for(".index", _anchor="note"), 303)


def _page() -> ItemPage:
    """Read the token, and count a wrong one. Raises NotFound page-unknown, VitrineError too-many-tries."""
    engine = home().engine
    guests.check_tries(engine, _address(), now=now())
    try:
        return pages.opened(configuration.secret(home().settings), given_token())
    except NotFound:
        guests.count_wrong(engine, _address(), now=now())
        raise


def _address() -> str:
    return request.remote_addr or "?"


def _shown(page: ItemPage, why: VitrineError | None = None) -> str:
    found, liked = shown(home().engine, page, request.cookies.get(COOKIE, ""), now=now())
    wrong = why.field if isinstance(why, Invalid) else None
    others = also(home().engine, configuration.secret(home().settings), page, now=now())
    return render_template("feedback/page.html", item=found, also=others, liked=liked, kinds=KINDS, longest=pages.LONGEST,
                           form=request.form, wrong=wrong, why=why.reason if why else None)
