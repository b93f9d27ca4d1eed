"""The fields of a description in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from flask import Flask
from flask_babel import lazy_gettext as _l

from server.library.terms import TERM, local
from server.web.i18n import joined
from server.web.services import home

FIELDS: Final[dict[str, Any]] = {
    "title": _l("Title"), "caption": _l("Caption"), "people": _l("People shown"), "place": _l("Place"),
    "credit": _l("Credit"), "keywords": _l("Keywords"), "event": _l("Event"), "nobody": _l("Nobody recognisable"),
    "licence": _l("Licence"), "embargo_until": _l("Not before"), "expires_at": _l("Expires"),
    "rating": _l("Rating"), "flag": _l("Flag"), "colour": _l("Colour label"),
}

KEYS: Final[dict[str, Any]] = {"asset": _l("Asset number"), "sha256": "SHA-256", "file": _l("File name")}
"""The columns of a sheet that say which asset a row is about."""


def names(fields: Iterable[str]) -> str:
    """Return fields as a sentence names them."""
    return joined([str(FIELDS.get(one, one)) for one in fields])


def _value(field: str, given: Any) -> Any:
    """Return what a field says as people read it: ends of a term by the campus's clock."""
    return local(given, home().settings.zone) if field in TERM else given


def init_app(app: Flask) -> None:
    """Add filters for pages: ``field_name`` of one field, ``field_names`` of several, ``field_value``."""
    app.jinja_env.filters.update(field_name=lambda one: FIELDS[one], field_names=names,
                                 column_name=lambda one: {**FIELDS, **KEYS}.get(one, one), field_value=_value)
