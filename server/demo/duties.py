"""What lies ahead at the demo campus: events, who photographs them with which kit, what is lent, booked and handed over; and
training.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from index.catalogue.people import OWNER, Actor
from index.db import reading
from server.admin import named, service
from server.assignments import service as assignments
from server.assignments.service import NewAssignment
from server.demo import cast
from server.handover import service as handovers
from server.home import Home
from server.kits import booking
from server.kits import service as lending
from server.kits.booking import NewBooking
from server.training import attendance
from server.training import service as trainings

AHEAD: Final = (
    cast.Occasion("drill", "消防疏散演练", "Fire drill", "学生公寓 1–4 号楼", "dormitory", 2),
    cast.Occasion("choir", "教职工合唱比赛", "Staff choir contest", "大学生活动中心", "office", 4),
    cast.Occasion("safety", "食品安全公开课", "Open lecture on food safety", "第二食堂二层", "catering", 7),
    cast.Occasion("open-day", "校园开放日", "Open day", "北区主楼前广场", "office", 11, 2),
)


def happen(home: Home, now: datetime) -> None:
    """Let it happen. Wants people, kits and departments."""
    for event in AHEAD:
        first = _day(home, now, event.day)
        service.add_event(home.engine, OWNER, name=event.zh, starts_on=first, ends_on=first + timedelta(days=event.days - 1),
                          place=event.place, department=event.department, now=now - timedelta(days=10))
    _assign(home, now)
    _lend_and_book(home, now)
    _train(home, now)
    handovers.hand_over(home.engine, _actor(home, "gu"), "zhou", "lin", settings=home.settings,
                        reason="周牧下月起挂职锻炼，信息员的工作由林晓禾接手。", now=now - timedelta(hours=5))


def _assign(home: Home, now: datetime) -> None:
    for event, login, kit, note in (("drill", "chen", "公寓中心一号机", "集合点和疏散通道各一组。"),
                                    ("choir", "wen", "宣传办主力机", "每队一张全景，领唱特写。"),
                                    ("open-day", "su", None, "咨询台与参观路线。")):
        assignments.add(home.engine, _actor(home, "gu"), NewAssignment(_ahead(event), login, kit, note),
                        now=now - timedelta(days=3))


def _lend_and_book(home: Home, now: datetime) -> None:
    """One kit is out in time, one beyond its day while somebody waits for it, one is booked by its photographer."""
    zone = home.settings.zone
    lend = lending.NewLoan("su", _day(home, now, 1), "新生采访")
    lending.lend(home.engine, _actor(home, "wen"), "宣传办手机", lend, now=now - timedelta(days=2), zone=zone)
    late = lending.NewLoan("chen", _day(home, now, -1), "公寓文化月补拍")
    old = cast.kit("dormitory-80d").zh
    lending.lend(home.engine, _actor(home, "he"), old, late, now=now - timedelta(days=6), zone=zone)
    for login, kit, first, last, event, note in (("he", old, 1, 2, None, "宿舍文明评比"),
                                                 ("lin", "饮食中心一号机", 7, 7, "safety", ""),
                                                 ("zhou", "饮食中心一号机", 12, 13, None, "冬季新菜拍摄")):
        new = NewBooking(login, _day(home, now, first), _day(home, now, last), _ahead(event) if event else None, note)
        booking.book(home.engine, _actor(home, login), kit, new, now=now - timedelta(days=1), zone=zone)


def _train(home: Home, now: datetime) -> None:
    """A session that was held, with who came, and one ahead that takes names."""
    gu, zone = _actor(home, "gu"), home.settings.zone
    held = trainings.Wish("校园新闻摄影入门", _day(home, now, -20), "14:30", "16:30", "行政楼 301", "顾言",
                          "构图、抓拍与图片说明的写法。", materials="讲义 https://www.example.edu/photo-basics.pdf")
    first = trainings.add(home.engine, gu, held, now=now - timedelta(days=30))
    attendance.note_names(home.engine, gu, first, "林晓禾\n周牧\n陈可\n苏芮\n温以宁", now=now - timedelta(days=19))
    with reading(home.engine) as session:
        departments = tuple(named.department(session, code).id for code in ("catering", "dormitory"))
    ahead = trainings.Wish("短视频拍摄与剪辑", _day(home, now, 9), "09:00", "11:30", "融媒体中心", "许知夏",
                           "请自带拍摄器材，现场剪一条三十秒的片子。", departments, sign_up=True)
    second = trainings.add(home.engine, gu, ahead, now=now - timedelta(days=4))
    for login in ("lin", "chen"):
        trainings.sign_up(home.engine, _actor(home, login), second, comes=True, now=now - timedelta(days=3), zone=zone)


def _ahead(key: str) -> str:
    return {one.key: one.zh for one in AHEAD}[key]


def _day(home: Home, now: datetime, after: int) -> date:
    return now.astimezone(home.settings.zone).date() + timedelta(days=after)


def _actor(home: Home, login: str) -> Actor:
    with reading(home.engine) as session:
        return named.actor(session, login)
