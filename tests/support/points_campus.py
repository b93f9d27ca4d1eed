"""Something of everything that the pages of tasks and points show: a group, a rule set with a quota, a correction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from index.db import reading
from server.honours import grading, naming
from server.honours import reading as side_by_side
from server.honours.whom import Whom
from server.ledger.entries import Happened
from server.ledger.months import month_at, shifted
from server.points import asking, closing, groups, setting
from server.points.asking import Wish
from server.points.quotas import Unit, What
from server.reports import issuing, keeping, making
from server.reports.reading import whole

RULES = """name = "考核办法"
from = "{month}"

[short]
each = "0.2"

[[award]]
points = "0.5"
trigger = "published"
unit = "asset"
"""


def furnish(home: Any, actor: Any, departments: Sequence[int], now: datetime) -> None:
    """Furnish the month that it is: every department owes two assets of any kind, which are worth half a point each."""
    month = now.astimezone(home.settings.zone).strftime("%Y-%m")
    groups.save(home.engine, actor, None, "服务中心", departments, now=now)
    setting.add(home.engine, actor, RULES.format(month=month), now=now)
    what = What(Happened.SUBMITTED, Unit.ASSET)
    asking.add(home.engine, actor, Wish("每月两张", 2, what, everybody=True, from_month=month), now=now)
    closing.correct(home.engine, actor, month, departments[0], "0.5", "补记", now=now)


def honours(home: Any, actor: Any, department: int, person: int, now: datetime) -> None:
    """A department and a person who are graded and named for this year, and of the year before an announcement."""
    year, zone = int(month_at(now, home.settings.zone)[:4]), home.settings.zone
    both = [Whom(True, department), Whom(False, person)]
    for of in both:
        grading.grade(home.engine, actor, str(year), of, grading.Wish("excellent", "good", "稿件及时，转载多"), now=now)
        grading.grade(home.engine, actor, month_at(now, zone), of, grading.Wish("", "good", "组图反响好"), now=now)
    for one in (year, year - 1):
        naming.name(home.engine, actor, one, both, both, now=now)
    with reading(home.engine) as session:
        seen = side_by_side.year(session, year - 1, zone, now).seen
    naming.announce(home.engine, actor, year - 1, seen=seen, zone=zone, now=now)


def reports(home: Any, actor: Any, now: datetime) -> None:
    """A report in the making, and one of another month that was issued."""
    zone, month = home.settings.zone, shifted(month_at(now, home.settings.zone), -1)
    dated = now.astimezone(zone).date()
    keeping.change(home.engine, actor, keeping.Wish("后勤管理处", "后勤宣", "各科室", "校领导"), now=now)
    making.begin(home.engine, actor, month, dated, now=now)
    keeping.add_readers(home.engine, actor, (), [("校办", "office@example.edu")], now=now)
    made = making.begin(home.engine, actor, shifted(month, -1), dated, now=now)
    closing.close(home.engine, actor, shifted(month, -1), zone=zone, now=now)
    with reading(home.engine) as session:
        seen = whole(session, actor, made, zone, now).seen
    issuing.issue(home, actor, made, seen=seen, now=now)
