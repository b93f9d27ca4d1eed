"""The demo campus's newsletter: an issue of last month, put together of two stories, approved by a director and sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from index.catalogue.people import Actor
from index.catalogue.stories import Story
from index.db import reading
from server.demo.papers import Paper
from server.demo.shots import Wanted
from server.home import Home
from server.newsletters import deciding, filling, issues, keeping, lists, sending

READERS: Final = ("shen", "xu", "zhou", "he")
SECTIONS: Final = (("服务动态", "食堂推出“半份菜”，一餐省下两桶剩菜"), ("安全保障", "入冬前完成公寓用电安全检查"))


def papers(day: int) -> tuple[Paper, ...]:
    """Return the stories that it is made of, written on this day, counted from today."""
    return (
        Paper("information", "lin", day, SECTIONS[0][1], "三个食堂同时推出半份菜和小份饭，光盘的餐盘多了起来。",
              ("饮食服务中心在三个食堂推出半份菜、小份饭，价格减半，品种不减。推出两周来，第二食堂每餐剩菜由五桶减到三桶。",
               "中心表示，下一步把半份菜扩大到夜宵窗口，并在餐厅入口公布每天的剩菜重量，请师生一起监督。"),
              (), None, Wanted.APPROVED),
        Paper("information", "chen", day, SECTIONS[1][1], "公寓服务中心逐间检查插座与线路，三百一十二处隐患全部整改。",
              ("供暖季来临前，公寓服务中心用九天时间逐间检查插座、线路和应急灯，发现的三百一十二处隐患已全部整改。",
               "检查中还为每层楼更换了灭火器压力表，并请学生楼长一起学习断电和报修的步骤。"),
              (), None, Wanted.APPROVED))


def issue(home: Home, actor: Callable[[str], Actor], at: datetime) -> None:
    """Make the newsletter, and its first issue here on the day of this moment. Wants its stories approved."""
    editor, dated = actor("gu"), at.astimezone(home.settings.zone).date()
    wish = keeping.Wish("后勤简报", issuer="后勤管理处办公室", issued_before=36, report_to="学校领导", copies=60,
                        send_to="各学院、机关各部门；后勤管理处各科室、中心")
    made = keeping.add(home.engine, editor, wish, now=at)
    keeping.add_readers(home.engine, editor, made, READERS, (), now=at)
    number = issues.begin(home.engine, editor, made, dated, now=at)
    for section, title in SECTIONS:
        with reading(home.engine) as session:
            story = session.scalars(select(Story.id).where(Story.title == title)).one()
        filling.add_section(home.engine, editor, number, section, now=at)
        filling.take_in(home.engine, editor, number, [story], now=at)
    deciding.submit(home, editor, number, now=at)
    approver = actor("shen")
    with reading(home.engine) as session:
        seen = lists.issue(session, approver, number, at).sheet.sha256
    deciding.approve(home, approver, number, seen=seen, now=at + timedelta(hours=2))
    sending.send(home.engine, editor, number, now=at + timedelta(hours=3))
