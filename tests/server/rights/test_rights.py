"""Licence, embargo and expiry: set by page, batch and sheet, honoured everywhere at once; what the office says of them, and
what only narrows, voids no approval.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from index.catalogue import queries
from index.db import reading
from index.errors import Contradiction, Forbidden, Invalid
from server.batch import keeping
from server.batch.service import How, Step, change_many
from server.batch.sheet import csv_of
from server.library.describe import Edit, describe
from server.library.terms import local, moment
from server.review.service import status
from server.rights import service as licences
from server.sheets import service as sheets
from server.sheets.reading import read_sheet

END = "2026-05-01T08:00:00+08:00"
CAMPUS = ZoneInfo("Asia/Shanghai")


def view(home: Any, asset: int) -> Any:
    with reading(home.engine) as session:
        return queries.asset(session, asset)


@pytest.mark.parametrize(("field", "given", "at"), [
    ("embargo_until", "2026-05-01", "2026-04-30T16:00"), ("expires_at", "2026-05-01", "2026-05-01T16:00"),
    ("expires_at", "2026-05-01 00:00:00", "2026-05-01T16:00"), ("expires_at", "2026-05-01T00:00", "2026-04-30T16:00"),
    ("embargo_until", "2026年5月1日 8:30", "2026-05-01T00:30"), ("expires_at", "2026/5/1 23:59", "2026-05-01T15:59"),
])
def test_moments_as_people_write_them(field: str, given: str, at: str) -> None:
    told = moment(field, given, CAMPUS)
    assert told is not None
    assert datetime.fromisoformat(told).astimezone(UTC).isoformat()[:16] == at
    assert moment(field, local(told, CAMPUS), CAMPUS) == told, "what is shown is read as the same"


@pytest.mark.parametrize("given", ["2026-02-30", "soon", "2026-05-01 25:00", "9999-12-31", "1"])
def test_what_is_no_moment_is_told(given: str) -> None:
    with pytest.raises(Invalid, match="2026-05-01"):
        moment("expires_at", given, CAMPUS)


def test_a_change_of_rights_holds_at_once_and_the_office_voids_no_approval_by_it(
        everywhere: Any, home: Any, cast: Any, clock: Any, browser: Callable[..., Any], stranger: Any, worker: Any) -> None:
    outsider = browser("outsider")

    def given() -> set[str]:
        found = everywhere.addresses(outsider) | everywhere.outside(stranger) | everywhere.on_screen()
        return {name for name, there in found.items() if there}

    def say(who: Any = cast.photographer, **edit: str) -> None:
        describe(home.engine, who, everywhere.asset, Edit(**edit), now=clock())  # type: ignore[arg-type]
        worker.drain()

    before = given()
    assert {"page", "search", "link copy", "kiosk media"} <= before
    say(embargo_until="2026-03-03T00:00:00+08:00")
    assert not given()
    clock.turn(days=1)
    assert given() == before
    say(embargo_until="", expires_at="2026-03-04T00:00:00+08:00")
    assert given() == before
    clock.turn(days=1)
    assert not given()
    say(cast.editor, expires_at="", licence="agency")
    assert given() == before
    with reading(home.engine) as session:
        assert status(session, everywhere.asset) == {"screens": "approved"}


def test_dates_that_contradict_each_other_are_both_named(home: Any, cast: Any, new_asset: Callable[..., int],
                                                         clock: Any) -> None:
    asset = new_asset(cast.photographer)
    describe(home.engine, cast.photographer, asset, Edit(expires_at=END), now=clock())
    with pytest.raises(Contradiction) as caught:
        describe(home.engine, cast.photographer, asset, Edit(title="新", embargo_until=END), now=clock())
    assert caught.value.reason.code == "dates-contradict"
    assert caught.value.reason.zh.count("2026-05-01 08:00") == 2
    assert view(home, asset).words.title == "食堂开放日", "nothing of it is kept"
    with pytest.raises(Invalid, match="no licence"):
        describe(home.engine, cast.photographer, asset, Edit(licence="moon"), now=clock())
    with pytest.raises(Forbidden):
        licences.add(home.engine, cast.photographer, licences.Wish("cc", "署名"), now=clock())


def test_batch_sheet_and_undo(home: Any, cast: Any, new_asset: Callable[..., int], clock: Any, tmp_path: Path) -> None:
    one, two = new_asset(cast.photographer), new_asset(cast.photographer)
    change = {"licence": Step(How.REPLACE, "agency"), "expires_at": Step(How.REPLACE, "2026-06-01T00:00:00+08:00")}
    batch, _told = change_many(home.engine, cast.photographer, [one, two], change, "批量", now=clock())
    assert [(view(home, each).licence, view(home, each).words.version) for each in (one, two)] == [("agency", 1)] * 2
    sheet = tmp_path / "表.csv"
    sheet.write_bytes(csv_of(home.engine, cast.photographer, [one], clock(), CAMPUS))
    assert "图片社授权,,2026-06-01 00:00" in sheet.read_text("utf-8-sig")
    _none, same = sheets.apply(home.engine, cast.photographer, read_sheet(sheet), "表", now=clock(), zone=CAMPUS)
    assert [row.outcome for row in same] == ["unchanged"]
    sheet.write_text(f"素材编号,授权,禁发至,到期\nV{one},自有作品,2026-05-20,-\nV{two},,2026-07-01,\n", "utf-8")
    _batch, rows = sheets.apply(home.engine, cast.photographer, read_sheet(sheet), "表", now=clock(), zone=CAMPUS)
    assert [(row.outcome, row.reason.code if row.reason else None) for row in rows] == [
        ("changed", None), ("refused", "dates-contradict")]
    assert view(home, one).licence == "own"
    assert view(home, one).expires_at is None
    keeping.undo(home.engine, cast.photographer, batch or 0, now=clock())
    assert [view(home, each).licence for each in (one, two)] == [None, None]
    assert view(home, two).expires_at is None


def test_the_pages(everywhere: Any, visitor: Callable[[str], Any], home: Any, worker: Any) -> None:
    mine, office, address = visitor("photographer"), visitor("editor"), f"/library/V{everywhere.asset}"
    assert "No licence said" in mine.get(address)
    wrong = mine.post(f"{address}/rights", 422, licence="agency", embargo_until="2026-05-02T08:00",
                      expires_at="2026-05-01T08:00")
    assert "2026-05-02 08:00" in wrong.text
    assert 'value="2026-05-01T08:00"' in wrong.text
    assert "is no day" in mine.post(f"{address}/rights", 422, licence="own", embargo_until="morgen").text
    visitor("outsider").post(f"{address}/rights", 403, licence="own")
    mine.post(f"{address}/rights", licence="agency", embargo_until="", expires_at="2026-05-01T08:00")
    page = mine.get(address)
    for told in ("Picture agency", 'value="2026-05-01T08:00"', "changed Licence, Expires"):
        assert told in page, told
    worker.drain()
    for query in ("授权:图片社授权", "rights:图片社授权"):
        assert everywhere.renditions["grid"] in mine.get(f"/library?q={query}"), query
    assert "Picture agency" in mine.get("/library?q=授权:图片社授权")
    mine.get("/licences", 403)
    assert "Picture agency" in office.get("/licences")
    office.post("/licences", code="agency", name="图片社", name_en="Agency", terms="只限校内", active="1")
    office.post("/licences", new="1", code="cc-by", name="署名许可", name_en="CC BY")
    office.post("/licences", 422, new="1", code="cc-by", name="另一个")
    office.post("/licences", 422, code="agency", name="自有作品")
    worker.drain()
    assert everywhere.renditions["grid"] in mine.get("/library?q=授权:图片社")
    assert "只限校内" in mine.get(address)
    batch = mine.browser.post("/batch/edit", {"asset": f"V{everywhere.asset}", "verb": "preview", "licence-how": "replace",
                                              "licence": "own", "expires_at-how": "replace", "expires_at": ""}).text
    assert "1 item will change" in batch
    assert "2026-05-01 08:00" in batch
