"""Choices over HTTP: one request for many, told by their age, so that no clock but the server's counts."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from flask import Blueprint, request

from index.catalogue import choices
from index.catalogue.assets import public_id, row_id
from index.catalogue.choices import Chosen, Field
from index.errors import Invalid, NotFound
from server.choices.service import Made, choose_many
from server.web.i18n import tell
from server.web.services import actor, home, now

blueprint = Blueprint("choices", __name__, url_prefix="/choices")
OLDEST: Final = timedelta(days=3650)


@blueprint.post("")
def save() -> dict[str, Any]:
    """Save {"sent": ms, "choices": [[asset, field, value, made in ms], ...]}, both times by the same clock of the sender.

    Answers {"standing": {asset: [rating, flag, colour]}, "refused": [{"asset", "code", "reason"}]}. What is not a choice is
    refused by itself, so that it waits for ever in nobody's queue.
    """
    sent, given = _body()
    made, odd = [], []
    for one in given:
        try:
            made.append(_made(one, sent, now()))
        except (Invalid, NotFound) as error:
            odd.append((str(one[0])[:40] if isinstance(one, list) and one else "", error))
    saved = choose_many(home().engine, actor(), made, now=now())
    refused = [*odd, *((public_id(asset_id), error) for asset_id, error in saved.refused)]
    return {"standing": {public_id(asset_id): _told(one) for asset_id, one in saved.standing.items()},
            "refused": [{"asset": asset, "code": error.reason.code, "reason": tell(error.reason)}
                        for asset, error in refused]}


def _body() -> tuple[float, list[Any]]:
    body = request.get_json(silent=True)
    if not isinstance(body, dict) or not isinstance(body.get("choices"), list) or not _is_number(body.get("sent")):
        raise Invalid("choices", "不是一组挑选", "this is no list of choices")
    return float(body["sent"]), body["choices"]


def _made(one: Any, sent: float, now: datetime) -> Made:
    """Read one choice. Raises Invalid, NotFound for an id that is none."""
    if not isinstance(one, list) or len(one) != 4 or not choices.valid(one[1], one[2]) or not _is_number(one[3]):
        raise Invalid("choice", "不是一次挑选", "this is no choice")
    asset, field, value, at = one
    age = timedelta(milliseconds=min(max(sent - at, 0.0), OLDEST.total_seconds() * 1000))
    return Made(row_id(str(asset)), Field(field), value, now - age)


def _is_number(value: Any) -> bool:
    return type(value) in {int, float} and abs(value) < 1e15


def _told(chosen: Chosen) -> list[Any]:
    return [chosen.rating, chosen.flag, chosen.colour]

