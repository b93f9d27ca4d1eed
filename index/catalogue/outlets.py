"""Outlets (媒体): where approved items go that others run: papers, sites, accounts, internal bulletins, contests.

Level and type are codes that rules of points ask for, so their lists are fixed; the outlets themselves are the office's data.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from index.db import Base


class Level(StrEnum):
    """Whose the outlet is, from the nearest on."""

    SCHOOL = "school"
    COUNTY = "county"
    CITY = "city"
    PROVINCE = "province"
    NATION = "nation"


class OutletType(StrEnum):
    """``BULLETIN`` is read within the house and its superiors' and is no media; ``CONTEST`` gives prizes."""

    BULLETIN = "bulletin"
    NEWS = "news"
    SITE = "site"
    NEW_MEDIA = "new-media"
    CONTEST = "contest"


LEVEL_NAMES: Final[dict[str, tuple[str, str]]] = {
    Level.SCHOOL: ("校级", "school"), Level.COUNTY: ("县级", "county"), Level.CITY: ("市级", "city"),
    Level.PROVINCE: ("省级", "province"), Level.NATION: ("国家级", "nation"),
}
TYPE_NAMES: Final[dict[str, tuple[str, str]]] = {
    OutletType.BULLETIN: ("内部刊物", "internal bulletin"), OutletType.NEWS: ("新闻媒体", "news media"),
    OutletType.SITE: ("网站", "website"), OutletType.NEW_MEDIA: ("新媒体", "new media"),
    OutletType.CONTEST: ("评选活动", "contest"),
}
MEDIA: Final = frozenset({OutletType.NEWS, OutletType.SITE, OutletType.NEW_MEDIA})
"""What totals of media count: neither internal bulletins nor contests."""


class Outlet(Base):
    """One outlet. ``known`` says that the office counts it as well known (知名媒体); ``channel_id`` is the channel that leads
    there, where it is one only. One that is not ``active`` is no longer offered.
    """

    __tablename__ = "outlets"
    __table_args__ = (CheckConstraint("level IN ({})".format(", ".join(f"'{one}'" for one in Level)), name="level"),
                      CheckConstraint("type IN ({})".format(", ".join(f"'{one}'" for one in OutletType)), name="type"))

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    name_en: Mapped[str] = mapped_column(default="")
    level: Mapped[str]
    type: Mapped[str]
    known: Mapped[bool] = mapped_column(default=False)
    address: Mapped[str] = mapped_column(default="")
    channel_id: Mapped[int | None] = mapped_column(ForeignKey("channels.id", ondelete="SET NULL"))
    active: Mapped[bool] = mapped_column(default=True)
