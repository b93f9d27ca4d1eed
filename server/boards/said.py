"""What was done to a board, in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from index.field_names import name_of
from server.boards.history import Entry, Shown
from server.web.i18n import day, joined, pick, when

SENTENCES: Final[dict[str, tuple[str, Any]]] = {
    "added": ("plus", _l("%(who)s made the board")),
    "changed": ("pencil", _l("%(who)s saved the board")),
    "changed-fields": ("pencil", _l("%(who)s changed %(fields)s")),
    "changed-source": ("bookmark", _l("%(who)s had it fill itself with the search %(source)s")),
    "changed-by-hand": ("bookmark", _l("%(who)s had it arranged by hand again")),
    "filled": ("plus", _l("%(who)s put %(what)s on")),
    "emptied": ("minus", _l("%(who)s took %(what)s off")),
    "reordered": ("grip-vertical", _l("%(who)s changed the order")),
    "followed": ("bookmark", _l("It filled itself anew from its search")),
    "brought-back": ("rotate-ccw", _l("%(who)s brought back the list of %(of)s")),
    "refreshed": ("refresh-cw", _l("%(who)s said that it is refreshed")),
    "scheduled": ("clock", _l("%(who)s changed when it is shown")),
    "scheduled-item": ("clock", _l("%(who)s changed how %(what)s is shown")),
    "removed": ("trash-2", _l("%(who)s removed the board")),
    "exported": ("film", _l("%(who)s made a film of it for a stick")),
}
OTHER: Final = _l("%(who)s did something else to it (%(verb)s)")


def icon(one: Entry) -> str:
    """Return the icon of what was done."""
    return SENTENCES.get(_key(one), ("history", ""))[0]


def sentence(one: Entry, shown: Mapping[str, Shown]) -> str:
    """Return what was done, with the names of items that the reader may see."""
    text = SENTENCES.get(_key(one), ("", OTHER))[1]
    parts: dict[str, Any] = {
        "who": one.who, "verb": one.verb, "what": joined([named(item, shown) for item in one.items]),
        "fields": joined([f"{pick(name_of(name))}（{_value(name, value)}）" for name, value in one.changed]),
        "source": one.details.get("source", ""), "of": _moment(one.details.get("of", ""))}
    return str(text % parts)


def named(item: str, shown: Mapping[str, Shown]) -> str:
    """Return an item's name in quotation marks; what the reader may not see has none."""
    found = shown.get(item)
    return pick((f"「{found.name}」", f"“{found.name}”")) if found is not None and found.name else _("something that is gone")


def _key(one: Entry) -> str:
    if one.verb == "changed" and "source" in one.details:
        return "changed-source" if one.details["source"] else "changed-by-hand"
    if one.verb == "changed" and one.changed:
        return "changed-fields"
    return "scheduled-item" if one.verb == "scheduled" and one.items else one.verb


def _value(name: str, value: str) -> str:
    if name in {"active", "qr"}:
        return str(_("yes") if value == "True" else _("no"))
    if name == "refresh_by" and value:
        return day(date.fromisoformat(value))
    return value or str(_("none"))


def _moment(given: str) -> str:
    return when(datetime.fromisoformat(given)) if given else ""
