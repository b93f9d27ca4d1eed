"""Each figure of the overview equals the list behind it, for each role, and nobody sees more there than elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text, update

from index.catalogue import items
from index.catalogue.assets import Asset, Description
from index.catalogue.boards import Board
from index.catalogue.feedback import VisitorLike
from index.catalogue.lifecycle import Verb
from index.catalogue.people import OWNER
from index.catalogue.quotas import Quota, QuotaTarget
from index.catalogue.screens import Play, PlayDay
from index.db import reading, writing
from server.admin import service as admin
from server.assignments import service as assignments
from server.dashboard import items as content
from server.dashboard.figures import Asked
from server.kits import service as kits
from server.review.service import Order, act
from server.stories import service as stories

FIGURE = re.compile(r'data-figure="([\w-]+)" data-number="(\d+)"')
TITLE = "开放日的面点师傅"


@pytest.fixture
def month(home: Any, cast: Any, clock: Any, new_asset: Callable[..., int]) -> dict[str, int]:
    """A month of a small campus: drafts, what waits, what was returned, approved, played, liked; kits, shoots and boards."""
    engine, who, zone = home.engine, cast.photographer, home.settings.zone
    covered, bare = (admin.add_event(engine, OWNER, name=name, starts_on=date(2026, 3, 1), department="canteen", now=clock())
                     for name in ("开放日", "没人拍的讲座"))
    made = {name: new_asset(who, title=TITLE, event_id=covered) for name in ("draft", "waits", "back", "shown", "unplayed")}
    for name in ("waits", "back", "shown", "unplayed"):
        act(engine, who, Order(Verb.SUBMIT, "screens"), made[name], now=clock.turn(minutes=1))
    act(engine, cast.reviewer, Order(Verb.RETURN, "screens", reason="再拍"), made["back"], now=clock.turn(minutes=1))
    for name in ("shown", "unplayed"):
        for by in (cast.reviewer, cast.editor):
            act(engine, by, Order(Verb.APPROVE, "screens"), made[name], now=clock.turn(minutes=1))
    stories.begin(engine, cast.outsider, stories.Wish("news", "图书馆的事"), now=clock())
    kit = admin.add_kit(engine, OWNER, name="一号机", department="canteen", now=clock())
    kits.lend(engine, OWNER, str(kit), kits.NewLoan("photographer", clock().date()), now=clock(), zone=zone)
    admin.add_event(engine, OWNER, name="毕业典礼", starts_on=date(2026, 3, 9), department="canteen", now=clock())
    assignments.add(engine, OWNER, assignments.NewAssignment("毕业典礼", "photographer"), now=clock())
    with writing(engine) as session:
        session.execute(update(Description).where(Description.asset_id == made["shown"]).values(place="第二食堂"))
        session.add_all([Board(name="要更新的", refresh_by=date(2026, 2, 20), changed_at=clock()),
                         Board(name="快到期的", refresh_by=date(2026, 3, 5), changed_at=clock()),
                         PlayDay(day=date(2026, 3, 2), screen_id=cast.screen, item=f"1-V{made['shown']}", times=3, ms=9,
                                 last_at=clock()),
                         VisitorLike(asset_id=made["shown"], visitor="a", at=clock()),
                         VisitorLike(asset_id=made["shown"], visitor="b", at=clock())])
        quota = Quota(name="每月三件", number=3, per="month", trigger="submitted", unit="item", from_month="2026-01",
                      made_at=clock())
        session.add(quota)
        session.flush()
        session.add(QuotaTarget(quota_id=quota.id, department_id=cast.departments["canteen"]))
    return {**made, "covered": covered, "bare": bare}


def numbers(one: Any) -> dict[str, int]:
    return {code: int(number) for page in ("/overview/", "/overview/coverage")
            for code, number in FIGURE.findall(one.get(page).text)}


@pytest.mark.parametrize("who", ["photographer", "reviewer", "director", "outsider", "editor", "administrator"])
def test_each_figure_equals_the_list_behind_it(browser: Callable[..., Any], month: dict[str, int], clock: Any,
                                               who: str) -> None:
    clock.turn(days=1)
    reader = browser(who)
    found = numbers(reader)
    assert {"unsubmitted", "events-without", "never-shown"} <= set(found)
    assert ("overdue" in found) == (who in {"director", "editor", "administrator"})
    for code, number in found.items():
        page = reader.get(f"/overview/{code}").text
        assert int(re.findall(r'data-total="(\d+)"', page)[0]) == number, code
        assert page.count('<tr><th scope="row">') == number, code
    if who == "outsider":
        assert sum(found[code] for code in ("unsubmitted", "department-waiting", "never-shown", "of-place", "liked")) == 0
        assert reader.get("/overview/waiting").status_code == 404


def test_what_is_counted(browser: Callable[..., Any], month: dict[str, int], clock: Any, home: Any) -> None:
    clock.turn(days=1)
    mine, office = numbers(browser("photographer")), numbers(browser("editor"))
    assert {code: mine[code] for code in ("unsubmitted", "returned", "submitted", "published", "shoots", "kits")} == {
        "unsubmitted": 1, "returned": 1, "submitted": 4, "published": 2, "shoots": 1, "kits": 1}
    assert {code: office[code] for code in ("waiting", "boards-due", "boards-late", "kits-out", "kits-late", "all-shoots",
                                            "events-with", "events-without", "of-place", "never-shown", "liked")} == {
        "waiting": 1, "boards-due": 1, "boards-late": 1, "kits-out": 1, "kits-late": 1, "all-shoots": 1,
        "events-with": 1, "events-without": 1, "of-place": 2, "never-shown": 1, "liked": 1}
    page = browser("editor").get("/overview/coverage").text
    assert "第二食堂" in page
    assert re.search(r'role="img" aria-labelledby="places-t places-d"', page)
    assert browser("editor").get("/overview/of-place?place=第二食堂").text.count('<tr><th scope="row">') == 1
    for duty in (True, False):
        with writing(home.engine) as session:
            session.execute(update(Quota).values(duty=duty))
        told = browser("reviewer").get("/overview/").text
        assert ("每月三件" in told, "dash-short" in told) == (True, duty), "a target that is not met yet is no lack"
    assert items.ref(month["shown"]).kind == "asset"


def test_a_library_of_years_is_counted_by_indexes_alone(home: Any, cast: Any, clock: Any) -> None:
    """SQLite keeps no statistics here: it reads a row for each asset where an index does not say all that is asked."""
    with reading(home.engine) as session:
        asked = Asked(session, cast.photographer, home.settings, clock())
        for query, index in ((content.unsubmitted, "aims USING COVERING INDEX ix_aims_asset (asset_id=?)"),
                             (content.came, "assets USING INDEX ix_assets_department (department_id=? AND created_at>?)")):
            told = str(query(asked).compile(home.engine, compile_kwargs={"literal_binds": True}))
            plan = [row[3] for row in session.execute(text(f"EXPLAIN QUERY PLAN {told}"))]
            assert [one for one in plan if index in one], plan


def test_a_fresh_play_counts_as_shown(home: Any, cast: Any, browser: Callable[..., Any], month: dict[str, int], clock: Any,
                                      engine: Any) -> None:
    with writing(engine) as session:
        asset = session.get_one(Asset, month["unplayed"])
        session.add(Play(id="p1", screen_id=cast.screen, sha256=asset.sha256, item=f"1-V{asset.id}", revision="r",
                         started_at=clock(), duration_ms=9, outcome="completed", received_at=clock() + timedelta(seconds=1)))
    assert numbers(browser("editor"))["never-shown"] == 0


@pytest.mark.parametrize(("who", "there"), [("editor", True), ("director", True), ("photographer", False)])
def test_who_oversees_has_the_overview_at_the_foot_of_a_phone(browser: Callable[..., Any], who: str, there: bool) -> None:
    page = browser(who).get("/overview/").text
    assert bool(re.search(r'<li class="rail-foot"><a class="rail-link" href="/overview/"', page)) == there
    assert bool(re.search(r'<a class="menu-item" href="/overview/" aria-current="page">', page)) != there, "else under More"
