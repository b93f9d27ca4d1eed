"""Every figure of the ledger equals the list that it opens; closed months keep theirs."""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from index.catalogue.outlets import Outlet as OutletRow
from index.catalogue.placements import Placement
from index.db import reading, writing
from server.ledger import figures, keeping, lists
from server.ledger.entries import Entry, Happened, Outlet, Share
from server.ledger.figures import By, Only, What
from server.points import closing

KINDS = ("news", "feature", "picture-set", "film", "photo")
OUTLETS = (None, Outlet(1, "校报", "school", "news"), Outlet(2, "动态", "school", "bulletin"),
           Outlet(3, "省网", "province", "site"), Outlet(4, "奖", "province", "contest"))
PEOPLE = (Share(1, "甲", "author", Decimal("33.34")), Share(2, "乙", "author", Decimal("33.33")),
          Share(None, "丙", "author", Decimal("33.33")), Share(4, "丁", "photographer", Decimal(100)))


def campus() -> list[Entry]:
    """Some hundred things that happened to sixty items of four departments, a month apart and late in all ways."""
    found = []
    for one in range(60):
        item, at = f"S{one}", datetime(2026, 1 + one % 4, 1 + one % 28, 9, tzinfo=UTC)
        shares = ((), PEOPLE[:3], PEOPLE[3:], PEOPLE, PEOPLE[:3])[one % 5]
        common = {"item": item, "kind": KINDS[one % 5], "department_id": (None, 1, 2, 3)[one % 4], "shares": shares,
                  "event_id": (None, 7)[one % 2]}
        for happened, channel, number in ((Happened.SUBMITTED, None, 1), (Happened.PUBLISHED, "site", 1),
                                          (Happened.PUBLISHED, "wechat", one % 3), (Happened.SENT, "media", one % 4),
                                          (Happened.ADOPTED, "media", one % 3)):
            for again in range(number):
                outlet = OUTLETS[(one + again) % 5] if happened in {Happened.SENT, Happened.ADOPTED} else None
                month = f"2026-{at.month + again % 2:02}"
                found.append(Entry(happened=happened, at=at + timedelta(hours=again), month=month, late=again % 2 == 1,
                                   channel=channel, placement_id=one * 10 + again, outlet=outlet,
                                   prize="first" if outlet and outlet.type == "contest" else None, **common))
    return found


@pytest.mark.parametrize("by", By)
@pytest.mark.parametrize("only", [Only(), Only(singles=True), Only(department=2)], ids=["items", "singles", "department"])
def test_a_figure_is_how_much_its_list_holds(by: By, only: Only) -> None:
    entries = figures.selected(campus(), only)
    total = figures.row(entries, by, None)
    rows = figures.table(entries, by)
    assert rows
    for one in rows:
        for what in figures.COLUMNS[by]:
            assert one.figures[what] == sum(line.share for line in figures.lines(entries, what, by, one.key))
    for what in figures.COLUMNS[by]:
        assert total.figures[what] == len(figures.lines(entries, what, by))
        if by is not By.CHANNEL:
            assert total.figures[what] == sum(one.figures[what] for one in rows), "the rows are the whole"


def test_totals_of_media_leave_out_bulletins_and_contests() -> None:
    entries = [one for one in campus() if one.happened is Happened.ADOPTED]
    media = figures.lines(entries, What.MEDIA, By.TYPE)
    assert {line.entry.outlet.type for line in media if line.entry.outlet} == {"news", "site"}
    assert len(media) < len(figures.lines(entries, What.ADOPTED, By.TYPE))


def test_an_item_on_two_channels_is_published_once_in_a_month() -> None:
    entries = [Entry("S1", "news", Happened.PUBLISHED, datetime(2026, 3, day, tzinfo=UTC), month, 1, channel=channel)
               for day, month, channel in ((1, "2026-03", "site"), (2, "2026-03", "wechat"), (3, "2026-04", "qq"))]
    lines = figures.lines(entries, What.PUBLISHED, By.DEPARTMENT, "1")
    assert [line.channels for line in lines] == [("site", "wechat"), ("qq",)]
    assert figures.rate(Decimal(1), Decimal(3)) == Decimal("33.3")


def test_entries_are_kept_as_they_were() -> None:
    entries = [one for one in campus() if one.month == "2026-02"]
    assert keeping.entries_of("2026-02", keeping.kept(entries)) == tuple(entries)


@pytest.fixture
def furnished(cast: Any, clock: Any, story: Any, approve: Any, placed: Any) -> Any:
    """The canteen published two stories in March, and outlets took them; the library wrote one that nobody else sees."""
    first, second = story(title="食堂上新"), story(title="面点大赛", kind="picture-set")
    for ref in (first, second):
        approve(ref)
    placed(first, "日报", level="city", sent=clock(), published=date(2026, 3, 5))
    placed(first, "动态", type="bulletin", published=date(2026, 3, 6))
    placed(second, "晚报", level="city", sent=clock())
    clock.turn(days=8)
    return first, second


LINK = re.compile(r'<a class="number" href="(/ledger/list\?[^"]+)">([0-9.]+)</a>')


@pytest.mark.parametrize("by", By)
def test_each_figure_of_the_page_opens_a_list_of_as_many_lines(furnished: Any, browser: Any, by: By) -> None:
    assert furnished
    office = browser("editor")
    page = office.get(f"/ledger/?period=2026&by={by}").text
    found = [(unescape(href), figure) for href, figure in LINK.findall(page)]
    assert len(found) >= 4
    for href, figure in found:
        shown = office.get(href).text
        body = shown.split("<tbody>")[1].split("</tbody>")[0]
        assert body.count("<tr>") == int(figure), href
        sheet = office.get(href.replace("/ledger/list?", "/ledger/list.xlsx?"))
        assert len(list(load_workbook(io.BytesIO(sheet.data)).active.values)) - 1 == int(figure)


def test_departments_compare_totals_and_open_their_own_lists(furnished: Any, browser: Any) -> None:
    assert furnished
    page = browser("outsider").get("/ledger/?period=2026-03").text
    assert "饮食服务中心" in page
    assert not LINK.findall(page), "nothing is the library's"
    assert browser("outsider").get("/ledger/list?period=2026-03&by=department&key=1&what=adopted").status_code == 403
    assert "晚报" not in browser("outsider").get("/ledger/?period=2026-03&by=outlet").text
    mine = browser("photographer").get("/ledger/?period=2026-03").text
    assert len(LINK.findall(mine)) == 5
    listed = browser("photographer").get("/ledger/list?period=2026-03&by=department&key=1&what=adopted").text
    assert "食堂上新" in listed
    assert "日报" in browser("director").get("/ledger/?period=2026Q1&by=outlet").text


def test_a_range_is_months_in_order(furnished: Any, browser: Any) -> None:
    assert furnished
    office = browser("editor")
    assert "饮食服务中心" in office.get("/ledger/?from=2026-01&until=2026-06").text
    assert office.get("/ledger/?from=2026-06&until=2026-01").status_code == 422
    assert office.get("/ledger/?period=2026-13").status_code == 422
    told = office.get("/ledger/ledger.csv?period=2026-03&by=level").data.decode("utf-8-sig").splitlines()
    assert told[0].startswith("媒体级别")
    assert told[1:] == ["市级,2,1,1,50.0", "校级,1,1,0,100.0", "合计,3,2,1,66.7"]


@pytest.mark.usefixtures("database")
def test_a_closed_month_keeps_its_figures_and_says_what_is_different(
        home: Any, cast: Any, clock: Any, furnished: Any, story: Any, placed: Any) -> None:
    zone = home.settings.zone
    clock.turn(days=25)
    closing.close(home.engine, cast.editor, "2026-03", zone=zone, now=clock())

    def see(month: str = "2026-03") -> Any:
        with reading(home.engine) as session:
            return lists.table(session, cast.editor, month, month, By.DEPARTMENT, Only(), zone)

    def adopted(month: str) -> Decimal:
        return see(month).total.figures[What.ADOPTED]

    before = see().total
    with writing(home.engine) as session:
        taken = session.scalars(select(Placement).join(OutletRow).where(OutletRow.name == "日报")).one()
        taken.state = "not-adopted"
    placed(furnished[1], "周报", published=date(2026, 3, 20), confirmed=clock.turn(days=1))
    after = see()
    assert after.total == before, "what it counted stays"
    assert after.account.closed == {"2026-03"}
    assert [(one.happened.value, one.outlet.name) for one in after.account.lost if one.outlet] == [("adopted", "日报")]
    assert after.account.gained == ()
    assert adopted("2026-04") == 1, "what came after it counts when it came"
    with reading(home.engine) as session:
        late = lists.listed(session, cast.editor, "2026-04", "2026-04", What.LATE, By.DEPARTMENT, None, Only(), zone, clock())
    assert [(one.outlet, one.late, one.month) for one in late or []] == [("周报", True, "2026-04")]
