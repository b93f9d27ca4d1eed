"""What the demo campus sent out and what became of it, last month and this month: outlets, stories and placements, each done
by those who may, at the time at which it would have happened.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from index.catalogue import items
from index.catalogue.items import Ref
from index.catalogue.lifecycle import Verb
from index.catalogue.people import Actor
from index.db import reading
from server.admin import named
from server.demo import cast
from server.home import Home
from server.ledger.months import begins, month_of, shifted
from server.placements import outlets, service
from server.placements.evidence import Evidence
from server.placements.service import Wish
from server.review import service as review
from server.review.service import Order
from server.stories import service as stories

OUTLETS: Final = (
    outlets.Wish("校报", "school", "news", "Campus Weekly"),
    outlets.Wish("后勤工作动态", "school", "bulletin", "Logistics Notes"),
    outlets.Wish("后勤处网", "school", "site", "Division site", channel="site"),
    outlets.Wish("市日报", "city", "news", "City Daily", known=True),
    outlets.Wish("省教育网", "province", "site", "Province education"),
    outlets.Wish("高校后勤在线", "nation", "new-media", "Campus logistics online", known=True),
    outlets.Wish("省教育新闻奖评委会", "province", "contest", "Provincial press prize"),
)


@dataclass(frozen=True, slots=True)
class Went:
    """Where a story went. ``adopted`` is None while nobody has heard; the others are days after it was approved."""

    outlet: str
    adopted: bool | None = None
    after: int = 3
    claimed: bool = False
    """The department says so, and the office has still to confirm it."""
    contest: str = ""
    rank: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """A story that was published and sent on. ``back`` is its month, counted back from this one, ``day`` its day there."""

    kind: str
    writers: tuple[tuple[str, int | None], ...]
    back: int
    day: int
    title: str
    text: str
    went: tuple[Went, ...] = ()
    channel: str = "site"
    double: bool = False


SENT: Final = (
    Sent("news", (("lin", None),), 1, 3, "食堂上新秋季菜单，一周试吃三百人",
         "新菜单根据上学期的问卷调整，少油少盐的菜多了六道。",
         (Went("校报", True), Went("市日报", True, 5), Went("后勤处网", True, 1))),
    Sent("feature", (("chen", 60), ("su", 40)), 1, 6, "三号公寓的灯：值班员的一个夜晚",
         "从熄灯到天亮，值班员走了一万三千步，修好两把锁。",
         (Went("校报", True, 4), Went("高校后勤在线", True, 6)), double=True),
    Sent("update", (("lin", None),), 1, 9, "饮食服务中心完成后厨设备年检",
         "二十一台设备逐台检修，换下老化软管四十米。",
         (Went("后勤工作动态", True, 2),)),
    Sent("research", (("su", None), ("wen", None)), 1, 14, "学生夜间用餐需求调研",
         "问卷一千二百份，夜间用餐集中在九点到十一点。",
         (Went("省教育网", False), Went("省教育新闻奖评委会", True, 12, contest="教育好新闻", rank="second")),
         channel="media"),
    Sent("news", (("chen", None),), 0, 1, "公寓报修进入“十分钟响应”",
         "报修平台接入值班室，上月平均响应九分钟。",
         (Went("校报", True, 1), Went("市日报", None, 0))),
    Sent("update", (("lin", None),), 0, 2, "第二食堂夜宵窗口延长到十一点",
         "夜宵窗口试行一个月，根据客流再定。",
         (Went("后勤工作动态", True, 1, claimed=True), Went("后勤处网", True, 0))),
    Sent("news", (("su", None),), 0, 3, "落叶缓扫，把秋天留给校园",
         "银杏大道的落叶留到月底，再送去堆肥。", (Went("省教育网", None, 0),), channel="media"),
)


def account(home: Home, now: datetime) -> None:
    """Let all of it happen, as far as the month has come."""
    editor = _actor(home, "gu")
    for wish in OUTLETS:
        outlets.add(home.engine, editor, wish, now=now - timedelta(days=80))
    today = now.astimezone(home.settings.zone).date()
    for one in SENT:
        first = begins(shifted(month_of(today), -one.back))
        day = min(first + timedelta(days=one.day - 1), today)
        _send(home, one, datetime.combine(day, time(9), home.settings.zone), now)


def _send(home: Home, one: Sent, at: datetime, now: datetime) -> None:
    at = min(at, now - timedelta(hours=2))
    writer = _actor(home, one.writers[0][0])
    named_ = tuple(stories.Credit("author", _actor(home, login).display, share) for login, share in one.writers)
    wish = stories.Wish(one.kind, one.title, "", f"<p>{one.text}</p>", credits=named_)
    ref = items.story(stories.begin(home.engine, writer, wish, now=at))
    for minutes, (login, verb) in enumerate(_steps(one), start=1):
        review.act(home.engine, _actor(home, login), Order(verb, one.channel), ref, now=at + timedelta(minutes=10 * minutes))
    if one.double:
        service.count_double(home.engine, _actor(home, "gu"), ref, on=True, now=at + timedelta(hours=1))
    for went in one.went:
        _place(home, one, went, ref, writer, at + timedelta(hours=1, minutes=10), now)


def _steps(one: Sent) -> list[tuple[str, Verb]]:
    """Who submits and approves: the department, for outside media the director, and the office."""
    department = cast.member(one.writers[0][0]).department
    desks = [each.login for each in cast.PEOPLE if each.department == department and "reviewer" in each.roles][:1]
    desks = ([] if department == "office" else desks) + (["shen"] if one.channel == "media" else [])
    return [(one.writers[0][0], Verb.SUBMIT), *((desk, Verb.APPROVE) for desk in (*desks, "gu"))]


def _place(home: Home, one: Sent, went: Went, ref: Ref, writer: Actor, at: datetime, now: datetime) -> None:
    from server.demo.clippings import clipping

    sent = Wish(one.channel, went.outlet, contest=went.contest)
    made = service.send(home, writer, ref, sent, now=at)
    heard = min(at + timedelta(days=went.after, hours=3), now)
    if went.adopted is False:
        service.decline(home, _actor(home, "gu"), made, "版面有限，未采用。", now=heard)
    elif went.adopted:
        day = heard.astimezone(home.settings.zone).date()
        link = "" if went.contest else f"https://example.edu.cn/{day:%Y/%m%d}/{ref}.html"
        outcome = Wish(one.channel, went.outlet, None, day, link, contest=went.contest, rank=went.rank)
        proof = Evidence(f"{went.outlet}-{day}.png", io.BytesIO(clipping(went.outlet, day, one.title, one.text * 3)))
        service.settle(home, writer if went.claimed else _actor(home, "gu"), made, outcome, proof, now=heard)


def _actor(home: Home, login: str) -> Actor:
    with reading(home.engine) as session:
        return named.actor(session, login)
