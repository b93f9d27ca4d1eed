"""Tokens (令牌) of programs that call the API, and what their writes were answered, by idempotency key.

A token acts as one person, in the scopes that it names and until its last moment: never more than that person may do.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from index.db import Base

PREFIX: Final = "vt_"
"""Begins every token, so that people and programs that look for secrets know one when they see it."""


class Scope(StrEnum):
    READ_ASSETS = "read:assets"
    WRITE_ASSETS = "write:assets"
    READ_STORIES = "read:stories"
    WRITE_STORIES = "write:stories"
    WRITE_REVIEWS = "write:reviews"
    READ_OFFICE = "read:office"
    WRITE_OFFICE = "write:office"
    READ_BOARDS = "read:boards"
    WRITE_BOARDS = "write:boards"
    READ_SCREENS = "read:screens"
    WRITE_SCREENS = "write:screens"


SCOPE_NAMES: Final[dict[Scope, tuple[str, str]]] = {
    Scope.READ_ASSETS: ("检索和读取素材，取预览和原始文件", "search and read assets, fetch their bytes"),
    Scope.WRITE_ASSETS: ("上传素材、改说明、提交和撤回", "upload, describe, submit and withdraw assets"),
    Scope.READ_STORIES: ("读取稿件，取资料包", "read stories, fetch their packages"),
    Scope.WRITE_STORIES: ("写稿、改稿、提交和撤回", "write, change, submit and withdraw stories"),
    Scope.WRITE_REVIEWS: ("审核通过、退回", "approve and return"),
    Scope.READ_OFFICE: ("读取活动、部门、人员、渠道、任务、器材、培训、用稿、考核、简报和通报",
                        "read events, departments, people, channels, work, kits, training, figures, newsletters and reports"),
    Scope.WRITE_OFFICE: ("登记活动、任务、主题、器材预订、培训、媒体、用稿、考核办法和年度评定，简报和通报，交接，存档",
                         "keep events, assignments, topics, bookings of kits, training, outlets, placements, quotas, "
                         "rules and grades; make and send newsletters and reports; hand work over; archive years"),
    Scope.READ_BOARDS: ("读取宣传栏", "read boards"),
    Scope.WRITE_BOARDS: ("编辑宣传栏", "edit boards"),
    Scope.READ_SCREENS: ("读取电子屏和节目清单", "read screens and what they are told"),
    Scope.WRITE_SCREENS: ("管理电子屏", "manage screens"),
}
"""What a program may do with each, in Chinese and English; what it reaches is always only what its person may."""


class ApiToken(Base):
    """A program's token. ``program`` is its name, ``hint`` the beginning of the token, to tell one from another."""

    __tablename__ = "api_tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    hint: Mapped[str]
    program: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    scopes: Mapped[list[str]]
    made_at: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class ApiAnswer(Base):
    """What one write came to, for whoever sends it again under the same key. ``status`` is None while it is being done; the
    body holds ids and states, and no words of people.
    """

    __tablename__ = "api_answers"

    token_id: Mapped[int] = mapped_column(ForeignKey("api_tokens.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    asked: Mapped[str]
    status: Mapped[int | None]
    headers: Mapped[list[str]]
    body: Mapped[str]
    begun_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
