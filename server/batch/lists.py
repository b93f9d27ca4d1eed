"""What a selection says now: each value with its count, and what of the required is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from index.catalogue import visibility
from index.catalogue.assets import Asset, Description, public_id
from index.catalogue.edits import EditBatch, EditBatchItem
from index.catalogue.events import Event
from index.catalogue.licences import Licence
from index.catalogue.people import Actor, Person
from index.errors import Reason
from index.search.search import search
from server.batch.keeping import RowOutcome
from server.batch.service import FIELDS, MOST, RIGHTS, SEVERAL, TEXTS
from server.home import Home

TOLD: Final = 12
"""Values of a field, and refused assets of a kind, that are told one by one."""

UNFOLDED: Final = 500
"""Values of a field that a page holds."""


@dataclass(frozen=True, slots=True)
class Values:
    """The values of one field with their counts, the most frequent first, ``more`` of them on demand; of ``rest`` nothing is
    told, and ``empty`` assets have none.
    """

    name: str
    counts: tuple[tuple[str, int], ...]
    more: tuple[tuple[str, int], ...]
    rest: int
    empty: int


@dataclass(frozen=True, slots=True)
class Selection:
    """The assets of a selection that this person may see, and what they say."""

    asset_ids: tuple[int, ...]
    values: tuple[Values, ...]

    @property
    def text(self) -> str:
        return " ".join(map(public_id, self.asset_ids))


@dataclass(frozen=True, slots=True)
class Refusals:
    """Assets that are refused for the same reason, the first ones by name."""

    reason: Reason
    assets: tuple[str, ...]
    number: int


@dataclass(frozen=True, slots=True)
class Summary:
    """What a change comes to: how many change and do not, which are refused and why, and approvals voided per channel."""

    changed: int
    unchanged: int
    refused: tuple[Refusals, ...]
    voided: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch that was saved."""

    id: int
    source: str
    made_at: datetime
    made_by: str | None
    undone_at: datetime | None
    assets: int


def selection(session: Session, actor: Actor, asset_ids: Sequence[int], now: datetime) -> Selection:
    """Return what these assets say, as far as this person may see them."""
    counted = {name: Counter[str]() for name in FIELDS}
    seen = []
    query = (select(Description, Event.name, Licence.name, Asset.embargo_until, Asset.expires_at)
             .join(Asset, Asset.id == Description.asset_id)
             .outerjoin(Event, Event.id == Asset.event_id).outerjoin(Licence, Licence.code == Asset.licence)
             .where(Asset.id.in_(asset_ids), visibility.visible(actor, now)))
    for row, event, *rights in session.execute(query):
        seen.append(row.asset_id)
        for name in TEXTS:
            counted[name][getattr(row, name)] += 1
        for name in SEVERAL:
            counted[name].update(getattr(row, name) or [""])
        counted["event"][event or ""] += 1
        for name, value in zip(RIGHTS, rights, strict=True):
            counted[name][value.isoformat() if isinstance(value, datetime) else value or ""] += 1
    shown = set(seen)
    return Selection(tuple(one for one in asset_ids if one in shown), tuple(_values(name, counted[name]) for name in FIELDS))


def of_search(home: Home, actor: Actor, text: str, *, now: datetime) -> list[int]:
    """Return all full matches of a search, up to ``MOST`` and one: a page says where there are too many."""
    results = search(home.index, text, limit=MOST + 1, now=now, facets=False, sort="newest",
                     viewer_filter=visibility.search_filter(actor), zone=home.settings.zone)
    return [hit.asset_id for hit in results.hits if not hit.near]


def summary(told: Sequence[RowOutcome]) -> Summary:
    """Gather what became of each asset, or would."""
    number = Counter(one.outcome for one in told)
    reasons: dict[Reason, list[str]] = {}
    for one in told:
        if one.reason:
            reasons.setdefault(one.reason, []).append(one.asset or "")
    refused = tuple(Refusals(why, tuple(assets[:TOLD]), len(assets)) for why, assets in reasons.items())
    voided = Counter(channel for one in told for channel in one.voided)
    return Summary(number["changed"], number["unchanged"], refused, tuple(voided.most_common()))


def batches(session: Session, actor: Actor, *, limit: int = 50, batch_id: int | None = None) -> list[Batch]:
    """Return the latest batches: the own ones, for the office all; or the one that is asked for."""
    number = select(func.count()).where(EditBatchItem.batch_id == EditBatch.id).scalar_subquery()
    query = (select(EditBatch, Person.display, number).outerjoin(Person, Person.id == EditBatch.made_by)
             .order_by(EditBatch.id.desc()).limit(limit))
    if not actor.sees_all:
        query = query.where(EditBatch.made_by == actor.person_id)
    if batch_id is not None:
        query = query.where(EditBatch.id == batch_id)
    return [Batch(row.id, row.source, row.made_at, who, row.undone_at, assets)
            for row, who, assets in session.execute(query)]


def _values(name: str, counted: Counter[str]) -> Values:
    empty = counted.pop("", 0)
    told = tuple(counted.most_common(UNFOLDED))
    return Values(name, told[:TOLD], told[TOLD:], len(counted) - len(told), empty)
