"""Every total on every page of the ledger is as much as the list that it opens holds: on the page, as CSV and as XLSX."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from openpyxl import load_workbook

from index.catalogue import items
from server.bin import stories as story_bin
from server.ledger.figures import By
from server.placements import service
from server.points import closing
from server.review.service import Order, Verb, act
from server.stories.service import Credit

LINK = re.compile(r'<a class="number" href="(/ledger/list\?[^"]+)">([0-9.]+)</a>')
SHARE = re.compile(r'<td class="end number" data-name="[^"]*">([0-9.]+)</td>')
CHIP = re.compile(r'<a class="chip[^"]*"[^>]* href="([^"]+)">[^<]+<span class="number">(\d+)</span></a>')
ASKED = (("2026-03", ""), ("2026-04", "&singles=1"), ("2026", "&singles=1"))
"""A month that is closed, one that is open, and both together with single photos."""


@pytest.fixture
def engineered(home: Any, cast: Any, clock: Any, story: Any, approve: Any, placed: Any, new_asset: Any) -> None:
    """Credit that is split, what counts double, a prize, single photos, a month that was closed and what came after it, and
    things in the recycle bin from before and after the closing.
    """
    thirds = tuple(Credit("author", name) for name in ("甲", "乙", "丙"))
    fourths = (Credit("author", "甲", share=75), Credit("author", "乙", share=25), Credit("photographer", "丁"))
    told = [story(title=f"稿件{one}", named=named, kind=kind) for one, (named, kind) in enumerate(
        [(thirds, "news"), (fourths, "picture-set"), ((), "news"), ((), "feature"), (thirds, "news"), (fourths, "news")])]
    for ref in told[:5]:
        approve(ref)
    approve(told[0], "screens")
    photo = items.ref(new_asset(cast.photographer))
    for place, ref in enumerate((*told, photo)):
        placed(ref, "日报", level="city", sent=clock(), published=date(2026, 3, 5 + place))
        placed(ref, "动态", type="bulletin", published=date(2026, 3, 6))
    placed(told[1], "省厅", level="province", type="contest", published=date(2026, 3, 9), contest="好新闻", rank="first")
    placed(told[1], None, sent=clock())
    service.count_double(home.engine, cast.editor, told[1], on=True, now=clock())
    put_away(home, cast.editor, told[4], clock())
    clock.turn(days=33)
    closing.close(home.engine, cast.editor, "2026-03", zone=home.settings.zone, now=clock())
    put_away(home, cast.editor, told[3], clock.turn(hours=1))
    placed(told[0], "晚报", level="city", published=date(2026, 3, 30), confirmed=clock())
    placed(told[2], "晚报", level="city", published=date(2026, 4, 2), confirmed=clock())
    approve(told[5])


def put_away(home: Any, office: Any, ref: items.Ref, now: datetime) -> None:
    act(home.engine, office, Order(Verb.WITHDRAW, "site", "重复了"), ref, now=now)
    story_bin.put(home.engine, office, ref.id, "重复了", now=now)


def figures_of(office: Any, period: str, by: By, more: str) -> Iterator[tuple[str, Decimal]]:
    page = office.get(f"/ledger/?period={period}&by={by}{more}").text
    yield from ((unescape(href), Decimal(figure)) for href, figure in LINK.findall(page))


def held(office: Any, href: str, by: By) -> dict[str, Decimal]:
    """Return how much the list behind a figure holds, by where it is read."""
    page = office.get(href).text
    body = page.split("<tbody>")[1].split("</tbody>")[0]
    shown = re.search(r'<h1>[^<]*<span class="number">([0-9.]+)</span>', page)
    found = {"heading": Decimal(shown[1] if shown else -1),
             "page": sum(map(Decimal, SHARE.findall(body)), Decimal(0)) if by is By.PERSON and "key=" in href
             else Decimal(body.count("<tr>"))}
    sheet = office.get(href.replace("/ledger/list?", "/ledger/list.csv?")).data.decode("utf-8-sig")
    found["csv"] = sum((Decimal(row["份额 Share"]) for row in csv.DictReader(io.StringIO(sheet))), Decimal(0))
    book = load_workbook(io.BytesIO(office.get(href.replace("/ledger/list?", "/ledger/list.xlsx?")).data))
    head, *rows = book.active.values
    at = head.index("份额 Share")
    found["xlsx"] = sum((Decimal(str(row[at])) for row in rows), Decimal(0))
    assert len(rows) == sheet.strip().count("\n"), "a line for a line"
    return found


def walked(office: Any, by: By, asked: tuple[tuple[str, str], ...]) -> dict[str, Decimal]:
    """Compare each figure with its list, and the figures of each table with its sheets; return those that were compared."""
    compared: dict[str, Decimal] = {}
    for period, more in asked:
        found = dict(figures_of(office, period, by, more))
        for href, figure in found.items():
            assert set(held(office, href, by).values()) == {figure}, href
        where = f"?period={period}&by={by}{more}"
        sheet = list(csv.reader(io.StringIO(office.get(f"/ledger/ledger.csv{where}").data.decode("utf-8-sig"))))
        told = sorted(Decimal(cell) for row in sheet[1:] for cell in row[1:-1] if cell not in {"", "0"})
        assert told == sorted(found.values()), f"the sheet says what the page says: {where}"
        book = load_workbook(io.BytesIO(office.get(f"/ledger/ledger.xlsx{where}").data))
        assert sorted(Decimal(str(cell)) for row in list(book.active.values)[1:] for cell in row[1:-1] if cell) == told
        compared |= found
    return compared


@pytest.mark.usefixtures("engineered")
@pytest.mark.parametrize("by", By)
def test_every_total_equals_the_list_that_it_opens(browser: Any, by: By) -> None:
    compared = walked(browser("editor"), by, ASKED)
    assert len(compared) >= 10
    if by is By.PERSON:
        assert any(figure != int(figure) for figure in compared.values()), "some credit is split"


@pytest.mark.usefixtures("engineered")
def test_chips_of_the_desk_count_what_they_show(browser: Any) -> None:
    office = browser("editor")
    chips = {unescape(href): int(number) for href, number in CHIP.findall(office.get("/placements/").text)}
    assert len(chips) == 6
    for href, number in chips.items():
        address = href if href.startswith("/") else f"/placements/{href}"
        page = office.get(address).text
        rows = page.split("<tbody>")[1].split("</tbody>")[0].count("<tr>") if number else page.count("<tbody>")
        assert rows == number, address
        asked = address.partition("?")[2]
        sheet = office.get(f"/placements/placements.csv?{asked}").data.decode("utf-8-sig")
        assert sheet.strip().count("\n") == number, address


def test_every_total_of_the_campus_of_all_states(leaks: Any, browser: Any, clock: Any) -> None:
    assert leaks.placements
    assert walked(browser("editor"), By.PERSON, ((f"{clock():%Y-%m}", "&singles=1"),))
