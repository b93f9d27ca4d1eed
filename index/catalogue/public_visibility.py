"""The part of ``visibility`` that is about everybody: what is read without an account, by people, feed readers and search
engines.

Nothing is, but stories that are published on a channel that the office opened (``Channel.public``). Of a story's pictures
and films, those that are published on the same channel too: whoever agreed to one channel has not agreed to another. Of
their files, the renditions that are made to be looked at; never an original. ``channel_id`` asks for one channel, None for
any of those that are open.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from index.catalogue import bins, queries, story_visibility, visibility
from index.catalogue.assets import Asset, Rendition
from index.catalogue.audit import AuditLine
from index.catalogue.channels import Aim, Channel
from index.catalogue.consents import ConsentEnd
from index.catalogue.lifecycle import State
from index.catalogue.posters import PAGE
from index.catalogue.queries import AssetView
from index.catalogue.reviews import Review
from index.catalogue.stories import Story, StoryAsset
from index.errors import NotFound

GIVEN: Final = ("grid", "screen", "poster", "proxy")
"""The renditions that are given out, beside the pages of a poster."""
_FIRST: Final = func.coalesce(
    select(func.min(Review.at)).where(Review.aim_id == Aim.id, Review.final).correlate(Aim).scalar_subquery(), Aim.changed_at)
"""SQL: when an aim was approved first."""


@dataclass(frozen=True, slots=True)
class Published:
    """A story that everybody may read: when it came out first, and when it came out as it stands now."""

    story_id: int
    first_at: datetime
    last_at: datetime


def channels(session: Session) -> list[Channel]:
    """Return the channels that are open to the public, in their order."""
    return list(session.scalars(select(Channel).where(_is_open()).order_by(Channel.position, Channel.id)))


def channel_for(session: Session, code: str) -> Channel:
    """Return a channel that is open to the public. Raises NotFound for any other."""
    channel = session.scalar(select(Channel).where(Channel.code == code, _is_open()))
    if channel is None:
        raise NotFound(what=f"“{code}”")
    return channel


def readable(channel_id: int | None = None) -> ColumnElement[bool]:
    """SQL: everybody may read this story."""
    return and_(bins.kept_story(), exists().where(*_open(channel_id), _story_on()))


def shown(now: datetime, channel_id: int | None = None) -> ColumnElement[bool]:
    """SQL: everybody may see this asset in this story. To be asked of ``Asset`` beside ``Story``."""
    return and_(bins.kept(), bins.kept_story(), visibility.in_term(now),
                exists().where(*_open(channel_id), _story_on(), _asset_on(now)))


def published(session: Session, *, channel_id: int | None = None, department_id: int | None = None, limit: int,
              offset: int = 0) -> list[Published]:
    """Return what everybody may read, the latest to come out first."""
    first = func.min(_FIRST).label("first")
    query = _on_channels(channel_id, department_id).add_columns(Story.id, first, func.max(Aim.changed_at)).group_by(Story.id)
    rows = session.execute(query.order_by(first.desc(), Story.id.desc()).limit(limit).offset(offset))
    return [Published(*row) for row in rows]


def published_one(session: Session, story_id: int) -> Published | None:
    """Return one story that everybody may read; None for any other."""
    row = session.execute(_on_channels(None, None).add_columns(Story.id, func.min(_FIRST), func.max(Aim.changed_at))
                          .where(Story.id == story_id).group_by(Story.id)).first()
    return None if row is None else Published(*row)


def count(session: Session, *, channel_id: int | None = None, department_id: int | None = None) -> int:
    """Return how many stories everybody may read."""
    query = _on_channels(channel_id, department_id).add_columns(func.count(Story.id.distinct()))
    return session.scalar(query) or 0


def departments(session: Session, channel_id: int | None = None) -> set[int]:
    """Return the departments of which everybody may read a story."""
    query = _on_channels(channel_id, None).add_columns(Story.department_id).where(Story.department_id.is_not(None))
    return {one for one in session.scalars(query.distinct()) if one is not None}


def on_channels(session: Session, story_id: int) -> list[Channel]:
    """Return the open channels on which a story is published, in their order."""
    return list(session.scalars(select(Channel).where(
        _is_open(), exists().where(Story.id == story_id, bins.kept_story(), _story_on())).order_by(Channel.position)))


def pictures(session: Session, story_ids: list[int], now: datetime,
             channel_id: int | None = None) -> dict[int, list[tuple[AssetView, str]]]:
    """Return what everybody may see in these stories, the lead first, each with its caption there."""
    rows = session.execute(
        select(StoryAsset.story_id, StoryAsset.asset_id, StoryAsset.caption).join(Story, Story.id == StoryAsset.story_id)
        .join(Asset, Asset.id == StoryAsset.asset_id).where(Story.id.in_(story_ids), shown(now, channel_id))
        .order_by(Story.id, StoryAsset.asset_id != func.coalesce(Story.lead_id, 0), StoryAsset.position)).all()
    views = {view.id: view for view in queries.assets(session, list({row.asset_id for row in rows}))}
    found: dict[int, list[tuple[AssetView, str]]] = {}
    for row in rows:
        view = views[row.asset_id]
        found.setdefault(row.story_id, []).append((view, row.caption or view.words.caption))
    return found


def rendition(session: Session, story_id: int, sha256: str, now: datetime) -> Rendition | None:
    """Return a rendition that the page of a story gives out now; None for any other bytes."""
    return session.scalar(
        select(Rendition).join(Asset, Asset.sha256 == Rendition.original_sha256)
        .join(StoryAsset, StoryAsset.asset_id == Asset.id).join(Story, Story.id == StoryAsset.story_id)
        .where(Rendition.sha256 == sha256, or_(Rendition.preset.in_(GIVEN), Rendition.preset.startswith(PAGE)),
               Story.id == story_id, shown(now)).limit(1))


def is_gone(session: Session, story_id: int) -> bool:
    """Say of a story that nobody may read here whether it was taken away for good, as far as anybody knows today: taken
    down, in the bin, or deleted. Else it is only away, such as while an edit of it is reviewed.
    """
    there = session.scalar(select(Story.id).where(Story.id == story_id, bins.kept_story()))
    return there is None or session.scalar(select(Aim.id).where(
        Aim.story_id == story_id, Aim.state == State.WITHDRAWN,
        exists().where(Review.aim_id == Aim.id, Review.final)).limit(1)) is not None


def changed_at(session: Session, now: datetime) -> datetime | None:
    """Return a moment since which nothing that everybody sees has changed; None where nothing ever did.

    Whatever people do leaves a line in the trail; beside it terms begin and end by themselves.
    """
    moments = [session.scalar(select(AuditLine.at).order_by(AuditLine.id.desc()).limit(1)),
               *(session.scalar(select(func.max(column)).where(column <= now))
                 for column in (Asset.embargo_until, Asset.expires_at, ConsentEnd.ends_at))]
    return max((one for one in moments if one is not None), default=None)


def _on_channels(channel_id: int | None, department_id: int | None) -> Select[()]:
    query = (select().select_from(Story).join(Aim, Aim.story_id == Story.id).join(Channel, Channel.id == Aim.channel_id)
             .where(bins.kept_story(), story_visibility.publishes(), *_open(channel_id)))
    return query if department_id is None else query.where(Story.department_id == department_id)


def _is_open() -> ColumnElement[bool]:
    return and_(Channel.public, Channel.active)


def _open(channel_id: int | None) -> list[ColumnElement[bool]]:
    """SQL: this channel is open, and is the one that is asked for."""
    return [_is_open()] if channel_id is None else [_is_open(), Channel.id == channel_id]


def _story_on() -> ColumnElement[bool]:
    return exists().where(story_visibility.publishes(), Aim.channel_id == Channel.id).correlate(Story, Channel)


def _asset_on(now: datetime) -> ColumnElement[bool]:
    return exists().where(visibility.publishes(now), Aim.channel_id == Channel.id).correlate(Asset, Channel)
