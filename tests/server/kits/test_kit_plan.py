"""Stretches are laid out over days: each day once, what is cut off at the ends, and which of two that meet is seen. Pure."""

from __future__ import annotations

from datetime import date

from server.kits.plan import Held, Stretch, cells

MONDAY = date(2026, 3, 2)


def stretch(held: Held, first: int, last: int, person: str = "甲") -> Stretch:
    return Stretch(1, held, person, "", date(2026, 3, first), date(2026, 3, last))


def laid(*found: Stretch) -> list[tuple[int, str]]:
    return [(one.days, one.stretch.held if one.stretch else "") for one in cells(found, MONDAY, 7)]


def test_free_days_stand_alone_and_a_stretch_is_one() -> None:
    assert laid(stretch(Held.BOOKED, 3, 5)) == [(1, ""), (3, "booked"), (1, ""), (1, ""), (1, "")]


def test_what_reaches_beyond_is_cut_off() -> None:
    assert laid(stretch(Held.LENT, 1, 3), stretch(Held.BOOKED, 8, 20)) == [(2, "lent"), *[(1, "")] * 4, (1, "booked")]


def test_neighbours_stay_apart_and_what_is_out_covers_what_was_booked() -> None:
    found = (stretch(Held.BOOKED, 3, 4), stretch(Held.BOOKED, 5, 6, "乙"), stretch(Held.OVERDUE, 2, 3))
    assert laid(*found) == [(2, "overdue"), (1, "booked"), (2, "booked"), (1, ""), (1, "")]
