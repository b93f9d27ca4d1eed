"""All checks of an item before it goes on. Pages, commands and the submission itself ask here, so that they cannot differ.

A further check is a module with a ``look``, and a line in ``CHECKS``.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from index.catalogue.items import Item, Ref
from index.catalogue.passes import passed
from index.catalogue.people import Actor
from server.checks import alike, consent, fields, flashing, legibility, often, origin, pictures, preflight, words
from server.checks.findings import Batch, Check, Finding, Found, Limits, Severity

WORDING: Final = "wording"
FLASHES: Final = "flashes"
AGAIN: Final = frozenset({WORDING, FLASHES})
"""What is asked at each approval as well: words are edited under review, and a film may be looked through meanwhile."""
DELIVERED: Final = Limits()
CHECKS: Final[tuple[Check, ...]] = (
    Check("origin", origin.look),
    Check("fields", fields.look),
    Check(WORDING, words.look, refusal=words.refusal),
    Check("pictures", pictures.look),
    Check("consent", consent.look),
    Check(preflight.CHECK, preflight.look),
    Check(FLASHES, flashing.look),
    Check("legibility", legibility.look, refuses=False),
    Check("alike", alike.look, refuses=False),
    Check("often", often.look, refuses=False),
)
"""In the order in which a submission is refused."""


def findings(session: Session, actor: Actor, items: Sequence[Item], channels: Sequence[str], now: datetime,
             checks: Sequence[Check] = CHECKS, *, limits: Limits = DELIVERED) -> Found:
    """Return what the checks find in these items, by item and channel; empty lists where they find nothing.

    The caller has asked whether this person may see the items. What the office lets stand is told, with why. ``limits``
    matter to what warns, and to nothing that blocks.
    """
    found: dict[Ref, dict[str, list[Finding]]] = {one.ref: {code: [] for code in channels} for one in items}
    if not found:
        return found
    batch = Batch(session, actor, tuple(items), tuple(channels), now, limits)
    stands = passed(session, [one.ref.subject for one in items])
    for check in checks:
        for ref, channel, one in check.look(batch):
            why = stands.get((ref.subject, one.check, one.key)) if one.key else None
            told = one if why is None else replace(one, severity=Severity.TOLD, stands=why)
            for code in channels if channel is None else (channel,):
                found[ref][code].append(told)
    for by_channel in found.values():
        for several in by_channel.values():
            several.sort(key=lambda one: one.severity.place)  # stable: within a weight the order of the checks
    return found


def require(session: Session, actor: Actor, item: Item, channel: str, now: datetime,
            only: Collection[str] | None = None) -> None:
    """Do nothing where no check, or none of ``only`` these, blocks this item for a channel.

    Raises what the first check that blocks it refuses with.
    """
    checks = [one for one in CHECKS if one.refuses and (only is None or one.name in only)]
    found = findings(session, actor, [item], [channel], now, checks)[item.ref][channel]
    for check in checks:
        if against := [one for one in found if one.check == check.name and one.blocks]:
            raise check.refusal(against)
