"""What the office sees first thing in the morning."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from index.catalogue.assets import Arrival, Asset
from index.catalogue.channels import Aim, Channel
from index.catalogue.screens import ScreenHealth
from index.catalogue.steps import Step
from index.db import writing
from index.errors import Forbidden
from server.boards import service as boards
from server.office.overview import overview


@pytest.fixture
def busy(home: Any, cast: Any, clock: Any, new_asset: Callable[..., int]) -> None:
    """Two submitted and one reviewed, one of last month; an overdue board; a silent screen."""
    boards.add_board(home.engine, cast.editor, boards.NewBoard("冬日", refresh_by=date(2026, 3, 1)), now=clock())
    with writing(home.engine) as session:
        channel = session.scalars(select(Channel.id).where(Channel.code == "screens")).one()
        session.add(ScreenHealth(screen_id=cast.screen, seen_at=clock() - timedelta(hours=2), report={}))
    for part, state, days in (("photographer", "submitted", 0), ("photographer", "submitted", 0), ("outsider", "reviewed", 0),
                              ("outsider", "approved", 40)):
        who = cast.people[part]
        asset_id = new_asset(who)
        at = clock() - timedelta(days=days, hours=1)
        with writing(home.engine) as session:
            session.add(Arrival(asset_id=asset_id, batch="b", door="folder", name="a.jpg", path="a.jpg",
                                person_id=who.person_id, outcome="added", received_at=at))
            session.add(Aim(asset_id=asset_id, channel_id=channel, state=state, submitted_at=at,
                            route=(Step("department"), Step("office", number=1)),
                            pinned_sha256=session.get_one(Asset, asset_id).sha256, pinned_version=1,
                            changed_at=at))


@pytest.mark.usefixtures("busy", "database")
def test_the_overview_counts_what_matters(home: Any, cast: Any, clock: Any) -> None:
    clock.turn(seconds=1)
    with writing(home.engine) as session:
        session.get_one(ScreenHealth, cast.screen).seen_at = clock() - timedelta(hours=2)
    from index.catalogue.screens import Screen

    with writing(home.engine) as session:
        session.get_one(Screen, cast.screen).paired_at = clock() - timedelta(days=1)
    view = overview(home, cast.editor, clock())
    assert view.month == date(2026, 3, 1)
    assert view.waits == 3
    assert [(line.department, line.submitted, line.reviewed) for line in view.waiting] == [
        ("饮食服务中心", 2, 0), ("图书馆", 0, 1)]
    assert [line.name for line in view.overdue] == ["冬日"]
    assert [line.name for line in view.silent] == ["东门大屏"]
    assert view.screens["offline"] == 1
    assert [(line.department, line.total, line.adopted) for line in view.uploads] == [
        ("饮食服务中心", 2, 0), ("图书馆", 1, 0), ("综合办公室", 0, 0)]


@pytest.mark.usefixtures("busy")
def test_the_page_tells_it(visitor: Callable[[str], Any]) -> None:
    page = visitor("editor").get("/office/")
    for words in ("饮食服务中心", "冬日", "Waiting for review", "Taken in during March 2026"):
        assert words in page
    visitor("director").get("/office/")


def test_a_quiet_morning_is_said_to_be_quiet(visitor: Callable[[str], Any]) -> None:
    page = visitor("administrator").get("/office/")
    assert "Nothing waits" in page
    assert "Every board is up to date" in page


@pytest.mark.parametrize("part", ["photographer", "reviewer", "outsider"])
def test_it_is_for_the_office_only(home: Any, cast: Any, clock: Any, visitor: Callable[[str], Any], part: str) -> None:
    visitor(part).get("/office/", 403)
    with pytest.raises(Forbidden):
        overview(home, cast.people[part], clock())
