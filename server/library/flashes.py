"""What an asset's page says of a film's flashes: how many at most within a second, and where there are too many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from index.catalogue import flashes
from index.catalogue.assets import Kind
from index.catalogue.flashes import FilmFlashes
from index.catalogue.queries import AssetView
from server.library.facts import FactGroup, FactRow
from server.web.i18n import length


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a film that flashes too often: seconds from its beginning, and what is said of it."""

    start: float
    when: str
    what: str


@dataclass(frozen=True, slots=True)
class Flashes:
    """A film's flashes: a line among the facts, and the stretches with too many."""

    facts: FactGroup
    stretches: tuple[Stretch, ...]


def of_film(session: Session, view: AssetView) -> Flashes | None:
    """Return what is said of a film; None for photos and for films without a proxy."""
    if view.kind != Kind.VIDEO or "proxy" not in view.renditions:
        return None
    found = flashes.of_assets(session, [view.id]).get(view.id)
    return Flashes(FactGroup(_("Flashing"), (FactRow(_("Within one second"), _most(found)),)),
                   tuple(_stretch(one) for one in found.moments) if found else ())


def _most(found: FilmFlashes | None) -> str:
    if found is None:
        return str(_("Not looked through yet"))
    most = max(found.general, found.red)
    if not most:
        return str(_("No flashes"))
    return str(ngettext("%(num)d flash at most; three are allowed", "%(num)d flashes at most; three are allowed", most))


def _stretch(moment: Mapping[str, Any]) -> Stretch:
    words = _("%(num)d red flashes within a second", num=moment["flashes"]) if moment["kind"] == "red" else \
        _("%(num)d flashes within a second", num=moment["flashes"])
    return Stretch(moment["start"], f"{length(moment['start'])}–{length(moment['end'])}", words)
