"""The fields of a description in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from flask import Flask
from flask_babel import lazy_gettext as _l

from server.web.i18n import joined

FIELDS: Final[dict[str, Any]] = {
    "title": _l("Title"), "caption": _l("Caption"), "people": _l("People shown"), "place": _l("Place"),
    "credit": _l("Credit"), "keywords": _l("Keywords"), "event": _l("Event"), "nobody": _l("Nobody recognisable"),
    "rating": _l("Rating"), "flag": _l("Flag"), "colour": _l("Colour label"),
}

KEYS: Final[dict[str, Any]] = {"asset": _l("Asset number"), "sha256": "SHA-256", "file": _l("File name")}
"""The columns of a sheet that say which asset a row is about."""


def names(fields: Iterable[str]) -> str:
    """Return fields as a sentence names them."""
    return joined([str(FIELDS.get(one, one)) for one in fields])


def init_app(app: Flask) -> None:
    """Add filters for pages: ``field_name`` of one field, ``field_names`` of several."""
    app.jinja_env.filters.update(field_name=lambda one: FIELDS[one], field_names=names,
                                 column_name=lambda one: {**FIELDS, **KEYS}.get(one, one))
