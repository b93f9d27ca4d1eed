"""Who may see what, when. Pages, API, feeds, kiosk and counts all ask here: for one row, as SQL, as a search filter.

The office, the administrator and the owner see everything. Everybody else sees their own department's assets and what
they uploaded, and of other departments what is published: approved on some channel, pinned to these bytes and this text,
past its embargo and not yet expired. A screen sees what is published on the channel ``screens``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_, select, true
from sqlalchemy.orm import Session

from index.catalogue.assets import Asset, Description, Rendition
from index.catalogue.channels import SCREENS, Aim, Channel
from index.catalogue.lifecycle import State
from index.catalogue.people import Actor
from index.errors import NotFound


@dataclass(frozen=True, slots=True)
class ViewerFilter:
    """Whose eyes a search has: everything, or their departments' and their own assets and what is published.

    ``all`` sees everything. Otherwise an asset is seen when it belongs to one of ``department_ids``, or to ``owner_id``,
    or, with ``published``, when it is published.
    """

    all: bool
    department_ids: frozenset[int] = frozenset()
    owner_id: int | None = None
    published: bool = True


EVERYTHING = ViewerFilter(all=True)


def published(now: datetime, channel: str | None = None) -> ColumnElement[bool]:
    """SQL: this asset is published now, on ``channel`` or on any."""
    pinned = and_(Aim.asset_id == Asset.id, Aim.state == State.APPROVED, Aim.pinned_sha256 == Asset.sha256,
                  exists().where(Description.asset_id == Asset.id, Description.version == Aim.pinned_version))
    if channel is not None:
        pinned = and_(pinned, Aim.channel_id == select(Channel.id).where(Channel.code == channel).scalar_subquery())
    return and_(exists().where(pinned), in_term(now))


def in_term(now: datetime) -> ColumnElement[bool]:
    """SQL: past the embargo and not yet expired."""
    return and_(or_(Asset.embargo_until.is_(None), Asset.embargo_until <= now),
                or_(Asset.expires_at.is_(None), Asset.expires_at > now))


def shown_on_screens(now: datetime) -> ColumnElement[bool]:
    """SQL: a screen may show this asset now."""
    return published(now, SCREENS)


def visible(actor: Actor, now: datetime) -> ColumnElement[bool]:
    """SQL: this person may see this asset."""
    if actor.sees_all:
        return true()
    ways = [published(now), Asset.owner_id == actor.person_id]
    if actor.department_id is not None:
        ways.append(Asset.department_id == actor.department_id)
    return or_(*ways)


def search_filter(actor: Actor) -> ViewerFilter:
    """Return the same rule as ``visible`` for the search index."""
    departments = frozenset() if actor.department_id is None else frozenset({actor.department_id})
    return ViewerFilter(actor.sees_all, departments, actor.person_id)


def asset_for(session: Session, actor: Actor, asset_id: int, now: datetime) -> Asset:
    """Return an asset that this person may see. Raises NotFound otherwise: whether it exists is not told either."""
    asset = session.scalar(select(Asset).where(Asset.id == asset_id, visible(actor, now)))
    if asset is None:
        raise NotFound(what=f"V{asset_id}")
    return asset


def rendition_for(session: Session, actor: Actor, sha256: str, now: datetime) -> Rendition:
    """Return a rendition whose asset this person may see. Raises NotFound."""
    query = (select(Rendition).join(Asset, Asset.sha256 == Rendition.original_sha256)
             .where(Rendition.sha256 == sha256, visible(actor, now)).limit(1))
    rendition = session.scalar(query)
    if rendition is None:
        raise NotFound(what=sha256[:12])
    return rendition
