"""One asset as programs read it: the keys of ``vitrine show --json``, which the API gives too."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from index.catalogue.queries import AssetView
from ingest.steps.facts import Facts


def told(view: AssetView) -> dict[str, Any]:
    """Return exactly the keys of the contract.

    Beside them, ``captured_local`` is the wall time put right by ``clock_error_s`` (seconds that the camera was fast, null
    where nothing was put right); under "facts" stands what the file says. ``version`` counts edits of what people say.
    """
    words = view.words
    return {
        "id": view.public_id, "kind": view.kind, "sha256": view.sha256, "status": view.status, "version": words.version,
        "title": words.title,
        "caption": words.caption, "keywords": list(words.keywords), "people": list(words.people), "nobody": words.nobody,
        "place": words.place, "credit": words.credit, "department": view.department, "event": view.event, "kit": view.kit,
        "licence": view.licence, "embargo_until": _moment(view.embargo_until), "expires_at": _moment(view.expires_at),
        "owner": view.owner, "rating": view.chosen.rating, "flag": view.chosen.flag, "colour": view.chosen.colour,
        "originals": [{"sha256": one.sha256, "name": one.name, "bytes": one.bytes, "media_type": one.media_type}
                      for one in view.originals],
        "renditions": {name: {"sha256": one.sha256, "width": one.width, "height": one.height, "bytes": one.bytes}
                       for name, one in view.renditions.items()},
        "captured_local": _moment(view.captured_local), "clock_photo": view.clock_photo,
        "clock_error_s": -view.clock_shift if view.clock_shift else None,
        "facts": Facts.from_json(view.facts).contract(),
    }


def _moment(when: datetime | None) -> str | None:
    if when is None:
        return None
    return when.isoformat(timespec="milliseconds" if when.microsecond and when.microsecond % 1000 == 0 else "auto")
