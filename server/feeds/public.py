"""Pages that everybody reads, without an account: what came out on the channels that the office opened, and each story.

No cookie is set and no form is there. Everything is asked for anew each time (``no-cache``): what comes down is down.
"""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, Response, g, make_response, render_template, request, send_file, url_for
from werkzeug.wrappers import Response as BaseResponse

from index import settings as configuration
from index.catalogue import public_visibility
from index.catalogue.channels import Channel
from index.db import reading
from index.errors import NotFound, VitrineError
from server.feeds import addresses, listing, structured
from server.feeds import reading as articles
from server.feeds.listing import Listing
from server.library.bytes import held_path
from server.web import i18n
from server.web.errors import domain, status_of
from server.web.paging import page_number
from server.web.services import base_address, home, now

AWAY: Final = frozenset({"not-found", "story-gone", "story-away"})
Page = str | Response | BaseResponse | tuple[Any, int]

blueprint = Blueprint("public_pages", __name__, url_prefix="/p")


@blueprint.before_request
def _choose_language() -> None:
    """A reader without a cookie chooses by the address."""
    wished = request.args.get("lang", "")
    if wished in i18n.LANGUAGES:
        g.locale_of_person = wished


@blueprint.url_defaults
def _keep_language(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint != "public_pages.media" and request and request.args.get("lang", "") in i18n.LANGUAGES:
        values.setdefault("lang", request.args["lang"])


@blueprint.after_request
def _fresh(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "public, no-cache"
    if answer.mimetype == "text/html":
        answer.vary.update(("Accept-Language", "Cookie"))
        if answer.status_code == 200:
            answer.add_etag()
            answer.make_conditional(request)
    return answer


@blueprint.errorhandler(VitrineError)
def _away(error: VitrineError) -> Page:
    """Say kindly that there is nothing; anything else is told as everywhere."""
    if error.reason.code not in AWAY:
        return domain(error)
    return make_response(render_template("public/away.html", why=error.reason, chosen=None, shown=None), status_of(error))


@blueprint.get("/")
def index() -> Page:
    """List what came out on every open channel."""
    return _listed(None, None)


@blueprint.get("/channel/<channel>")
def channel(channel: str) -> Page:
    """List what came out on one channel."""
    return _listed(channel, None)


@blueprint.get("/channel/<channel>/<department>")
def department(channel: str, department: str) -> Page:
    """List what one department brought out on one channel."""
    return _listed(channel, department)


@blueprint.get("/<page>")
def story(page: str) -> Page:
    """Show a story."""
    story_id = _story(page)
    with reading(home().engine) as session:
        found = articles.article(session, story_id, now())
        on = public_visibility.on_channels(session, story_id)
        return render_template("public/story.html", item=found, chosen=on[0], shown=_told(on), page=page,
                               canonical=_absolute("public_pages.story", page=page),
                               data=structured.news_article(found, page, home().settings, base_address()),
                               base=base_address())


@blueprint.get("/<page>/media/<sha256>")
def media(page: str, sha256: str) -> Page:
    """Give a rendition of a story's picture, whole or in part, as long as everybody may see it."""
    story_id = _story(page)
    with reading(home().engine) as session:
        articles.article(session, story_id, now())
        found = public_visibility.rendition(session, story_id, sha256, now())
        if found is None:
            raise NotFound(what=sha256[:12])
        media_type = found.media_type
    return send_file(held_path("renditions", sha256), mimetype=media_type, conditional=True, etag=sha256, last_modified=None)


def _listed(code: str | None, department_code: str | None) -> Page:
    with reading(home().engine) as session:
        found = listing.listed(session, code, department_code, page_number(), now())
        key = configuration.secret(home().settings)
        pages = {one.story_id: addresses.page_name(key, one.story_id) for one in found.articles}
        return render_template("public/index.html", found=found, pages=pages, chosen=found.channel,
                               shown=_told(public_visibility.channels(session)),
                               canonical=_absolute(str(request.endpoint), **(request.view_args or {}), page=_page_of(found)))


def _story(page: str) -> int:
    found = addresses.story_of(configuration.secret(home().settings), page)
    if found is None:
        raise VitrineError("story-away")
    return found


def _page_of(found: Listing) -> int | None:
    return found.pages.number if found.pages.number > 1 else None


def _told(channels: list[Channel]) -> list[tuple[str, tuple[str, str]]]:
    return [(one.code, (one.name, one.name_en)) for one in channels]


def _absolute(endpoint: str, **values: Any) -> str:
    return base_address() + url_for(endpoint, lang=None, **values)
