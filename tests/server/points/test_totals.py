"""Every total of the office's pages is what the list says that it opens: each link is opened, as a reader would."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from html import unescape
from typing import Any

import pytest

from index.catalogue.lifecycle import Verb
from index.catalogue.placements import Placement, PlacementState
from index.db import writing
from server.ledger import views as ledger
from server.points import closing
from server.review.service import Order, act

APRIL = datetime(2026, 4, 2, 2, tzinfo=UTC)
LINKED = re.compile(r'<a class="number" href="(/ledger/list\?[^"]+)">([\d.]+)</a>')
TOTAL = re.compile(r'<h1>.*? <span class="number">([\d.]+)</span></h1>', re.DOTALL)
SHARE = re.compile(r'<td class="end number"[^>]*>([\d.]+)</td>')
POINTS = r'<td class="end number"[^>]*><b>([^<]+)</b>'
COUNTED = ("投稿", "发布", "媒体采用", "内部刊物采用", "获奖", "培训", "完成拍摄")
ROW = '<th scope="row">'


@pytest.fixture
def quarter(home: Any, cast: Any, clock: Any, county: Any, wrote: Any, adopted: Any, outlets: dict[str, int],
            new_asset: Any) -> None:
    """Two closed months and one that is open: shared work of two departments, one that came late, a prize, one adoption that
    was taken back after the close, what is only sent, and a single photo.
    """
    clock.now = datetime(2026, 1, 20, 2, tzinfo=UTC)
    county(begins="2026-02")
    photo = new_asset(cast.photographer)
    for when, month in ((datetime(2026, 2, 5, 2, tzinfo=UTC), 2), (datetime(2026, 3, 10, 2, tzinfo=UTC), 3)):
        shared = wrote(cast.photographer, when, authors=(cast.photographer, cast.outsider), published="site")
        adopted(shared, outlets["市日报"], date(2026, month, 12), when)
        adopted(shared, outlets["县政法简报"], date(2026, month, 13), when)
        wrote(cast.outsider, when, published="wechat")
        late = wrote(cast.photographer, when, "research", double=True, published="site")
        known = datetime(2026, month + 1, 7, 2, tzinfo=UTC)
        if known < APRIL:
            adopted(late, outlets["光明日报"], date(2026, month, 20), known)
    clock.now = datetime(2026, 3, 20, 2, tzinfo=UTC)
    act(home.engine, cast.photographer, Order(Verb.SUBMIT, "screens"), photo, now=clock())
    closing.close_due(home.engine, home.settings.zone, clock())
    with writing(home.engine) as session:
        taken_back = session.get_one(Placement, 1)
        taken_back.state = PlacementState.NOT_ADOPTED
        sent = {"story_id": shared, "channel_id": taken_back.channel_id, "made_at": clock(), "sent_at": clock()}
        won = {"contest": "好新闻", "rank": "first", "outlet_id": outlets["市日报"], "published_on": date(2026, 3, 18),
               "confirmed_at": clock(), "evidence_sha256": "b" * 64}
        session.add_all([Placement(**sent, state=PlacementState.SENT),
                         Placement(**sent, **won, state=PlacementState.ADOPTED)])
    clock.now = APRIL


def opened(reader: Any, page: str) -> int:
    """Open each figure of a page that leads to a list of the ledger, and return how many there were."""
    links = dict(LINKED.findall(page))
    for href, figure in links.items():
        told = first = reader.get(unescape(href)).text
        while onward := re.search(r'rel="next" href="([^"]+)"', first):  # whatever fits no page is on the next
            first = reader.get(unescape(onward[1])).text
            told += first.partition("</h1>")[2]
        rows, share = told.count(ROW), sum(map(Decimal, SHARE.findall(told)), Decimal(0))
        assert TOTAL.findall(told) == [figure], href
        assert Decimal(figure) == (share or rows), href
        assert rows, href
    return len(links)


@pytest.mark.parametrize("who", ["editor", "reviewer"])
def test_the_ledger(browser: Any, quarter: None, who: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "A_PAGE", 3)
    reader = browser(who)
    ways = ("department", "person", "kind", "channel", "event", "level", "type", "outlet")
    counts = [opened(reader, reader.get(f"/ledger/?period=2026Q1&by={by}").text) for by in ways]
    assert min(counts) >= 3, counts
    assert opened(reader, reader.get("/ledger/?period=2026-03&singles=1").text) >= 4


def test_the_ranking_and_what_its_points_are_the_sum_of(browser: Any, quarter: None) -> None:
    reader = browser("editor")
    earned = Decimal(0)
    for period in ("2026-02", "2026-03", "2026"):
        page = reader.get(f"/points/ranking?period={period}").text
        assert opened(reader, page) >= 4, period
        lines = re.findall(r'<th scope="row"><a href="([^"]+)">[^<]+</a></th>\s*' + POINTS, page)
        assert len(lines) == 3
        for href, points in lines:
            told = reader.get(unescape(href)).text
            assert re.findall(r'points-total number">([^<]+)<', told) == [points], href
            body = told.partition('points-lines"><thead>')[2].partition("</tbody>")[0]
            amounts = [amount(one) for one in re.findall(POINTS, body)]
            assert sum(amounts, Decimal(0)) == amount(points), href
            earned += sum(one for one in amounts if one > 0) if period == "2026" else 0
    people = page.partition('id="people-title"')[2]
    owned = dict(re.findall(r'<b><a href="(/points/people/[^"]+)">([^<]+)</a></b>', people))
    assert sum(map(amount, owned.values())) == earned == Decimal("3.6"), "what departments have of items, their people have"
    for href, points in owned.items():
        lines_of(reader, unescape(href), points)


@pytest.mark.parametrize(("who", "people"), [("photographer", 1), ("reviewer", 1), ("director", 1), ("editor", 2)])
def test_points_of_a_person_open_the_lines_that_they_are(browser: Any, cast: Any, quarter: None, who: str,
                                                         people: int) -> None:
    reader, seen = browser(who), 0
    for person in (cast.photographer.person_id, cast.outsider.person_id):
        record = reader.get(f"/records/{person}?year=2026").text
        for href, points in re.findall(r'<dd class="number"><a href="(/points/people/[^"]+)">([^<]+)</a></dd>', record):
            assert lines_of(reader, unescape(href), points) >= 2
            seen += 1
    assert seen == people
    opens = reader.get(f"/points/people/{cast.outsider.person_id}?period=2026").status_code == 200
    assert opens == (who in {"director", "editor"}), "a director sees all departments' points, and so whose they are"


def test_tasks_open_what_was_counted(browser: Any, quarter: None) -> None:
    reader = browser("editor")
    page = reader.get("/points/?month=2026-03").text
    rows = re.findall(r'<tr><th scope="row"><a href="([^"]+)">[^<]+</a></th>(.*?)</tr>', page, re.DOTALL)
    assert len(rows) == 3
    for href, cells in rows:
        told = reader.get(unescape(href)).text
        has = {name: int(number) for name, number in re.findall(
            r'<td data-name="([^"]+)"[^>]*>.*?<b class="number">(\d+)</b>', cells, re.DOTALL)}
        asked = re.findall(r'<li><div class="grow"><b>([^<]+)</b>(.*?)</div><span class="stand.*?<b class="number">(\d+)</b>',
                           told, re.DOTALL)
        assert has == {name: int(number) for name, _items, number in asked}
        assert all(items.count("<li>") == int(number) for _name, items, number in asked)


@pytest.mark.parametrize("who", ["editor", "photographer"])
def test_records_are_what_their_table_says(browser: Any, cast: Any, quarter: None, who: str) -> None:
    reader = browser(who)
    table = reader.get("/records/?year=2026", follow_redirects=True).text
    rows = re.findall(r'<tr><th scope="row"><a href="(/records/\d+[^"]*)">.*?</a>(.*?)</tr>', table, re.DOTALL)
    for href, cells in rows or [(f"/records/{cast.photographer.person_id}?year=2026", "")]:
        told = reader.get(unescape(href)).text
        figures = dict(re.findall(r"<dt>([^<]+)</dt><dd[^>]*>([^<]+)</dd>", told))
        if cells:
            numbers = [one.replace("–", "0") for one in re.findall(r'</span>([–\d]+)</td>', cells)]
            assert numbers == [figures[one] for one in COUNTED]
        won = cast.photographer.person_id, cast.outsider.person_id
        assert figures["获奖"] == str(int(href.partition("?")[0].rpartition("/")[2] in map(str, won))), href
        for name, title in (("媒体采用", "adopted-title"), ("内部刊物采用", "internal-title"), ("获奖", "prizes-title")):
            part = told.partition(f'id="{title}"')[2].partition("</section>")[0]
            listed = len(re.findall(r"<td[^>]*><b>", part)) if name == "获奖" else part.count(ROW)  # as well: not won yet
            assert listed == int(figures[name]), (href, name)
        part = told.partition('id="items-title"')[2].partition("</section>")[0]
        assert len(re.findall(r'<td class="record-day"[^>]*>\S', part)) == int(figures["投稿"]), href


def test_placements_and_the_office(browser: Any, quarter: None) -> None:
    reader = browser("editor")
    page = reader.get("/placements/").text
    chips = re.findall(r'<a class="chip[^"]*"[^>]* href="([^"]*)">[^<]* <span class="number">(\d+)</span></a>', page)
    assert len(chips) == 6
    for href, count in chips:
        told = reader.get(unescape(href) if href.startswith("/") else f"/placements/{unescape(href)}").text
        assert told.partition("<tbody>")[2].count(ROW) == int(count), href
    office = reader.get("/office/").text
    waits, came = re.findall(r'href="#(?:waiting|uploads)">.*?<b class="number">(\d+)</b>', office, re.DOTALL)
    waiting = office.partition('id="waiting"')[2].partition("</section>")[0]
    assert sum(map(int, re.findall(r'<td class="end"[^>]*>(\d+)</td>', waiting))) == int(waits) > 0
    uploads = office.partition('id="uploads"')[2].partition("</section>")[0]
    assert sum(map(int, re.findall(r'<b class="number">(\d+)</b>', uploads))) == int(came)


def lines_of(reader: Any, href: str, points: str) -> int:
    """Open what a person's points are the sum of, as a page and as a sheet, and return how many lines there are."""
    told = reader.get(href).text
    assert re.findall(r'points-total number">([^<]+)<', told) == [points], href
    amounts = re.findall(POINTS, told.partition("<tbody>")[2].partition("</tbody>")[0])
    assert sum(map(amount, amounts)) == amount(points), href
    rows = list(csv.reader(io.StringIO(reader.get(f"{href}&form=csv").text.lstrip("\ufeff"))))[1:]
    assert [Decimal(row[-1]) for row in rows] == [amount(one) for one in amounts]
    return len(amounts)


def amount(said: str) -> Decimal:
    """Return an amount as it is written on pages."""
    return Decimal(said.replace("−", "-"))
