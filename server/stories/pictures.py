"""Whether the pictures of a story may be shown in it: each is an asset with a term, consents and a review of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import and_, exists, not_, select, true
from sqlalchemy.orm import Session

from index.catalogue import bins, visibility
from index.catalogue.assets import Asset, Description
from index.catalogue.channels import Aim
from index.catalogue.lifecycle import State
from index.catalogue.stories import StoryAsset
from index.catalogue.takedowns import TakeDownItem
from server.consents import standing as consents


class Flaw(StrEnum):
    """What stands against a picture, or is still to be done for it."""

    BINNED = "binned"
    TAKEN_DOWN = "taken-down"
    EXPIRED = "expired"
    OBJECTED = "objected"  # a consent has ended or was withdrawn
    EMBARGOED = "embargoed"
    NO_CONSENT = "no-consent"  # for the channel, of somebody whom it names
    NOT_APPROVED = "not-approved"  # on the channel: whoever sees only what is published does not see it there


WITHHELD: Final = frozenset({Flaw.BINNED, Flaw.TAKEN_DOWN, Flaw.EXPIRED, Flaw.OBJECTED})
"""With these a picture is not shown in a story, to nobody."""
NAMES: Final[Mapping[Flaw, tuple[str, str]]] = {
    Flaw.BINNED: ("在回收站", "in the recycle bin"), Flaw.TAKEN_DOWN: ("已撤下", "taken down"),
    Flaw.EXPIRED: ("已到期", "expired"),
}
Flaws = Mapping[int, tuple[Flaw, ...]]


def flaws(session: Session, asset_ids: Sequence[int], now: datetime, channel: str | None = None) -> Flaws:
    """Return those of these assets that have flaws, by their ids; those of a channel only with ``channel``."""
    if not asset_ids:
        return {}
    taken_down = and_(exists().where(TakeDownItem.asset_id == Asset.id), not_(visibility.published(now)),
                      exists().where(Aim.asset_id == Asset.id, Aim.state == State.WITHDRAWN))
    rows = session.execute(
        select(Asset.id, taken_down, Asset.expires_at <= now, visibility.consented(now, Asset.id), Asset.embargo_until > now,
               visibility.published(now, channel) if channel else true(), Description.people, bins.kept())
        .join(Description, Description.asset_id == Asset.id).where(Asset.id.in_(asset_ids))).all()
    uncovered = consents.uncovered(session, {row[0]: row.people for row in rows}, channel, now) if channel else {}
    found: dict[int, tuple[Flaw, ...]] = {}
    for asset_id, down, expired, consented, embargoed, published, _people, kept in rows:
        has = {Flaw.BINNED: not kept, Flaw.TAKEN_DOWN: down, Flaw.EXPIRED: expired, Flaw.OBJECTED: not consented,
               Flaw.EMBARGOED: embargoed, Flaw.NO_CONSENT: asset_id in uncovered and consented,
               Flaw.NOT_APPROVED: kept and not published and not down}
        found[asset_id] = tuple(flaw for flaw, is_so in has.items() if is_so)
    return {one: several for one, several in found.items() if several}


def withheld(session: Session, asset_ids: Sequence[int], now: datetime) -> Flaws:
    """Return those of these assets that no story shows, each with why."""
    found = {one: tuple(flaw for flaw in several if flaw in WITHHELD)
             for one, several in flaws(session, asset_ids, now).items()}
    return {one: several for one, several in found.items() if several}


def of_story(session: Session, story_id: int) -> list[int]:
    """Return the assets of a story, in their order."""
    return list(session.scalars(select(StoryAsset.asset_id).where(StoryAsset.story_id == story_id)
                                .order_by(StoryAsset.position)))
