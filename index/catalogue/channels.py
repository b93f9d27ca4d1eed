"""Channels (发布渠道) and their review routes, and where each asset and story stands on each."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, UniqueConstraint, exists, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from index.catalogue.lifecycle import WAITING, State
from index.catalogue.steps import DEPARTMENT, DIRECTOR, OFFICE, Step, Steps
from index.db import Base

SCREENS = "screens"

# The office's rules as data: (code, Chinese, English, steps). The administrator may change them later.
DEFAULT_CHANNELS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    (SCREENS, "电子屏", "Campus screens", (DEPARTMENT, OFFICE)),
    ("site", "处网", "Division site", (DEPARTMENT, OFFICE)),
    ("wechat", "微信公众号", "WeChat", (DEPARTMENT, OFFICE)),
    ("school", "学校官网", "School site", (DEPARTMENT, DIRECTOR, OFFICE)),
    ("media", "校外媒体", "Outside media", (DEPARTMENT, DIRECTOR, OFFICE)),
    ("qq", "QQ", "QQ", (DEPARTMENT, OFFICE)),
    ("weibo", "微博", "Weibo", (DEPARTMENT, OFFICE)),
)

GO_ON: Final = frozenset({"site", "school", "media"})
"""Those of them that lead out of the house."""


class Channel(Base):
    """One channel. One that ``goes_on`` leads out of the house: what is approved there is sent to an outlet, and adopted or
    not (``index.catalogue.placements``). Of one that is ``public``, anybody reads what is published there
    (``index.catalogue.public_visibility``).
    """

    __tablename__ = "channels"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_en: Mapped[str]
    position: Mapped[int]
    active: Mapped[bool] = mapped_column(default=True)
    goes_on: Mapped[bool] = mapped_column(default=False)
    public: Mapped[bool] = mapped_column(default=False)


class RouteStep(Base):
    """One step of a channel's review route, in order: whose desk, one or all of it, working hours that it has."""

    __tablename__ = "route_steps"
    __table_args__ = (UniqueConstraint("channel_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id", ondelete="CASCADE"))
    position: Mapped[int]
    desk: Mapped[str]
    all_of: Mapped[bool] = mapped_column(default=False)
    hours: Mapped[int | None]


class Aim(Base):
    """An asset or a story (one of the two) aimed at a channel, and its state there.

    ``route`` is the route as it was at submission, so that a later change never alters what is under way; ``step`` is the
    place of the one that waits, which came to its desk at ``changed_at``. ``pinned_*`` hold what was submitted: an approval
    is for these bytes and this version of the text.
    """

    __tablename__ = "aims"
    __table_args__ = (
        UniqueConstraint("asset_id", "channel_id"),
        UniqueConstraint("story_id", "channel_id"),
        CheckConstraint("(asset_id IS NULL) != (story_id IS NULL)", name="item"),
        CheckConstraint("state IN ({})".format(", ".join(f"'{s}'" for s in State)), name="state"),
        CheckConstraint("state != 'approved' OR (pinned_sha256 IS NOT NULL AND pinned_version IS NOT NULL)", name="pinned"),
        Index("ix_aims_state", "state", "channel_id"),
        # Two columns of an item's own, or SQLite, which keeps no statistics here, reads all that is approved for each item.
        Index("ix_aims_asset", "asset_id", "state", "changed_at"),
        Index("ix_aims_story", "story_id", "state", "changed_at"),
        Index("ix_aims_changed", "state", "changed_at", "asset_id", "story_id"),
        Index("ix_aims_submitted", "submitted_by", "submitted_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    asset_id: Mapped[int | None] = mapped_column(ForeignKey("assets.id", ondelete="CASCADE"))
    story_id: Mapped[int | None] = mapped_column(ForeignKey("stories.id", ondelete="CASCADE"))
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"))
    state: Mapped[str] = mapped_column(default=State.DRAFT)
    route: Mapped[tuple[Step, ...]] = mapped_column(Steps, default=())
    step: Mapped[int] = mapped_column(default=0)
    submitted_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    submitted_at: Mapped[datetime | None]
    pinned_sha256: Mapped[str | None]
    pinned_version: Mapped[int | None]
    changed_at: Mapped[datetime]

    @property
    def waits(self) -> Step | None:
        """The step that waits for a decision, while the item is under review."""
        return self.route[self.step] if self.state in WAITING and self.step < len(self.route) else None


def names(session: Session) -> dict[str, tuple[str, str]]:
    """Return what channels are called, (Chinese, English), by code; those out of use too."""
    return {row.code: (row.name, row.name_en) for row in session.execute(select(Channel.code, Channel.name, Channel.name_en))}


def under_way(asset_id: Any) -> ColumnElement[bool]:
    """SQL: the asset with this id was submitted somewhere. It reads a column of ``ix_aims_asset`` alone, so that SQLite, of
    which it may be asked for each asset of a library, reads no row for it.
    """
    return exists(select(Aim.asset_id).where(Aim.asset_id == asset_id, Aim.state != State.DRAFT))


class AimGuest(Base):
    """Somebody beyond the item's own department whom its route concerns: a person, or everybody of a department.

    They see the item while it is under review, by ``index.catalogue.visibility``.
    """

    __tablename__ = "aim_guests"

    id: Mapped[int] = mapped_column(primary_key=True)
    aim_id: Mapped[int] = mapped_column(ForeignKey("aims.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id", ondelete="CASCADE"), index=True)
