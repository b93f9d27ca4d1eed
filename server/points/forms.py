"""What the forms of quotas and rule sets hold, as the services take it."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final, TypeVar

from werkzeug.datastructures import MultiDict

from index.errors import Invalid
from server.ledger.entries import Happened
from server.points import periods
from server.points.asking import Wish
from server.points.periods import Per
from server.points.quotas import Unit, What

CODE: Final = re.compile(r"[a-z0-9-]{1,40}")
Choice = TypeVar("Choice", bound=StrEnum)


def wish(form: MultiDict[str, str]) -> Wish:
    """Read a quota, all that the form shows. Raises Invalid."""
    trigger = _choice(form, "trigger", Happened)
    adopted = trigger is Happened.ADOPTED
    what = What(trigger, _choice(form, "unit", Unit), _codes(form, "kinds"),
                _codes(form, "channels") if trigger is not Happened.SUBMITTED else frozenset(),
                frozenset(named(form.get("outlets", ""))) if adopted else frozenset(), adopted and "known" in form)
    until = form.get("until_month", "").strip()
    return Wish(form.get("name", ""), _whole(form.get("wanted", "")), what, _choice(form, "per", Per),
                form.get("duty", "duty") == "duty", "everybody" in form, "together" in form, _rows(form, "departments"),
                _rows(form, "groups"), _rows(form, "people"), _month(form.get("from_month", ""), "from_month"),
                _month(until, "until_month") if until else None)


def of_wish(held: Wish) -> MultiDict[str, str]:
    """Return a quota as ``wish`` reads it."""
    what = held.what
    found = MultiDict({"name": held.name, "wanted": str(held.number), "per": held.per, "trigger": what.trigger,
                       "unit": what.unit, "outlets": "\n".join(sorted(what.outlets)),
                       "duty": "duty" if held.duty else "target", "from_month": held.from_month,
                       "until_month": held.until_month or ""})
    for name, on in (("known", what.known), ("everybody", held.everybody), ("together", held.together)):
        if on:
            found[name] = "1"
    found.setlist("kinds", sorted(what.kinds))
    found.setlist("channels", sorted(what.channels))
    for name in ("departments", "groups", "people"):
        found.setlist(name, [str(one) for one in getattr(held, name)])
    return found


def named(given: str) -> list[str]:
    """Read names, one a line."""
    return list(dict.fromkeys(line.strip() for line in given.splitlines() if line.strip()))


def _codes(form: MultiDict[str, str], name: str) -> frozenset[str]:
    """Read what was ticked. Raises Invalid for what no form offers: kinds and channels have short codes."""
    found = frozenset(form.getlist(name))
    if not all(CODE.fullmatch(one) for one in found):
        raise Invalid(name, "请从列表中选择", "choose from the list")
    return found


def _choice(form: MultiDict[str, str], name: str, kind: type[Choice]) -> Choice:
    try:
        return kind(form.get(name, ""))
    except ValueError:
        raise Invalid(name, "请选择一项", "choose one") from None


def _whole(given: str) -> int:
    text = given.strip()
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Invalid("wanted", "要是整数", "must be a whole number")
    return int(text)


def _month(given: str, name: str) -> str:
    try:
        return periods.month(given)
    except Invalid:
        raise Invalid(name, "请写成 2026-03", "write it like 2026-03") from None


def _rows(form: MultiDict[str, str], name: str) -> tuple[int, ...]:
    return tuple(int(one) for one in form.getlist(name) if one.isascii() and one.isdigit() and len(one) < 10)
