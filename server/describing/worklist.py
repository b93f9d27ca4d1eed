"""The list of what still lacks required fields: gone through one by one, then submitted together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue import bins, required, visibility
from index.catalogue.assets import Asset, public_id
from index.catalogue.channels import SCREENS, Aim, Channel, under_way
from index.catalogue.handovers import kept_by
from index.catalogue.lifecycle import MOVES, State, Verb
from index.catalogue.people import Actor
from server import policy

MOST = 500
"""Assets in one list."""


@dataclass(frozen=True, slots=True)
class Worklist:
    """Assets that somebody may submit. ``missing`` are those that lack fields, in order; ``ready`` can be submitted now."""

    asset_ids: tuple[int, ...]
    missing: dict[int, tuple[str, ...]]
    ready: tuple[int, ...]

    @property
    def complete(self) -> int:
        return len(self.asset_ids) - len(self.missing)

    def beside(self, asset_id: int, step: int) -> int | None:
        """Return the incomplete asset after (1) or before (-1) one of the list, round its end; None for no other."""
        turned = self.asset_ids[::step]
        place = turned.index(asset_id) if asset_id in turned else -1
        return next((one for one in (*turned[place + 1:], *turned[:max(place, 0)])
                     if one in self.missing and one != asset_id), None)


def worklist(session: Session, actor: Actor, asset_ids: Sequence[int], now: datetime,
             channels: Sequence[str] = (SCREENS,)) -> Worklist:
    """Return where these assets stand, as far as this person may see them and submit them for one of the channels."""
    given = list(dict.fromkeys(asset_ids))[:MOST]
    mine = set(session.scalars(select(Asset.id).where(Asset.id.in_(given), ~Asset.clock_photo, policy.own(actor, Asset),
                                                      visibility.visible(actor, now))))
    seen = [one for one in given if one in mine]
    missing = required.incomplete(session, seen)
    states = {(asset_id, code): state for asset_id, code, state in session.execute(
        select(Aim.asset_id, Channel.code, Aim.state).join(Channel, Channel.id == Aim.channel_id)
        .where(Aim.asset_id.in_(seen), Channel.code.in_(channels)))}
    ready = tuple(one for one in seen if one not in missing and any(
        (State(states.get((one, code), State.DRAFT)), Verb.SUBMIT) in MOVES for code in channels))
    return Worklist(tuple(seen), missing, ready)


def unsubmitted(session: Session, actor: Actor) -> list[int]:
    """Return what this person brought, or took over, and was never submitted anywhere, the latest first."""
    return list(session.scalars(select(Asset.id).where(kept_by(actor.person_id or 0), ~under_way(Asset.id),
                                                         bins.kept()).order_by(Asset.id.desc()).limit(MOST)))


def packed(asset_ids: Sequence[int]) -> str:
    """Return a list of assets for an address, which holds 500 of them."""
    return ".".join(public_id(one)[1:] for one in asset_ids)


def unpacked(given: str) -> list[int]:
    """Return the list that ``packed`` put into an address; what is none of it is passed over."""
    return [int(one) for one in given.split(".") if one.isascii() and one.isdigit() and len(one) < 16]
