"""Reading the ledger: entries of what happened, from reviews and placements. The one reading that every figure comes from.

A handful of statements, however many items there are. What lies in the recycle bin counts nowhere until it is restored.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from index.catalogue import bins, items
from index.catalogue.assets import Asset, Kind
from index.catalogue.channels import Aim, Channel
from index.catalogue.dayparts import midnight
from index.catalogue.lifecycle import Verb
from index.catalogue.outlets import Outlet as OutletRow
from index.catalogue.placements import Placement, PlacementState
from index.catalogue.reviews import Review
from index.catalogue.stories import Story
from server.ledger import credit
from server.ledger.entries import Entry, Happened, Outlet
from server.ledger.months import Closed, begins, counts_in, month_at, month_of, reach, shifted, span

FILM: Final = "film"
_NONE: Final[Closed] = {}
_ORDER: Final = {happened: place for place, happened in enumerate(Happened)}


@dataclass(frozen=True, slots=True)
class _Months:
    """The months that are asked for, both included, and what says in which month something counts."""

    first: str
    last: str
    zone: ZoneInfo
    closed: Closed

    def counts(self, own: str, known_at: datetime) -> tuple[str, bool] | None:
        """Return in which of these months it counts, and whether that is late; None where it counts in no one of them."""
        month, late = counts_in(own, known_at, self.zone, self.closed)
        return (month, late) if self.first <= month <= self.last else None

    def known(self, moment: InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None] | Any) -> Any:
        """SQL: this moment is one at which something came to be known that may count in these months."""
        begin, end = span(reach(self.first, self.zone, self.closed), self.last, self.zone)
        return and_(moment >= begin, moment < end)


def entries(session: Session, first: str, last: str, *, zone: ZoneInfo, closed: Closed = _NONE) -> tuple[Entry, ...]:
    """Return what counts in the months from ``first`` to ``last``, both included, in the order in which it happened.

    ``closed`` are the months that are closed, with when (``months.counts_in``). Whoever shows titles asks visibility:
    entries say nothing that is secret.
    """
    months = _Months(first, last, zone, closed)
    found = [*_submitted(session, months), *_published(session, months), *_placed(session, months)]
    owners = {one.item: one.owner_id for one in found}
    refs = {key: items.of_row(*key) for key in owners}
    shares = credit.shares_of(session, {refs[key]: owner for key, owner in owners.items()})
    names = {key: str(ref) for key, ref in refs.items()}
    return tuple(sorted((Entry(names[one.item], shares=shares[refs[one.item]], **one.told) for one in found),
                        key=lambda one: (one.at, _ORDER[one.happened], one.item, one.channel or "", one.placement_id or 0)))


class _Met(NamedTuple):
    """What was found: of which item (asset, story), who brought or began it, and what else an entry says."""

    item: tuple[int | None, int | None]
    owner_id: int | None
    told: dict[str, Any]


_Found = Iterator[_Met]


def _submitted(session: Session, months: _Months) -> _Found:
    """An item's first submission, on whichever channel."""
    at = func.min(Review.at).label("at")
    query = (select(Aim.asset_id, Aim.story_id, at).join(Review, Review.aim_id == Aim.id)
             .where(Review.verb == Verb.SUBMIT).group_by(Aim.asset_id, Aim.story_id).having(months.known(at))).subquery()
    for row in session.execute(_of_items(select(query.c.at), query.c.asset_id, query.c.story_id)):
        yield from _made(row, Happened.SUBMITTED, row.at, months.counts(month_at(row.at, months.zone), row.at))


def _published(session: Session, months: _Months) -> _Found:
    """The first time that an item was approved on each channel."""
    at = func.min(Review.at).label("at")
    query = (select(Review.aim_id, at).where(Review.verb == Verb.APPROVE, Review.final).group_by(Review.aim_id)
             .having(months.known(at))).subquery()
    wanted = (select(query.c.at, Channel.code.label("channel")).join(Aim, Aim.id == query.c.aim_id)
              .join(Channel, Channel.id == Aim.channel_id))
    for row in session.execute(_of_items(wanted, Aim.asset_id, Aim.story_id)):
        yield from _made(row, Happened.PUBLISHED, row.at, months.counts(month_at(row.at, months.zone), row.at),
                         channel=row.channel)


def _placed(session: Session, months: _Months) -> _Found:
    """Sendings, and adoptions that the office confirmed. One that nobody put on record as sent counts as sent with its
    adoption.
    """
    zone = months.zone
    begin, end = span(months.first, months.last, zone)
    dated = and_(Placement.published_on >= begins(months.first), Placement.published_on < begins(shifted(months.last, 1)))
    sent = or_(and_(Placement.sent_at >= begin, Placement.sent_at < end), months.known(Placement.made_at))
    adopted = and_(Placement.state == PlacementState.ADOPTED, or_(dated, months.known(Placement.confirmed_at)))
    outlets = {row.id: Outlet(row.id, row.name, row.level, row.type, row.known) for row in session.scalars(select(OutletRow))}
    wanted = (select(Placement.id, Placement.state, Placement.sent_at, Placement.made_at, Placement.published_on,
                     Placement.confirmed_at, Placement.outlet_id, Placement.contest, Placement.rank,
                     Channel.code.label("channel"))
              .join(Channel, Channel.id == Placement.channel_id).where(or_(sent, adopted)))
    for one in session.execute(_of_items(wanted, Placement.asset_id, Placement.story_id)):
        more = {"channel": one.channel, "placement_id": one.id, "outlet": outlets.get(one.outlet_id),
                "prize": (one.rank or "") if one.contest else None}
        if one.sent_at is not None:
            yield from _made(one, Happened.SENT, one.sent_at, months.counts(month_at(one.sent_at, zone), one.made_at), **more)
        if one.state != PlacementState.ADOPTED or one.published_on is None or one.confirmed_at is None:
            continue
        at = midnight(one.published_on, zone)
        counts = months.counts(month_of(one.published_on), one.confirmed_at)
        if one.sent_at is None:
            yield from _made(one, Happened.SENT, at, counts, **more)
        yield from _made(one, Happened.ADOPTED, at, counts, **more)


def _of_items(query: Any, asset_id: Any, story_id: Any) -> Any:
    """Join what an entry says of its item, whose two columns these are, and leave out what lies in the bin. ``_made`` takes
    these columns by their places: the last ones.
    """
    columns = [func.coalesce(getattr(Story, name), getattr(Asset, name))
               for name in ("kind", "department_id", "event_id", "owner_id", "counts_double")]
    return (query.add_columns(Asset.id, Story.id, *columns)
            .outerjoin(Asset, Asset.id == asset_id).outerjoin(Story, Story.id == story_id)
            .where(bins.kept(asset_id), bins.kept_story(story_id)))


def _made(row: Any, happened: Happened, at: datetime, counts: tuple[str, bool] | None, **more: Any) -> _Found:
    if counts is not None:
        asset_id, story_id, kind, department_id, event_id, owner_id, double = row[-7:]
        yield _Met((asset_id, story_id), owner_id, {
            "kind": FILM if story_id is None and kind == Kind.VIDEO else kind, "happened": happened, "at": at,
            "month": counts[0], "late": counts[1], "department_id": department_id, "event_id": event_id,
            "double": bool(double), **more})
