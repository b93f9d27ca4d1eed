"""Placements as pages, sheets and commands read them: as far as the reader may see the item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from index.catalogue import bins, items
from index.catalogue.assets import Asset, Description, Original
from index.catalogue.channels import Channel
from index.catalogue.departments import Department
from index.catalogue.items import Ref
from index.catalogue.outlets import LEVEL_NAMES, TYPE_NAMES, Outlet
from index.catalogue.people import Actor, Person
from index.catalogue.placement_visibility import placements
from index.catalogue.placements import PLACEMENT_NAMES, RANK_NAMES, Placement, PlacementState
from index.catalogue.stories import Story
from index.errors import NotFound
from server.ledger.months import begins, shifted, span

SILENT: Final = "silent"
"""Sent, and nothing heard since."""
STATES: Final = (PlacementState.CLAIMED.value, PlacementState.SENT.value, SILENT, PlacementState.ADOPTED.value,
                 PlacementState.NOT_ADOPTED.value)
USUAL_DAYS: Final = 30

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Only:
    """Which placements. ``state`` is one of STATES; ``month`` that of the outlet's date, or while there is none of its
    sending; ``days`` is after how many days without an answer it is silent.
    """

    state: str = ""
    outlet: int | None = None
    level: str = ""
    type: str = ""
    month: str = ""
    department: int | None = None
    words: str = ""
    days: int = USUAL_DAYS


@dataclass(frozen=True, slots=True)
class PlacementLine:
    """One placement. ``id`` is its row, ``item`` the public id of what it is of; days are the campus's."""

    id: int
    item: str
    title: str
    department: str | None
    channel: str
    outlet: str | None
    outlet_id: int | None
    level: str | None
    type: str | None
    state: str
    sent_on: date | None
    published_on: date | None
    confirmed_on: date | None
    link: str
    contest: str
    rank: str | None
    note: str
    evidence: str
    evidence_bytes: int
    evidence_sha256: str | None
    sent_by: str | None
    claimed_by: str | None
    confirmed_by: str | None
    channel_name: Pair
    asset: bool

    @property
    def words(self) -> Pair:
        """How it stands, (Chinese, English)."""
        return PLACEMENT_NAMES[self.state]

    @property
    def outlet_words(self) -> Pair:
        """The outlet's level and type."""
        if self.level is None or self.type is None:
            return "", ""
        level, of = LEVEL_NAMES[self.level], TYPE_NAMES[self.type]
        return f"{level[0]} · {of[0]}", f"{level[1]} · {of[1]}"

    @property
    def rank_words(self) -> Pair:
        return RANK_NAMES[self.rank] if self.rank else ("", "")


def lines(session: Session, actor: Actor, only: Only, zone: ZoneInfo, now: datetime, *, limit: int,
          offset: int = 0) -> list[PlacementLine]:
    """Return the placements that this person may see, the latest first; what has waited longest first where it waits."""
    waits = only.state in {PlacementState.CLAIMED, SILENT}
    order = Placement.id if waits else Placement.id.desc()
    return _lines(session, and_(placements(actor, now), meant(only, zone, now)), zone, order, limit=limit, offset=offset)


def line(session: Session, actor: Actor, placement_id: int, zone: ZoneInfo, now: datetime) -> PlacementLine:
    """Return one placement. Raises NotFound where it is not this person's to see."""
    found = _lines(session, and_(placements(actor, now), Placement.id == placement_id), zone, Placement.id, limit=1)
    if not found:
        raise NotFound(what=f"“{placement_id}”")
    return found[0]


def of_item(session: Session, actor: Actor, ref: Ref, zone: ZoneInfo, now: datetime) -> list[PlacementLine]:
    """Return an item's placements, the first first, where this person may see them."""
    return _lines(session, and_(placements(actor, now), of(ref)), zone, Placement.id)


def counts(session: Session, actor: Actor, only: Only, zone: ZoneInfo, now: datetime) -> dict[str, int]:
    """Return how many there are in each of STATES, and in all (``""``), the other conditions being as they are."""
    late = Placement.sent_at < now - timedelta(days=only.days)
    rows = session.execute(_joined(select(Placement.state, func.count(), func.count().filter(late)))
                           .where(placements(actor, now), meant(only, zone, now, every=True)).group_by(Placement.state)).all()
    found = {state: number for state, number, _late in rows}
    silent = next((late for state, _number, late in rows if state == PlacementState.SENT), 0)
    return {"": sum(found.values()), SILENT: silent, **{str(one): found.get(one, 0) for one in PlacementState}}


def of(ref: Ref) -> ColumnElement[bool]:
    """SQL: this placement is of that item."""
    return Placement.story_id == ref.id if ref.kind is items.ItemKind.STORY else Placement.asset_id == ref.id


def meant(only: Only, zone: ZoneInfo, now: datetime, *, every: bool = False) -> ColumnElement[bool]:
    """SQL: this placement is one of those; with ``every``, in whichever state. Asked of what ``_joined`` joins."""
    where: list[ColumnElement[bool]] = [bins.kept(Placement.asset_id), bins.kept_story(Placement.story_id)]
    if only.state == SILENT and not every:
        where += [Placement.state == PlacementState.SENT, Placement.sent_at < now - timedelta(days=only.days)]
    elif only.state and not every:
        where.append(Placement.state == only.state)
    if only.outlet is not None:
        where.append(Placement.outlet_id == only.outlet)
    if only.level:
        where.append(Outlet.level == only.level)
    if only.type:
        where.append(Outlet.type == only.type)
    if only.department is not None:
        where.append(func.coalesce(Story.department_id, Asset.department_id) == only.department)
    if only.words.strip():
        where.append(or_(*(column.contains(only.words.strip(), autoescape=True)
                           for column in (Story.title, Description.title, Outlet.name, Placement.contest))))
    if only.month:
        begin, end = span(only.month, only.month, zone)
        first, after = begins(only.month), begins(shifted(only.month, 1))
        where.append(or_(and_(Placement.published_on >= first, Placement.published_on < after),
                         and_(Placement.published_on.is_(None), Placement.sent_at >= begin, Placement.sent_at < end)))
    return and_(true(), *where)


def _joined(query: Any) -> Any:
    return (query.select_from(Placement).outerjoin(Outlet, Outlet.id == Placement.outlet_id)
            .outerjoin(Story, Story.id == Placement.story_id).outerjoin(Asset, Asset.id == Placement.asset_id)
            .outerjoin(Description, Description.asset_id == Placement.asset_id))


def _lines(session: Session, which: ColumnElement[bool], zone: ZoneInfo, order: Any, *, limit: int | None = None,
           offset: int = 0) -> list[PlacementLine]:
    sender, claimer, confirmer = aliased(Person), aliased(Person), aliased(Person)
    query = (_joined(select(
        Placement, Outlet, Story.title, Description.title, Original.name, Department.name, Channel.code, Channel.name,
        Channel.name_en, sender.display, claimer.display, confirmer.display))
        .join(Channel, Channel.id == Placement.channel_id).outerjoin(Original, Original.sha256 == Asset.sha256)
        .outerjoin(Department, Department.id == func.coalesce(Story.department_id, Asset.department_id))
        .outerjoin(sender, sender.id == Placement.sent_by).outerjoin(claimer, claimer.id == Placement.claimed_by)
        .outerjoin(confirmer, confirmer.id == Placement.confirmed_by)
        .where(which).order_by(order))
    query = query.limit(limit).offset(offset) if limit is not None else query
    return [_line(row, zone) for row in session.execute(query)]


def _line(row: Sequence[Any], zone: ZoneInfo) -> PlacementLine:
    one, outlet, told, title, file, department, channel, channel_zh, channel_en, sent, claimed, confirmed = row
    ref = items.of_row(one.asset_id, one.story_id)

    def day(moment: datetime | None) -> date | None:
        return None if moment is None else moment.astimezone(zone).date()

    return PlacementLine(
        one.id, str(ref), told or title or file or str(ref), department, channel, outlet.name if outlet else None,
        one.outlet_id, outlet.level if outlet else None, outlet.type if outlet else None, one.state, day(one.sent_at),
        one.published_on, day(one.confirmed_at), one.link, one.contest, one.rank, one.note, one.evidence_name,
        one.evidence_bytes, one.evidence_sha256, sent, claimed, confirmed, (channel_zh, channel_en),
        ref.kind is items.ItemKind.ASSET)
