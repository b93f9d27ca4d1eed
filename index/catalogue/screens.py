"""Screens (电子屏), their groups, pairing, health and what they played."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Date,
    ForeignKey,
    Index,
    false,
    literal,
    literal_column,
    select,
    text,
    union_all,
)
from sqlalchemy.orm import Mapped, mapped_column

from index.catalogue import items
from index.catalogue.items import Ref
from index.db import Base


class Orientation(StrEnum):
    LANDSCAPE = "landscape"
    PORTRAIT = "portrait"


class Hours:
    """When a display is lit, by the campus's clock (both None: always, or as its group says), and its offline lease: after so
    many days without the server it shows only what is evergreen; 0 for never, None as its group or the campus says.
    """

    lease_days: Mapped[int | None]
    opens: Mapped[time | None]
    closes: Mapped[time | None]


class ScreenGroup(Hours, Base):
    __tablename__ = "screen_groups"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)


class Screen(Hours, Base):
    """A display with a place, in a ``building``, for which many are addressed together, dressed as its campus
    (``campuses.Campus``; None: as the one for all others). ``token_hash`` is None until it is paired, and again after it is
    revoked.
    """

    __tablename__ = "screens"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    place: Mapped[str] = mapped_column(default="")
    building: Mapped[str] = mapped_column(default="", server_default="")
    group_id: Mapped[int | None] = mapped_column(ForeignKey("screen_groups.id"))
    campus_id: Mapped[int | None] = mapped_column(ForeignKey("campuses.id", ondelete="SET NULL"), index=True)
    orientation: Mapped[str] = mapped_column(default=Orientation.LANDSCAPE)
    rotation: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)
    token_hash: Mapped[str | None] = mapped_column(unique=True)
    paired_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    inches: Mapped[int | None]


class ScreenTag(Base):
    """A word under which screens are found together, whatever group they are in."""

    __tablename__ = "screen_tags"

    screen_id: Mapped[int] = mapped_column(ForeignKey("screens.id", ondelete="CASCADE"), primary_key=True)
    tag: Mapped[str] = mapped_column(primary_key=True, index=True)


class ScreenBoard(Base):
    """A board shown on a screen, in order."""

    __tablename__ = "screen_boards"

    screen_id: Mapped[int] = mapped_column(ForeignKey("screens.id", ondelete="CASCADE"), primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(default=0)


class GroupBoard(Base):
    """A board shown on every screen of a group, after the screen's own, in order."""

    __tablename__ = "group_boards"

    group_id: Mapped[int] = mapped_column(ForeignKey("screen_groups.id", ondelete="CASCADE"), primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(default=0)


def hangings() -> CompoundSelect[tuple[int, int, int, int]]:
    """Select screen_id, board_id, by_group (0 or 1) and position of each board on each screen: its own and its group's.

    A board that hangs on both is there twice.
    """
    return union_all(
        select(ScreenBoard.screen_id, ScreenBoard.board_id, literal(0).label("by_group"), ScreenBoard.position),
        select(Screen.id, GroupBoard.board_id, literal(1), GroupBoard.position)
        .join(GroupBoard, GroupBoard.group_id == Screen.group_id))


class Pairing(Base):
    """A code on an unpaired screen. The screen proves with ``secret`` that the code is its own; both are kept hashed."""

    __tablename__ = "pairings"

    id: Mapped[int] = mapped_column(primary_key=True)
    code_hash: Mapped[str] = mapped_column(unique=True)
    secret_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    screen_id: Mapped[int | None] = mapped_column(ForeignKey("screens.id", ondelete="CASCADE"))
    bound_at: Mapped[datetime | None]
    claimed_at: Mapped[datetime | None]


class PairingTry(Base):
    """A code that did not fit, for the limit on guesses."""

    __tablename__ = "pairing_tries"

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime]


class ScreenHealth(Base):
    """The last thing a screen said of itself, at ``told_at``, and when its frames were last seen to advance (``moved_at``).
    Written in batches, apart from the screen's own row.
    """

    __tablename__ = "screen_health"

    screen_id: Mapped[int] = mapped_column(ForeignKey("screens.id", ondelete="CASCADE"), primary_key=True)
    seen_at: Mapped[datetime]
    report: Mapped[dict[str, Any]] = mapped_column(default=dict)
    told_at: Mapped[datetime | None]
    moved_at: Mapped[datetime | None]


def item_parts(item: object) -> tuple[int | None, Ref | None]:
    """Return the board and the item that a player's key names, as ``Play`` has it; None for what it does not."""
    found = _KEY.fullmatch(str(item or ""))
    if found is None:
        return None, None
    board, name = found.groups()
    return int(board) if board else None, items.parse(name)


_KEY = re.compile(r"([0-9]{1,15})?-([VS][0-9]{1,15})", re.ASCII)
_ASSET = "ltrim(ltrim({}item, '0123456789'), '-V')"


class Play(Base):
    """Proof of play: what a screen really showed, when, for how long. The id is the player's own.

    ``item`` is the manifest's key of it, "board-V17" or "board-S3"; "-V17" where its board is not known. One that is not yet
    ``counted`` is in no ``PlayDay``; the index of those holds all that reports ask of them.
    """

    __tablename__ = "plays"
    __table_args__ = (Index("ix_plays_sha256_started", "sha256", "started_at"),
                      Index("ix_plays_uncounted", "started_at", "screen_id", "item", "outcome", "duration_ms",
                            sqlite_where=text("counted = 0"), postgresql_where=text("NOT counted")))

    id: Mapped[str] = mapped_column(primary_key=True)
    screen_id: Mapped[int] = mapped_column(ForeignKey("screens.id", ondelete="CASCADE"), index=True)
    sha256: Mapped[str]
    item: Mapped[str] = mapped_column(default="", server_default="")
    revision: Mapped[str]
    started_at: Mapped[datetime]
    duration_ms: Mapped[int]
    outcome: Mapped[str]
    received_at: Mapped[datetime]
    counted: Mapped[bool] = mapped_column(default=False, server_default=false())


class PlayDay(Base):
    """How often a screen showed an item to its end on one day of the campus, for how long in all, and when last: the plays
    that are ``counted``, each once.
    """

    __tablename__ = "play_days"
    __table_args__ = (Index("ix_play_days_asset", text(_ASSET.format(""))), {"sqlite_with_rowid": False})  # read in spans

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    screen_id: Mapped[int] = mapped_column(ForeignKey("screens.id", ondelete="CASCADE"), primary_key=True, index=True)
    item: Mapped[str] = mapped_column(primary_key=True)
    times: Mapped[int]
    ms: Mapped[int] = mapped_column(BigInteger)
    last_at: Mapped[datetime]


SHOWN = "completed"
"""The outcome of a play that reached its end."""
PLAYED_ASSET: ColumnElement[str] = literal_column(_ASSET.format("plays."))
COUNTED_ASSET: ColumnElement[str] = literal_column(_ASSET.format("play_days."))
"""SQL: the number of the asset that was played, as text; as the index has it."""
