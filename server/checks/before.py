"""What the checks find in a selection before it is submitted: item by item, the heaviest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from index.catalogue import items
from index.catalogue.people import Actor
from server import policy
from server.checks import every
from server.checks.findings import Limits
from server.checks.listing import Listing, Pair, listing
from server.review.fetching import fetch_many

SHOWN: Final = 100
"""Items whose findings are written out."""


@dataclass(frozen=True, slots=True)
class Before:
    """A selection as the checks see it. ``listings`` are of the items in which anything was found; ``ready`` may go to every
    channel that was asked about, ``stopped`` to none, and ``partly`` to some.
    """

    listings: tuple[Listing, ...]
    ready: tuple[str, ...]
    partly: tuple[str, ...]
    stopped: tuple[str, ...]

    @property
    def goes(self) -> tuple[str, ...]:
        return (*self.ready, *self.partly)

    @property
    def shown(self) -> tuple[Listing, ...]:
        """The first, those that something stands against before the others."""
        return self.listings[:SHOWN]


def before(session: Session, actor: Actor, asset_ids: Sequence[int], channels: Mapping[str, Pair], now: datetime,
           limits: Limits) -> Before:
    """Return what the checks find in these assets for these channels (names by code).

    What this person may not see, or may not submit, is left out.
    """
    held = fetch_many(session, actor, [items.ref(one) for one in dict.fromkeys(asset_ids)], now)
    mine = [one for one in held.values() if policy.may(actor, "submit", one)]
    found = every.findings(session, actor, mine, list(channels), now, limits=limits)
    listings = [listing(ref, by_channel, channels) for ref, by_channel in found.items()]
    counted = [(str(one.ref), len(one.blocked)) for one in listings]
    return Before(tuple(sorted((one for one in listings if one.groups), key=lambda one: one.groups[0][0].place)),
                  tuple(ref for ref, count in counted if not count),
                  tuple(ref for ref, count in counted if 0 < count < len(channels)),
                  tuple(ref for ref, count in counted if count and count == len(channels)))
