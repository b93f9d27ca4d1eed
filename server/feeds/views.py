"""Feeds for everybody: what came out on an open channel, of one department or of all, as RSS, Atom and JSON Feed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from flask import Blueprint, Response, request

from index import settings as configuration
from index.catalogue import public_visibility
from index.db import reading
from server.feeds import atom, json_feed, rss
from server.feeds.building import Maker
from server.feeds.listing import listed
from server.feeds.model import Feed
from server.web.paging import page_number
from server.web.services import base_address, home, now

FORMS: Final[dict[str, tuple[str, Callable[[Feed], bytes]]]] = {
    "rss": (rss.MEDIA_TYPE, rss.written), "atom": (atom.MEDIA_TYPE, atom.written),
    "json": (json_feed.MEDIA_TYPE, json_feed.written)}

blueprint = Blueprint("feeds", __name__, url_prefix="/feeds")


@blueprint.get("/<channel>.<any(rss, atom, json):form>")
def of_channel(channel: str, form: str) -> Response:
    """Give what came out on a channel."""
    return _answer(channel, None, form)


@blueprint.get("/<channel>/<department>.<any(rss, atom, json):form>")
def of_department(channel: str, department: str, form: str) -> Response:
    """Give what one department brought out on a channel."""
    return _answer(channel, department, form)


def _answer(channel: str, department: str | None, form: str) -> Response:
    """Answer with a feed, or 304 to who has it already; nobody keeps it without asking whether it still stands."""
    settings = home().settings
    media_type, write = FORMS[form]
    with reading(home().engine) as session:
        found = listed(session, channel, department, page_number(), now())
        changed = public_visibility.changed_at(session, now())
        feed = Maker(settings, configuration.secret(settings), base_address(), form).feed(found, changed)
    answer = Response(write(feed), content_type=f"{media_type}; charset=utf-8")
    answer.headers["Cache-Control"] = "public, no-cache"
    answer.headers["Access-Control-Allow-Origin"] = "*"  # readers in browsers of other sites; there is nothing private here
    answer.add_etag()
    if changed is not None and (now() - changed).total_seconds() > 1:  # the header has no parts of a second
        answer.last_modified = changed
    answer.make_conditional(request)
    return answer
