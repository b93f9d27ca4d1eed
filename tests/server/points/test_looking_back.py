"""What looks back over a year counts of closed months what they keep, though an adoption of theirs was taken back since."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from index.catalogue.placements import Placement, PlacementState
from index.db import reading, writing
from server.ledger import figures
from server.points import book, closing, defaults, points, setting

FEBRUARY = datetime(2026, 2, 10, 2, tzinfo=UTC)
MARCH = datetime(2026, 3, 10, 2, tzinfo=UTC)


def test_what_a_closed_month_counted_is_not_counted_again(home: Any, cast: Any, clock: Any, county: Any, wrote: Any,
                                                          adopted: Any, outlets: dict[str, int]) -> None:
    clock.now = datetime(2026, 2, 1, tzinfo=UTC)
    rules, canteen, zone = county(), cast.departments["canteen"], home.settings.zone
    with reading(home.engine) as session:
        text = setting.line(session, str(rules)).text.replace("once_per_level = false", "once_per_level = true")
    setting.change(home.engine, cast.editor, rules, text, now=clock())
    story = wrote(cast.photographer, FEBRUARY)
    taken = adopted(story, outlets["市日报"], FEBRUARY.date(), FEBRUARY)
    assert closing.close_due(home.engine, zone, MARCH) == ["2026-02"]
    with writing(home.engine) as session:
        session.get_one(Placement, taken).state = PlacementState.NOT_ADOPTED
    adopted(story, outlets["市政法动态"], date(2026, 3, 9), MARCH)
    with reading(home.engine) as session:
        pages = book.pages(session, ["2026-02", "2026-03"], zone, MARCH)
    earned = {month: [line.points for line in page.figures.lines if line.item] for month, page in pages.items()}
    assert earned == {"2026-02": [Decimal("1.0")], "2026-03": [Decimal(0)]}, "once per level, and February keeps its own"
    assert points.scores(pages["2026-03"].figures.lines)[canteen] == 0


def test_a_years_task_is_what_its_months_say(home: Any, cast: Any, clock: Any, wrote: Any, adopted: Any,
                                             outlets: dict[str, int]) -> None:
    clock.now = datetime(2026, 2, 1, tzinfo=UTC)
    zone = home.settings.zone
    setting.add(home.engine, cast.editor, defaults.text("logistics").replace('"2026-01"', '"2026-02"'), now=clock())
    story = wrote(cast.photographer, FEBRUARY)
    taken = adopted(story, outlets["光明日报"], FEBRUARY.date(), FEBRUARY)
    assert closing.close_due(home.engine, zone, MARCH) == ["2026-02"]
    with writing(home.engine) as session:
        session.get_one(Placement, taken).state = PlacementState.NOT_ADOPTED
    adopted(story, outlets["光明日报"], date(2026, 3, 9), MARCH)
    with reading(home.engine) as session:
        page = book.pages(session, ["2026-03"], zone, MARCH)["2026-03"]
        february = book.pages(session, ["2026-02"], zone, MARCH)["2026-02"]
        told = closing.differences(session, "2026-02", february, zone, MARCH)
    assert [one.has for one in page.figures.standings if not one.duty and one.has] == [2]
    assert [one.adopted for one in told] == [(1, 0)], "what is different since is told of the month itself"


def test_rates_round_halves_up() -> None:
    assert figures.rate(Decimal(1), Decimal(16)) == Decimal("6.3")
