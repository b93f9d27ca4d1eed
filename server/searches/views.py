"""What helps to search: suggestions while somebody types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, request

from server.searches.offers import offers
from server.web.i18n import language
from server.web.services import actor, home, now

if TYPE_CHECKING:
    from index.search.suggest import Suggestion

blueprint = Blueprint("searches", __name__, url_prefix="/searches")


@blueprint.get("/suggestions")
def suggestions() -> dict[str, Any]:
    """Give what ``q``, the text before the caret, may become: ``before`` stays, then comes an item's ``insert``.

    Items: kind (a field, or "field"), label, insert, count (or null), opens (whether more has to be typed).
    """
    here, found = offers(home(), actor(), request.args.get("q", ""), now(), chinese=language() == "zh_CN")
    return {"before": here.before, "items": [_item(one) for one in found]}


def _item(one: Suggestion) -> dict[str, Any]:
    return {"kind": one.kind, "label": one.label, "insert": one.insert, "count": one.count, "opens": one.opens}
