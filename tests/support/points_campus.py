"""Something of everything that the pages of tasks and points show: a group, a rule set with a quota, a correction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from server.ledger.entries import Happened
from server.points import asking, closing, groups, setting
from server.points.asking import Wish
from server.points.quotas import Unit, What

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
