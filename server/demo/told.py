"""The demo campus's report of last month: closed, issued by the office and sent to the leaders."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from index.catalogue.dayparts import midnight
from index.catalogue.months import ClosedMonth
from index.db import reading
from server.admin import named
from server.home import Home
from server.ledger.months import begins, month_at, shifted
from server.points import closing
from server.reports import issuing, keeping, making
from server.reports import reading as reports

LEADERS: Final = ("shen", "xu")
OPENING: Final = "现将上月宣传报道工作情况通报如下。"
REMARKS: Final = ("未完成任务的部门要对照任务清单查找原因，本月一并补齐。\n"
                  "各部门要提前谋划重点活动的拍摄和写稿，图片注明时间、地点和人物，稿件当天交、次日审。")
FORM: Final = keeping.Wish("后勤管理处", "后勤宣", "各科室、中心", "学校领导，党委宣传部")


def report(home: Home, now: datetime) -> None:
    """Close last month, where it is open still, and issue its report. Wants what counts in it."""
    zone = home.settings.zone
    this = month_at(now, zone)
    month = shifted(this, -1)
    at = max(now - timedelta(hours=3), midnight(begins(this), zone))  # a month is closed when it is over
    with reading(home.engine) as session:
        editor = named.actor(session, "gu")
    closing.close_due(home.engine, zone, at)
    with reading(home.engine) as session:
        closed = session.get(ClosedMonth, month) is not None
    if not closed:
        closing.close(home.engine, editor, month, zone=zone, now=at)
    keeping.change(home.engine, editor, FORM, now=at)
    keeping.add_readers(home.engine, editor, LEADERS, (), now=at)
    dated = at.astimezone(zone).date()
    made = making.begin(home.engine, editor, month, dated, now=at)
    with reading(home.engine) as session:
        title = reports.whole(session, editor, made, zone, at).sheet.title
    facts = making.Facts(dated, title, OPENING, REMARKS, FORM.issuer, FORM.mark, FORM.address, FORM.copy_to)
    making.change(home.engine, editor, made, facts, now=at)
    with reading(home.engine) as session:
        seen = reports.whole(session, editor, made, zone, now).seen
    issuing.issue(home, editor, made, seen=seen, now=now)
    issuing.send(home.engine, editor, made, now=now)
