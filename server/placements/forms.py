"""What the forms of placements hold, as the service takes it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from werkzeug.datastructures import FileStorage, MultiDict

from index.catalogue.outlets import LEVEL_NAMES, TYPE_NAMES
from server.boards.forms import day
from server.library.forms import number
from server.placements import outlets
from server.placements.evidence import Evidence
from server.placements.lists import STATES, USUAL_DAYS, Only, PlacementLine
from server.placements.outlets import OutletLine
from server.placements.service import Wish

_MONTH: Final = re.compile(r"2\d{3}-(0[1-9]|1[0-2])")
MOST_DAYS: Final = 999


def wish(form: Mapping[str, str]) -> Wish:
    """Read a placement, all that the form shows. Raises Invalid for a date that is none."""
    return Wish(form.get("channel", ""), form.get("outlet", ""), day(form, "sent_on"), day(form, "published_on"),
                form.get("link", ""), form.get("note", ""), form.get("contest", ""), form.get("rank", ""))


def proof(given: FileStorage | None) -> Evidence | None:
    """Return the file of a form; None where none was chosen."""
    return Evidence(given.filename, given.stream) if given and given.filename else None  # type: ignore[arg-type]  # a binary stream


def typed(line: PlacementLine) -> MultiDict[str, str]:
    """Return a placement as ``wish`` reads it."""
    return MultiDict({"channel": line.channel, "outlet": line.outlet or "", "published_on": str(line.published_on or ""),
                      "link": line.link, "note": line.note, "contest": line.contest, "rank": line.rank or ""})


def only(args: Mapping[str, str]) -> Only:
    """Read which placements are asked for; what makes no sense is left out."""
    state, level, type_, month = (args.get(name, "") for name in ("state", "level", "type", "month"))
    return Only(state if state in STATES else "", number(args.get("outlet")), level if level in LEVEL_NAMES else "",
                type_ if type_ in TYPE_NAMES else "", month if _MONTH.fullmatch(month) else "",
                number(args.get("department")), args.get("q", "").strip()[:100],
                min(number(args.get("days")) or USUAL_DAYS, MOST_DAYS))


def outlet(form: Mapping[str, str]) -> outlets.Wish:
    """Read an outlet, all that the form shows."""
    return outlets.Wish(form.get("name", ""), form.get("level", ""), form.get("type", ""), form.get("name_en", ""),
                        "known" in form, form.get("address", ""), form.get("channel", ""), "active" in form)


def of_outlet(line: OutletLine) -> dict[str, str]:
    """Return an outlet as ``outlet`` reads it."""
    return {"name": line.name, "level": line.level, "type": line.type, "name_en": line.name_en, "address": line.address,
            "channel": line.channel, **({"known": "on"} if line.known else {}), **({"active": "on"} if line.active else {})}
