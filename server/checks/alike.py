"""Whether something that looks the same is published already: the same moment twice makes a wall look careless.

What looks the same is what the library took for alike as it came in (``index.catalogue.likenesses``) and nobody has told
apart, and what stands in one stack. Only what is published now counts, which everybody with an account may see: nothing is
told that the reader could not find by themselves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from index.catalogue import bins, visibility
from index.catalogue.assets import Asset, public_id
from index.catalogue.channels import Aim, Channel
from index.catalogue.items import ItemKind
from index.catalogue.lifecycle import State
from index.catalogue.likenesses import Decision, Likeness
from index.catalogue.stacks import StackMember
from index.errors import Conflict
from server.checks.findings import Batch, Finding, Mention, Place, Severity, Told

NAMED: Final = 3
"""So many are named, the nearest first."""
IN_STACK: Final = 64
"""What stands in a stack comes after all that looks alike, whose distance is at most this many bits."""


def look(batch: Batch) -> Iterator[Told]:
    """Find assets like which something else is published now; each warns once, for every channel."""
    items = {one.ref.id: one.ref for one in batch.of(ItemKind.ASSET)}
    others = _alike(batch, items) if items else {}
    published = _published(batch, {one for several in others.values() for one in several}) if others else {}
    for asset_id, several in others.items():
        near = [one for one in sorted(several, key=lambda one: (several[one], one)) if one in published]
        if near:
            named = "、".join(map(public_id, near[:NAMED]))
            more = f" +{len(near) - NAMED}" if len(near) > NAMED else ""
            mentions = tuple(one for other in near[:NAMED] for one in published[other])
            yield items[asset_id], None, Finding("alike", Severity.WARNS, Conflict("alike-published", names=named + more),
                                                 Place.FILE, mentions=mentions)


def _alike(batch: Batch, asset_ids: Mapping[int, object]) -> dict[int, dict[int, int]]:
    """Return, for each of these assets, what looks like it or stands in its stack: {other asset: bits apart}."""
    found: dict[int, dict[int, int]] = defaultdict(dict)
    mine, theirs = aliased(StackMember), aliased(StackMember)
    for one, other in batch.session.execute(
            select(mine.asset_id, theirs.asset_id).join(theirs, theirs.stack_id == mine.stack_id)
            .where(mine.asset_id.in_(asset_ids), theirs.asset_id != mine.asset_id,
                   theirs.asset_id.in_(select(Aim.asset_id).where(Aim.state == State.APPROVED, Aim.asset_id.is_not(None))))):
        found[one][other] = IN_STACK
    for one, other, distance in batch.session.execute(
            select(Likeness.asset_id, Likeness.other_id, Likeness.distance)
            .where(or_(Likeness.asset_id.in_(asset_ids), Likeness.other_id.in_(asset_ids)),
                   or_(Likeness.decided.is_(None), Likeness.decided != Decision.DIFFERENT))):
        for here, there in ((one, other), (other, one)):
            if here in asset_ids:
                found[here][there] = distance
    return found


def _published(batch: Batch, asset_ids: Collection[int]) -> dict[int, list[Mention]]:
    """Return those of these assets that are published now, with where and since when."""
    told: dict[int, list[Mention]] = defaultdict(list)
    rows = batch.session.execute(
        select(Asset.id, Channel.name, Channel.name_en, Aim.changed_at)
        .join(Aim, Aim.asset_id == Asset.id).join(Channel, Channel.id == Aim.channel_id)
        .where(Asset.id.in_(asset_ids), visibility.publishes(batch.now), bins.kept(), visibility.in_term(batch.now))
        .order_by(Asset.id, Channel.position))
    for asset_id, zh, en, since in rows:
        told[asset_id].append(Mention(public_id(asset_id), (zh, en), since))
    return told
