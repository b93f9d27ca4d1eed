"""A made-up campus over the end of a year, lived through in a real home and judged by the text of the rules: each figure of
the product's is the spreadsheet's. The whole year of 4,000 items is ``python -m tests.bench --only year``.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import year_held
import year_home
import year_plan
import year_text
from sqlalchemy import select
from year_text import JUDGED, Text

from index.catalogue.channels import Aim
from index.catalogue.placements import Placement
from index.catalogue.reviews import Review
from index.catalogue.stories import Story, StoryCredit
from index.db import reading
from server.ledger.reading import entries
from server.points import defaults

BEGINS = datetime(2026, 10, 31, 2, tzinfo=UTC)
NOW = datetime(2027, 2, 3, 9, tzinfo=year_plan.ZONE)
MONTHS = ("2026-11", "2026-12", "2027-01")
BEGINNING = {"begins": "2026-11"}


def differences(home: Any, plan: Any, text: Text, tmp_path: Path) -> list[str]:
    expected = year_text.cells(plan, text, year_plan.OUTLETS)
    year_text.written(expected, tmp_path / "expected.xlsx")
    months = [key[1] for key in expected if key[0] == "named"]
    found = year_held.cells(home, set(months), year_text.periods(dict.fromkeys(months)), plan.now.astimezone(UTC))
    return year_held.differences(year_text.read(tmp_path / "expected.xlsx"), found)


@pytest.mark.parametrize("judged", JUDGED.values(), ids=JUDGED)
def test_every_figure_is_the_spreadsheets(home: Any, tmp_path: Path, judged: tuple[str, Text, dict[str, str]]) -> None:
    name, text, settings = judged
    plan = year_plan.make(7, MONTHS, NOW, 6, 150)
    rules = year_home.rules_of(defaults.text(name), **BEGINNING, **settings)
    year_home.fill(year_home.people(home, plan, year_plan.OUTLETS, rules, BEGINS))
    assert differences(home, plan, text, tmp_path) == []


def test_the_services_write_what_is_entered_in_bulk(home: Any, tmp_path: Path) -> None:
    from index.settings import Settings
    from server import home as homes

    plan = year_plan.make(30, MONTHS[:2], NOW, 3, 40, assets=False)
    rules = year_home.rules_of(defaults.text("county"), **BEGINNING, **JUDGED["county"][2])
    homes.make(Settings(home=tmp_path / "other"), BEGINS)
    other = homes.open_home(Settings(home=tmp_path / "other", reserve_mb=0))
    year_home.fill(year_home.people(other, plan, year_plan.OUTLETS, rules, BEGINS))
    year_home.serve(year_home.people(home, plan, year_plan.OUTLETS, rules, BEGINS))
    by_hand, in_bulk = rows(home), rows(other)
    assert by_hand == in_bulk
    assert {row[2] for row in by_hand["reviews"]} == {"submit", "return", "approve", "withdraw"}
    assert {row[4] for row in by_hand["placements"]} >= {"sent", "adopted", "not-adopted"}
    other.engine.dispose()


def rows(home: Any) -> dict[str, Any]:
    """What the ledger reads, and what it makes of it."""
    with reading(home.engine) as session:
        aims = {row.id: (row.story_id, row.channel_id) for row in session.scalars(select(Aim))}
        return {
            "stories": sorted(session.execute(select(Story.id, Story.kind, Story.department_id, Story.owner_id, Story.title,
                                                     Story.counts_double, Story.created_at))),
            "credits": sorted(session.execute(select(StoryCredit.story_id, StoryCredit.position, StoryCredit.part,
                                                     StoryCredit.name, StoryCredit.person_id, StoryCredit.department_id,
                                                     StoryCredit.share)),
                              key=str),
            "aims": sorted((row.story_id, row.channel_id, row.state) for row in session.scalars(select(Aim))),
            "reviews": sorted((*aims[row.aim_id], row.verb, row.at, row.final) for row in session.scalars(select(Review))),
            "placements": list(session.execute(select(
                Placement.id, Placement.story_id, Placement.channel_id, Placement.outlet_id, Placement.state,
                Placement.contest, Placement.rank, Placement.made_at, Placement.sent_at, Placement.claimed_at,
                Placement.published_on, Placement.confirmed_at, Placement.evidence_sha256).order_by(Placement.id))),
            "entries": entries(session, "2026-11", "2027-02", zone=home.settings.zone),
        }
