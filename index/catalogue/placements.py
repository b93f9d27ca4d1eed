"""Placements (用稿记录): an item's way to one outlet after its approval, one row from being sent until it is adopted or not.

What happens outside the house is the one thing of the ledger that somebody types; everything else is derived (decision 0046).
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from index.db import Base


class PlacementState(StrEnum):
    """``CLAIMED``: somebody of the department says that it was adopted, and the office has not confirmed it yet."""

    SENT = "sent"
    CLAIMED = "claimed"
    ADOPTED = "adopted"
    NOT_ADOPTED = "not-adopted"


class Rank(StrEnum):
    """A prize's rank, from the highest on."""

    SPECIAL = "special"
    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    MERIT = "merit"


PLACEMENT_NAMES: Final[dict[str, tuple[str, str]]] = {
    PlacementState.SENT: ("已报送", "sent"), PlacementState.CLAIMED: ("待确认", "to be confirmed"),
    PlacementState.ADOPTED: ("已采用", "adopted"), PlacementState.NOT_ADOPTED: ("未采用", "not adopted"),
}
RANK_NAMES: Final[dict[str, tuple[str, str]]] = {
    Rank.SPECIAL: ("特等奖", "grand prize"), Rank.FIRST: ("一等奖", "first prize"), Rank.SECOND: ("二等奖", "second prize"),
    Rank.THIRD: ("三等奖", "third prize"), Rank.MERIT: ("优秀奖", "merit award"),
}


class Placement(Base):
    """An asset or a story (one of the two) that went out on a channel to an outlet, which may be open until it is adopted.

    ``sent_at`` is when it was sent; None where it was adopted without anybody having put on record that it was sent, which
    then counts as sent with its adoption. ``made_at`` is when the row came to be. ``published_on`` is the outlet's date, and
    ``confirmed_at`` when the office first said that it was adopted. ``contest`` names what the item competed in, where
    the placement is a prize, and ``rank`` what it won. The evidence lies among the originals, by content.
    """

    __tablename__ = "placements"
    __table_args__ = (
        CheckConstraint("(asset_id IS NULL) != (story_id IS NULL)", name="item"),
        CheckConstraint("state IN ({})".format(", ".join(f"'{one}'" for one in PlacementState)), name="state"),
        CheckConstraint("state != 'adopted' OR (outlet_id IS NOT NULL AND published_on IS NOT NULL AND "
                        "evidence_sha256 IS NOT NULL AND confirmed_at IS NOT NULL)", name="adopted"),
        Index("ix_placements_state", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    asset_id: Mapped[int | None] = mapped_column(ForeignKey("assets.id", ondelete="CASCADE"), index=True)
    story_id: Mapped[int | None] = mapped_column(ForeignKey("stories.id", ondelete="CASCADE"), index=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channels.id"))
    outlet_id: Mapped[int | None] = mapped_column(ForeignKey("outlets.id"), index=True)
    state: Mapped[str] = mapped_column(default=PlacementState.SENT)
    contest: Mapped[str] = mapped_column(default="")
    rank: Mapped[str | None]
    made_at: Mapped[datetime] = mapped_column(index=True)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    sent_at: Mapped[datetime | None] = mapped_column(index=True)
    sent_by: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    claimed_at: Mapped[datetime | None]
    claimed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    published_on: Mapped[date | None] = mapped_column(Date, index=True)
    link: Mapped[str] = mapped_column(default="")
    evidence_sha256: Mapped[str | None] = mapped_column(index=True)
    evidence_name: Mapped[str] = mapped_column(default="")
    evidence_bytes: Mapped[int] = mapped_column(default=0)
    confirmed_at: Mapped[datetime | None] = mapped_column(index=True)
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    note: Mapped[str] = mapped_column(default="")
