"""A story's package over HTTP."""

from __future__ import annotations

from flask import Blueprint, Response, request

from index.catalogue.stories import row_id
from server.downloads.answers import zipped
from server.packages.packing import packed
from server.web.services import actor, base_address, home, now

blueprint = Blueprint("packages", __name__, url_prefix="/stories/<story>/package")


@blueprint.post("")
def give(story: str) -> Response:
    """Give a story as the ``package`` for wechat, weibo or print."""
    package = packed(home(), actor(), row_id(story), request.form.get("package", ""), base_address(), door="page", now=now())
    return zipped(package.parcel, package.stem)
