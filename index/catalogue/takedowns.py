"""Taking down (撤下): what the office removed everywhere, why, and which screens have confirmed that it is gone.

A screen is asked for its word (``awaited``) until it gives it: that a file has left its stage and its store.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, Index, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from index.catalogue.assets import Asset, Kind, Rendition
from index.catalogue.boards import BoardItem
from index.catalogue.posters import FIRST_PAGE, PAGE
from index.catalogue.screens import Play, Screen, hangings
from index.catalogue.stories import StoryAsset
from index.db import Base

PLAYED: Mapping[str, str] = {Kind.PHOTO: "screen", Kind.VIDEO: "proxy", Kind.POSTER: FIRST_PAGE}
"""The rendition of each kind of asset that screens play, and name it by in their proofs of play."""

LARGE = "large"
"""The rendition of a photo that a panel of more than 1,920 pixels plays instead."""


def on_screens() -> ColumnElement[bool]:
    """SQL: this rendition is one that screens fetch: what they play, what stands behind it, every page of a poster."""
    return or_(Rendition.preset.in_([*PLAYED.values(), LARGE, "poster"]), Rendition.preset.startswith(PAGE))


class TakeDown(Base):
    """One decision to take assets down. ``who`` is the name as it was then; ``consent_id`` names the withdrawn consent that
    led to it, where one did.
    """

    __tablename__ = "take_downs"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    who: Mapped[str]
    reason: Mapped[str]
    consent_id: Mapped[int | None] = mapped_column(ForeignKey("consents.id", ondelete="SET NULL"))


class TakeDownItem(Base):
    """An asset that was taken down, and the channels that it was on."""

    __tablename__ = "take_down_items"

    take_down_id: Mapped[int] = mapped_column(ForeignKey("take_downs.id", ondelete="CASCADE"), primary_key=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True, index=True)
    channels: Mapped[list[str]] = mapped_column(default=list)


class TakeDownStory(Base):
    """A story that was taken down, and the channels that it was on."""

    __tablename__ = "take_down_stories"

    take_down_id: Mapped[int] = mapped_column(ForeignKey("take_downs.id", ondelete="CASCADE"), primary_key=True)
    story_id: Mapped[int] = mapped_column(ForeignKey("stories.id", ondelete="CASCADE"), primary_key=True, index=True)
    channels: Mapped[list[str]] = mapped_column(default=list)


class Removal(Base):
    """A file that a screen had and was to remove, each page of a poster by itself. ``removed_at`` is the screen's own word,
    in its clock, which it sets by ours; ``heard_at`` when we heard it. Both are None until it has confirmed.
    """

    __tablename__ = "removals"
    __table_args__ = (Index("ix_removals_screen_heard", "screen_id", "heard_at"),)

    take_down_id: Mapped[int] = mapped_column(ForeignKey("take_downs.id", ondelete="CASCADE"), primary_key=True)
    screen_id: Mapped[int] = mapped_column(ForeignKey("screens.id", ondelete="CASCADE"), primary_key=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True)
    sha256: Mapped[str] = mapped_column(primary_key=True)
    removed_at: Mapped[datetime | None]
    heard_at: Mapped[datetime | None]


def expect(session: Session, take_down_id: int, asset_ids: Sequence[int], *, since: datetime) -> None:
    """Note all files of these assets that screens fetch, for every paired screen that has one on a board, by itself or in a
    story, or has played it ``since`` then.
    """
    files: dict[int, set[str]] = {}
    of_hash: dict[str, int] = {}
    rows = session.execute(
        select(Asset.id, Asset.kind, Rendition.preset, Rendition.sha256, Rendition.width)
        .join(Rendition, Rendition.original_sha256 == Asset.sha256).where(Asset.id.in_(asset_ids), on_screens())).all()
    usual = {row[0]: row.width for row in rows if row.preset == PLAYED[row.kind]}
    for asset_id, kind, preset, sha256, width in rows:
        if preset == LARGE and width <= usual.get(asset_id, 0):  # no screen is told of it
            continue
        if kind != Kind.POSTER or preset.startswith(PAGE):  # its other sizes are for desks
            files.setdefault(asset_id, set()).add(sha256)
        of_hash |= {sha256: asset_id} if preset == PLAYED[kind] or (kind, preset) == (Kind.PHOTO, LARGE) else {}
    hung = hangings().subquery()
    here = select(hung.c.screen_id).join(BoardItem, BoardItem.board_id == hung.c.board_id).join(
        Screen, Screen.id == hung.c.screen_id).where(Screen.token_hash.is_not(None))
    in_stories = here.join(StoryAsset, StoryAsset.story_id == BoardItem.story_id)
    holders = {tuple(row) for query, asset in ((here, BoardItem.asset_id), (in_stories, StoryAsset.asset_id))
               for row in session.execute(query.add_columns(asset).where(asset.in_(asset_ids)))}
    holders |= {(screen_id, of_hash[sha]) for screen_id, sha in session.execute(
        select(Play.screen_id, Play.sha256).join(Screen, Screen.id == Play.screen_id).distinct()
        .where(Play.sha256.in_(of_hash), Play.started_at >= since, Screen.token_hash.is_not(None)))}
    session.add_all(Removal(take_down_id=take_down_id, screen_id=screen_id, asset_id=asset_id, sha256=sha256)
                    for screen_id, asset_id in sorted(holders) for sha256 in sorted(files.get(asset_id, ())))


def awaited(session: Session, screen_id: int | None = None) -> dict[int, tuple[str, ...]]:
    """Return {screen: the hashes whose removal it has yet to confirm}, of one screen or of all. One read."""
    query = select(Removal.screen_id, Removal.sha256).distinct().order_by(Removal.sha256).where(Removal.heard_at.is_(None))
    found: dict[int, tuple[str, ...]] = {}
    for screen, sha256 in session.execute(query if screen_id is None else query.where(Removal.screen_id == screen_id)):
        found[screen] = (*found.get(screen, ()), sha256)
    return found


def confirm(session: Session, screen_id: int, sha256: str, removed_at: datetime, now: datetime) -> None:
    """Keep a screen's word that a file is gone; what it said first stays."""
    session.execute(update(Removal).values(removed_at=min(removed_at, now), heard_at=now)
                    .where(Removal.screen_id == screen_id, Removal.sha256 == sha256, Removal.heard_at.is_(None)))
