"""What the demo campus asks of its departments, and by which rules it counts, from last month on."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from index.catalogue.departments import Department
from index.db import reading
from server.admin import named
from server.home import Home
from server.ledger.months import month_at, shifted
from server.points import groups, setting

RULES: Final = """\
# 示范校园：按发布和采用计分，欠缺扣分 what the demo counts: publications and adoptions, less for what is short

name = "校园宣传报道考核办法"
from = "{month}"

[month]
due = 25        # 截止日 due day
closes = 5      # 次月 5 日过后关账 closed after the 5th of the next month

[count]
split_departments = true    # 合写的按署名分给各作者的部门 several departments share as their people do

[short]
each = "0.2"    # 每少一篇 for each one short

[[award]]       # 电子屏每张照片 each photo on the screens
points = "0.1"
trigger = "published"
unit = "asset"
kinds = ["photo"]
channels = ["screens"]

[[award]]       # 每篇稿件 each story
points = "0.5"
trigger = "published"
unit = "story"

[[award]]       # 校级采用 adopted within the school
points = "0.5"
levels = ["school"]

[[award]]       # 县市级、省级采用 adopted by the city or the province
points = "1.0"
levels = ["county", "city", "province"]

[[award]]       # 国家级采用 adopted nationwide
points = "2.0"
levels = ["nation"]

[[quota]]
name = "电子屏每月三张照片"
groups = ["服务中心"]
number = 3
trigger = "published"
unit = "asset"
kinds = ["photo"]
channels = ["screens"]

[[quota]]
name = "每月投稿一篇"
everybody = true
number = 1
trigger = "submitted"
unit = "story"

[[quota]]
name = "知名媒体每年两篇"
everybody = true
number = 2
per = "year"
trigger = "adopted"
known = true
duty = false
"""
BEFORE: Final = timedelta(days=75)
"""How long ago the rules were put in: before the month that they begin with was over."""


def tally(home: Home, now: datetime) -> None:
    """Group the departments and put the rules in, as the office did before last month."""
    at = now - BEFORE
    month = shifted(month_at(now, home.settings.zone), -1)
    with reading(home.engine) as session:
        editor = named.actor(session, "gu")
        centres = list(session.scalars(select(Department.id).where(~Department.is_office).order_by(Department.id)))
    groups.save(home.engine, editor, None, "服务中心", centres, now=at)
    setting.add(home.engine, editor, RULES.format(month=month), now=at)
