"""What the forms of boards hold, as the service takes it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from index.errors import Invalid
from server.boards.service import BoardChange, NewBoard
from server.library.terms import YEARS


def new_board(form: Mapping[str, str]) -> NewBoard:
    """Read a new board. Raises Invalid."""
    return NewBoard(form.get("name", ""), form.get("theme", ""), form.get("owner") or None, day(form, "refresh_by"),
                    number(form, "item_seconds", 12))


def board_change(form: Mapping[str, str]) -> BoardChange:
    """Read a change of all that the form shows. Raises Invalid."""
    refresh_by = day(form, "refresh_by")
    return BoardChange(form.get("name", ""), form.get("theme", ""), form.get("owner", ""), refresh_by, refresh_by is None,
                       number(form, "item_seconds", 12), "active" in form)


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


def number(form: Mapping[str, str], field: str, otherwise: int) -> int:
    """Read a whole number. Raises Invalid."""
    given = form.get(field, "").strip()
    try:
        return int(given) if given else otherwise
    except ValueError:
        raise Invalid(field, f"「{given}」不是整数", f"“{given}” is no whole number") from None


def asset_ids(given: list[str]) -> list[int]:
    """Read public ids such as V12; what is none is left out."""
    return [int(one[1:]) for one in given
            if one[:1] in {"V", "v"} and one[1:].isascii() and one[1:].isdigit() and len(one) < 12]
