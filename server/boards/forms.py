"""What the forms of boards hold, as the service takes it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta, tzinfo
from typing import Protocol

from werkzeug.datastructures import MultiDict

from index.catalogue import items
from index.catalogue.boards import Layout
from index.catalogue.dayparts import DayPart, Days
from index.catalogue.items import Ref
from index.errors import Invalid
from server.boards import times
from server.boards.lists import BoardLine
from server.boards.service import BoardChange, NewBoard
from server.boards.timing import BoardTimes, ItemTimes
from server.library.terms import YEARS


class Term(Protocol):
    """What is shown from a moment on and until another."""

    @property
    def show_from(self) -> datetime | None: ...
    @property
    def show_until(self) -> datetime | None: ...


def new_board(form: Mapping[str, str]) -> NewBoard:
    """Read a new board. Raises Invalid."""
    return NewBoard(form.get("name", ""), form.get("theme", ""), form.get("owner") or None, day(form, "refresh_by"),
                    number(form, "item_seconds", 12), number(form, "refresh_every_days", 0),
                    form.get("layout") or Layout.FULL)


def board_change(form: Mapping[str, str]) -> BoardChange:
    """Read a change of all that the form shows. Raises Invalid."""
    refresh_by = day(form, "refresh_by")
    return BoardChange(form.get("name", ""), form.get("theme", ""), form.get("owner", ""), refresh_by, refresh_by is None,
                       number(form, "item_seconds", 12), "active" in form, number(form, "refresh_every_days", 0),
                       "qr" in form, form.get("layout") or None)


def day(form: Mapping[str, str], field: str) -> date | None:
    """Read a date field of these centuries; None where it is empty. Raises Invalid."""
    given = form.get(field, "").strip()
    try:
        found = date.fromisoformat(given) if given else None
        if found is not None and found.year not in YEARS:
            raise ValueError
    except ValueError:
        raise Invalid(field, f"「{given}」不是日期，应如 2026-03-01",
                      f"“{given}” is no date; write it like 2026-03-01") from None
    return found


def at(form: Mapping[str, str], otherwise: datetime, zone: tzinfo) -> datetime:
    """Read the moment that is asked for, by the campus's clock; what is no moment is ``otherwise``."""
    try:
        return times.moment("at", form.get("at", ""), zone) or otherwise
    except Invalid:
        return otherwise


def number(form: Mapping[str, str], field: str, otherwise: int) -> int:
    """Read a whole number. Raises Invalid."""
    given = form.get(field, "").strip()
    try:
        return int(given) if given else otherwise
    except ValueError:
        raise Invalid(field, f"「{given}」不是整数", f"“{given}” is no whole number") from None


def refs(given: list[str]) -> list[Ref]:
    """Read public ids such as V12 or S3; what is none is left out."""
    return [items.parse(one) for one in given if re.fullmatch(r"[VvSs][0-9]{1,10}", one)]


def board_times(form: MultiDict[str, str]) -> BoardTimes:
    """Read a board's times, all that the form shows. Raises Invalid."""
    parts = tuple(_part(form, f"part-{one}-") for one in range(times.MOST_PARTS)
                  if form.get(f"part-{one}-begins") or form.get(f"part-{one}-until"))
    return BoardTimes(_moment(form, "from"), _moment(form, "until"), parts, number(form, "priority", 0), "evergreen" in form)


def item_times(form: MultiDict[str, str]) -> ItemTimes:
    """Read how an item is to be shown, all that the form shows. Raises Invalid."""
    return ItemTimes(number(form, "weight", 1), number(form, "seconds", 0), number(form, "pin", 0), "evergreen" in form,
                     _moment(form, "from"), _moment(form, "until"), form.get("framing"))


def of_board(line: BoardLine, zone: tzinfo) -> MultiDict[str, str]:
    """Return a board's times as ``board_times`` reads them."""
    found = MultiDict({**term(line, zone), "priority": str(line.priority), **({"evergreen": "on"} if line.evergreen else {})})
    for one, part in enumerate(map(times.part_of, line.parts)):
        found.update({f"part-{one}-begins": f"{part.begins:%H:%M}", f"part-{one}-until": f"{part.until:%H:%M}",
                      f"part-{one}-kind": part.days.value})
        found.setlist(f"part-{one}-day", [str(day + 1) for day in range(7) if part.weekdays >> day & 1])
    return found


def term(of: Term, zone: tzinfo) -> dict[str, str]:
    """Return from and until as the fields of forms hold them: a whole day has no time."""
    found = {}
    for name, moment in (("from", of.show_from), ("until", of.show_until)):
        here = moment.astimezone(zone) if moment else None
        if here is None:
            continue
        whole = f"{here:%H:%M:%S}" == "00:00:00"
        found[f"{name}_day"] = f"{here - timedelta(days=whole and name == 'until'):%Y-%m-%d}"
        found[f"{name}_time"] = "" if whole else f"{here:%H:%M}"
    return found


def _part(form: MultiDict[str, str], row: str) -> DayPart:
    try:
        kind = Days(form.get(f"{row}kind", Days.ANY))
    except ValueError:
        kind = Days.ANY
    mask = sum(1 << int(day) - 1 for day in set(form.getlist(f"{row}day")) & set("1234567"))
    begins, until = (times.clock("part", form.get(f"{row}{name}", "")) for name in ("begins", "until"))
    return DayPart(begins, until, mask, kind)


def _moment(form: Mapping[str, str], name: str) -> str:
    day_, time_ = form.get(f"{name}_day", "").strip(), form.get(f"{name}_time", "").strip()
    if time_ and not day_:
        raise Invalid(f"show_{name}", "请先填写日期", "a day is needed with the time")
    return f"{day_} {time_}".strip()
