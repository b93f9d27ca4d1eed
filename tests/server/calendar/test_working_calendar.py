"""The working calendar's page, command and files, and what they do to deadlines."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from index.catalogue import work_calendar
from index.catalogue.audit import AuditLine
from index.catalogue.channels import Channel, RouteStep
from index.catalogue.lifecycle import Verb
from index.db import reading, writing
from index.errors import Forbidden, Invalid
from server.calendar import files, lists, service
from server.calendar.service import Marked
from server.doctor import examine
from server.review.service import Order, act

SHANGHAI = ZoneInfo("Asia/Shanghai")
ICS = """BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN
BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20270206\r\nDTEND;VALUE=DATE:20270213\r\nSUMMARY;LANGUAGE=zh_CN:春节\r\n （休）
END:VEVENT\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20270220\r\nSUMMARY:春节（班）\r\nEND:VEVENT
BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20270214\r\nSUMMARY:情人节\r\nEND:VEVENT
BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20271001\r\nDURATION:P1W\r\nX-APPLE-SPECIAL-DAY:WORK-HOLIDAY\r\nSUMMARY:国庆节
END:VEVENT\r\nBEGIN:VEVENT\r\nDTSTART:20270430T160000Z\r\nDTEND:20270502T160000Z\r\nSUMMARY:劳动节 放假
END:VEVENT\r\nEND:VCALENDAR\r\n"""


def kept(home: Any) -> Any:
    with reading(home.engine) as session:
        return work_calendar.load(session, home.settings.zone)


def test_days_are_set_taken_back_and_put_on_record(home: Any, cast: Any, clock: Any) -> None:
    boss = cast.administrator
    anniversary = Marked(date(2026, 3, 4), date(2026, 3, 5), False, "校庆", "Anniversary")
    assert service.set_days(home.engine, boss, [anniversary], now=clock()) == 2
    assert service.set_days(home.engine, boss, [anniversary], now=clock()) == 0
    sunday = Marked(date(2026, 2, 15), date(2026, 2, 15), True)
    public = Marked(date(2026, 2, 15), date(2026, 2, 23), False, "春节")
    assert service.set_days(home.engine, boss, [public, sunday], now=clock()) == 1, "what is announced is not kept again"
    year = lists.of_year(kept(home), 2026)
    assert [(one.first.day, one.last.day, one.works, one.source) for one in year.spells if one.first.month in {2, 3}] == [
        (14, 14, True, "announced"), (15, 15, True, "entered"), (16, 23, False, "announced"), (28, 28, True, "announced"),
        (4, 5, False, "entered")]
    assert year.workdays == 248 - 1, "of 248 that are announced, one more and two fewer"
    back = Marked(date(2026, 1, 1), date(2026, 12, 31), None)
    assert service.set_days(home.engine, boss, [back], now=clock()) == 3
    assert lists.of_year(kept(home), 2026).workdays == 248
    with reading(home.engine) as session:
        lines = session.scalars(select(AuditLine).where(AuditLine.verb == "set-days").order_by(AuditLine.id)).all()
    assert lines[0].details["after"] == {"2026-03-04": "off 校庆 Anniversary", "2026-03-05": "off 校庆 Anniversary"}
    assert lines[2].details["before"]["2026-02-15"] == "work"


@pytest.mark.parametrize(("marked", "field"), [
    (Marked(date(2026, 3, 4), date(2026, 3, 3), False), "last"), (Marked(date(2026, 1, 1), date(2027, 1, 2), False), "last"),
    (Marked(date(1999, 1, 1), date(1999, 1, 1), False), "first"),
])
def test_days_that_cannot_be(home: Any, cast: Any, clock: Any, marked: Marked, field: str) -> None:
    with pytest.raises(Invalid) as caught:
        service.set_days(home.engine, cast.administrator, [marked], now=clock())
    assert caught.value.field == field
    with pytest.raises(Forbidden):
        service.set_days(home.engine, cast.editor, [marked], now=clock())


@pytest.mark.parametrize("given", ["", "08:30", "8-25", "12:00-08:30", "08:30-12:00 11:00-17:00",
                                   "1:00-2:00 3:00-4:00 5:00-6:00 7:00-8:00"])
def test_hours_that_cannot_be(home: Any, cast: Any, clock: Any, given: str) -> None:
    with pytest.raises(Invalid) as caught:
        service.set_hours(home.engine, cast.administrator, service.hours_of(given), now=clock())
    assert caught.value.field == "hours"


def test_a_calendar_program_s_file() -> None:
    found = files.read("2027.ics", ICS.encode(), SHANGHAI)
    assert [(one.first, one.last, one.works, one.name) for one in found.marked] == [
        (date(2027, 2, 6), date(2027, 2, 12), False, "春节"), (date(2027, 2, 20), date(2027, 2, 20), True, "春节"),
        (date(2027, 10, 1), date(2027, 10, 7), False, "国庆节"), (date(2027, 5, 1), date(2027, 5, 2), False, "劳动节")]
    assert found.unclear == ("情人节",)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_a_sheet_in_any_encoding(encoding: str) -> None:
    text = "日期,至,类型,名称\r\n2027/2/6,2027-02-12,放假,春节\r\n\r\n2027年2月20日,,调休上班,春节\r\n"
    found = files.read("节假日.csv", text.encode(encoding), SHANGHAI)
    assert found.marked == (Marked(date(2027, 2, 6), date(2027, 2, 12), False, "春节"),
                            Marked(date(2027, 2, 20), date(2027, 2, 20), True, "春节"))


@pytest.mark.parametrize(("name", "text", "why"), [
    ("a.csv", "日期,名称\n2027-02-06,春节\n", "the columns date and kind"),
    ("a.csv", "date,kind\n2027-02-06,off\n2027-02-30,off\n", "line 3: “2027-02-30” is no date"),
    ("a.csv", "date,kind\n2027-02-06,maybe\n", "line 2: its kind"), ("a.csv", "date,kind\n", "no day off"),
    ("a.xlsx", "x", "a .csv or an .ics file"), ("a.ics", "BEGIN:VEVENT\nSUMMARY:补班\nDTSTART:2027\nEND:VEVENT\n", "line 1"),
])
def test_a_file_is_refused_whole_and_says_where(name: str, text: str, why: str) -> None:
    with pytest.raises(Invalid) as caught:
        files.read(name, text.encode(), SHANGHAI)
    assert why in caught.value.reason.en


def test_the_page(visitor: Callable[[str], Any], home: Any) -> None:
    boss = visitor("administrator")
    page = boss.get("/admin/calendar/")
    assert "248 working days" in page
    assert 'title="Spring Festival"' in page
    assert "is not part of this version" in boss.get("/admin/calendar/?year=2030")
    boss.get("/admin/calendar/?year=99999")
    boss.post("/admin/calendar/days", first="2026-12-31", kind="off", name="校庆")
    assert "校庆" in boss.get("/admin/calendar/?year=2026")
    refused = boss.post("/admin/calendar/days", 422, first="2026-12-31", last="2026-12-01", kind="off", name="留着").text
    assert "not before its first day" in refused
    assert 'value="留着"' in refused
    boss.post("/admin/calendar/days", 422, kind="off")
    boss.post("/admin/calendar/hours", **{"begins-0": "13:00", "until-0": "17:00", "begins-2": "08:00", "until-2": "12:00"})
    assert kept(home).hours == ((time(8), time(12)), (time(13), time(17)))
    assert "like 08:30-12:00" in boss.post("/admin/calendar/hours", 422, **{"begins-0": "13:00", "until-0": ""}).text
    boss.post("/admin/calendar/import", file=(io.BytesIO(ICS.encode()), "2027.ics"))
    assert "情人节" in boss.get("/admin/calendar/?year=2027")
    assert kept(home).works(date(2027, 2, 20))
    boss.post("/admin/calendar/import", 422)
    boss.post("/admin/calendar/import", 400, file=(io.BytesIO(b"\xff\xfe\x00"), "broken.csv"))
    visitor("editor").get("/admin/calendar/", 403)


def test_an_open_deadline_follows_and_is_told_in_working_time(home: Any, cast: Any, clock: Any, new_asset: Any,
                                                              visitor: Callable[[str], Any]) -> None:
    asset = new_asset(cast.photographer)
    with writing(home.engine) as session:
        screens = session.scalars(select(Channel.id).where(Channel.code == "screens")).one()
        session.scalars(select(RouteStep).where(RouteStep.channel_id == screens, RouteStep.position == 0)).one().hours = 7
    act(home.engine, cast.photographer, Order(Verb.SUBMIT, "screens"), asset, now=clock())  # Monday, 2 March, 09:00
    reviewer = visitor("reviewer")
    assert "due in 1 working day" in reviewer.get(f"/review/V{asset}/screens")
    service.set_days(home.engine, cast.administrator, [Marked(date(2026, 3, 3), date(2026, 3, 3), False)], now=clock())
    clock.turn(hours=25)  # on the day off
    page = reviewer.get(f"/review/V{asset}/screens")
    assert "due in 30 minutes" in page, "on Wednesday morning"
    assert "waits 6 working hours" in page
    clock.turn(days=3)  # Friday
    page = reviewer.get(f"/review/V{asset}/screens")
    assert "overdue by 2 working days" in page
    assert "overdue by 2 working days" in reviewer.get(f"/library/V{asset}")


def test_the_doctor_asks_for_next_year_s_days_from_november_on(home: Any, cast: Any) -> None:
    def told(month: int, year: int = 2026) -> list[str]:
        now = datetime(year, month, 1, 1, tzinfo=UTC)
        return [one.thing for one in examine(home, level="quick", repair=False, now=now).findings if one.kind == "holidays"]

    assert (told(10), told(11), told(1, 2027)) == ([], ["2027"], ["2027"])
    service.set_days(home.engine, cast.administrator, [Marked(date(2027, 9, 15), date(2027, 9, 15), False, "校庆")],
                     now=datetime(2026, 11, 1, tzinfo=UTC))
    assert told(12) == ["2027"], "a day of the campus's own is not the year's notice"
    service.set_days(home.engine, cast.administrator, [Marked(date(2027, 2, 5), date(2027, 2, 14), False, "春节")],
                     now=datetime(2026, 11, 1, tzinfo=UTC))
    assert told(12) == []
