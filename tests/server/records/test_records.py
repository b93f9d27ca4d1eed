"""A person's record is what the ledger, trainings, assignments and loans say of them, for those who may read it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import delete, select

from index.catalogue.assets import Arrival, Outcome
from index.catalogue.items import ItemKind, Ref
from index.catalogue.outlets import Outlet
from index.catalogue.placements import Placement
from index.db import reading, writing
from index.errors import NotFound
from server.admin import named
from server.admin import service as admin
from server.assignments import service as assignments
from server.assignments.service import NewAssignment
from server.kits import service as kits
from server.kits.service import NewLoan
from server.points import closing
from server.records import reading as records
from server.records import table
from server.stories.service import Credit
from server.training import attendance, service
from server.training.service import Wish


@pytest.fixture
def year(home: Any, cast: Any, clock: Any, story: Any, approve: Any, placed: Any, new_asset: Any) -> None:
    """A year of the photographer: two stories, one shared, adopted once and with a prize; a training, a shoot, a loan."""
    whole = story(title="食堂开放日")
    approve(whole)
    approve(whole, "screens")
    shared = story(title="后厨一天", named=(Credit("author", "second_photographer 同学", 40),
                                        Credit("author", "photographer 同学", 60)))
    approve(shared)
    placed(whole, "校报", published=date(2026, 3, 9))
    placed(whole, "好新闻评选", published=date(2026, 5, 1), level="province", type="contest", contest="好新闻评选",
           rank="second")
    placed(shared, "摄影展", type="contest", contest="摄影展", sent=datetime(2026, 3, 9, tzinfo=UTC))
    placed(whole, "日报", published=date(2025, 12, 31))
    now = clock()
    admin.add_event(home.engine, cast.administrator, name="运动会", starts_on=date(2026, 3, 1), now=now)
    admin.add_kit(home.engine, cast.administrator, name="一号机", department="canteen", now=now)
    assignments.add(home.engine, cast.editor, NewAssignment("运动会", "photographer", "一号机"), now=now)
    arrived = new_asset(cast.photographer, event_id=1)
    with writing(home.engine) as session:
        session.add(Arrival(asset_id=arrived, batch="b", door="card", name="A.JPG", path="A.JPG",
                            person_id=cast.photographer.person_id, outcome=Outcome.ADDED, received_at=now))
    kits.lend(home.engine, cast.reviewer, "一号机", NewLoan("photographer", date(2026, 3, 4), "新生采访"), now=now,
              zone=home.settings.zone)
    service.add(home.engine, cast.editor, Wish("摄影入门", date(2026, 3, 1)), now=now)
    attendance.note_names(home.engine, cast.editor, 1, "photographer", now=now)


def read(home: Any, actor: Any, person: Any, of: int = 2026, at: datetime | None = None) -> records.Record:
    with reading(home.engine) as session:
        return records.record(session, actor, person.person_id, of, home.settings, at or datetime(2026, 6, 1, tzinfo=UTC))


def test_all_of_a_year_stands_in_it_and_nothing_else(home: Any, cast: Any, year: None) -> None:
    found = read(home, cast.editor, cast.photographer)
    assert [(one.title, one.parts, one.channels, one.adopted) for one in found.contributions] == [
        ("食堂开放日", (("author", 100),), ("site", "screens"), 1), ("后厨一天", (("author", 60),), ("site",), 0)]
    assert [one.outlet.name for one in found.adoptions if one.outlet] == ["校报"]
    assert [(one.contest, one.rank) for one in found.prizes] == [("摄影展", ""), ("好新闻评选", "second")]
    assert [one.title for one in found.trainings] == ["摄影入门"]
    assert [(one.event, one.files) for one in found.shoots] == [("运动会", 1)]
    assert [(one.kit, one.until, one.note) for one in found.kits] == [("一号机", None, "新生采访")]
    assert (found.submitted, found.published, found.won, found.done) == (2, 2, 1, 1)
    before = read(home, cast.editor, cast.photographer, 2025)
    assert [one.outlet.name for one in before.adoptions if one.outlet] == ["日报"]
    assert before.trainings == before.shoots == before.kits == ()


def test_the_table_counts_the_same(home: Any, cast: Any, year: None) -> None:
    with reading(home.engine) as session:
        lines = {one.login: one for one in table.lines(session, cast.editor, 2026, home.settings,
                                                       datetime(2026, 6, 1, tzinfo=UTC))}
    mine = lines["photographer"]
    assert (mine.submitted, mine.published, mine.adopted, mine.won, mine.trainings, mine.shoots) == (2, 2, 1, 1, 1, 1)
    other = lines["second_photographer"]
    assert (other.submitted, other.published, other.won) == (1, 1, 0)
    assert not lines["outsider"].anything


def test_single_photos_and_internal_bulletins_stand_beside(home: Any, cast: Any, clock: Any, browser: Any, story: Any,
                                                           approve: Any, placed: Any, new_asset: Any) -> None:
    """500 photos are not 500 items, and totals of media leave internal bulletins out; a photo's prize is a prize. What a
    closed month keeps stays, as in the ledger.
    """
    whole, photo = story(), Ref(ItemKind.ASSET, new_asset(cast.photographer))
    approve(whole)
    approve(photo, "screens")
    placed(whole, "校报", published=date(2026, 3, 9))
    placed(whole, "情况通报", published=date(2026, 3, 9), type="bulletin")
    placed(photo, "日报", published=date(2026, 3, 9))
    placed(photo, "摄影展", published=date(2026, 3, 9), type="contest", contest="摄影展", rank="first")
    closing.close(home.engine, cast.editor, "2026-03", zone=home.settings.zone, now=datetime(2026, 4, 2, tzinfo=UTC))
    with writing(home.engine) as session:
        paper = select(Outlet.id).where(Outlet.name == "校报").scalar_subquery()
        session.execute(delete(Placement).where(Placement.outlet_id == paper))
    found = read(home, cast.editor, cast.photographer)
    assert [one.title for one in found.contributions] == ["食堂开放日"]
    assert [[one.outlet.name for one in several if one.outlet] for several in (found.adoptions, found.internal, found.prizes)
            ] == [["校报"], ["情况通报"], ["摄影展"]]
    assert (found.submitted, found.published, found.won, found.singles) == (1, 1, 1, records.Singles(1, 1, 1))
    with reading(home.engine) as session:
        line = next(one for one in table.lines(session, cast.editor, 2026, home.settings, datetime(2026, 6, 1, tzinfo=UTC))
                    if one.login == "photographer")
    assert (line.submitted, line.published, line.adopted, line.internal, line.won) == (1, 1, 1, 1, 1)
    page = browser("editor").get(f"/records/{cast.photographer.person_id}").text
    assert re.findall(r"<dt>([^<]+)</dt><dd[^>]*>(\d+)", page)[:5] == [
        ("投稿", "1"), ("发布", "1"), ("媒体采用", "1"), ("内部刊物采用", "1"), ("获奖", "1")]
    assert "不计入篇数的单张照片和海报：投稿 1，发布 1，采用 1" in page


@pytest.mark.parametrize(("reader", "may"), [("photographer", True), ("second_photographer", False), ("reviewer", True),
                                             ("director", True), ("outsider", False), ("editor", True),
                                             ("administrator", True)])
def test_who_reads_a_record(home: Any, cast: Any, reader: str, may: bool) -> None:
    if may:
        assert read(home, cast.people[reader], cast.photographer).of.login == "photographer"
    else:
        with pytest.raises(NotFound):
            read(home, cast.people[reader], cast.photographer)


def test_what_the_reader_may_not_see_has_no_title(home: Any, cast: Any, clock: Any, story: Any, year: None) -> None:
    """Somebody who moved to another department reads what they did; their new reviewer not all of it."""
    for who, change in (("photographer", admin.PersonChange(department="library")),
                        ("outsider", admin.PersonChange(roles=("reviewer",)))):
        admin.change_person(home.engine, cast.administrator, who, change, now=clock())
    with reading(home.engine) as session:
        reviewer = named.actor(session, "outsider")
    home_hidden = read(home, reviewer, cast.photographer)
    assert len(home_hidden.contributions) == 2
    assert all(one.title is None or one.channels for one in home_hidden.contributions)


def test_the_pages(home: Any, cast: Any, clock: Any, browser: Any, year: None) -> None:
    clock.now = datetime(2026, 6, 1, tzinfo=UTC)
    own = browser("photographer")
    assert own.get("/records/").location.startswith("/records/mine")
    person = cast.photographer.person_id
    assert own.get("/records/mine").location.endswith(f"/records/{person}")
    page = own.get(f"/records/{person}").text
    for said in ("食堂开放日", "60%", "好新闻评选", "二等奖", "选送", "校报", "摄影入门", "运动会", "一号机"):
        assert said in page, said
    assert own.get(f"/records/{cast.reviewer.person_id}").status_code == 404
    assert "没有交稿" in own.get(f"/records/{person}?year=2024").text
    office = browser("editor")
    assert "photographer 同学" in office.get("/records/").text
    sheet = office.get("/records/sheet").data.decode("utf-8-sig")
    assert "photographer 同学,photographer,饮食服务中心,2,2,1,0,1,1,1" in sheet
    assert "second_photographer" not in browser("outsider").get("/records/sheet").text
