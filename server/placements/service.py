"""Placements: sent, claimed by the department, confirmed by the office or not adopted, put right. One row from the first to
the last: what is adopted closes the sending that was open. Each is one transaction with its audit line.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from index.catalogue import audit, items, months
from index.catalogue.assets import Asset
from index.catalogue.channels import Aim, Channel
from index.catalogue.items import Item, ItemKind, Named
from index.catalogue.lifecycle import State
from index.catalogue.outlets import Outlet
from index.catalogue.people import Actor
from index.catalogue.placements import PLACEMENT_NAMES, RANK_NAMES, Placement, PlacementState
from index.catalogue.stories import Story
from index.db import serialize, writing
from index.errors import Conflict, Invalid, NotFound, VitrineError, in_order
from server import policy
from server.home import Home
from server.ledger.months import month_of
from server.placements import days, evidence, links, outlets
from server.placements.evidence import Evidence, Held
from server.review import fetching

LONGEST: Final = {"note": 500, "contest": 80}
LONGEST_REASON: Final = 1000
OPEN: Final = (PlacementState.SENT, PlacementState.CLAIMED)
HELD: Final = (*OPEN, PlacementState.ADOPTED)


@dataclass(frozen=True, slots=True)
class Wish:
    """A placement as somebody wants it. ``outlet`` is a name or id, open for what is only sent; ``sent_on`` None is today.
    ``contest`` says that it is for a prize, of which ``rank`` is a code or name.
    """

    channel: str = ""
    outlet: str = ""
    sent_on: date | None = None
    published_on: date | None = None
    link: str = ""
    note: str = ""
    contest: str = ""
    rank: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """Who does something when, with the evidence that is kept already."""

    actor: Actor
    now: datetime
    zone: ZoneInfo
    held: Held | None = None

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    @property
    def office(self) -> bool:
        return policy.may(self.actor, "confirm-placements")


def send(home: Home, actor: Actor, given: Named, wish: Wish, *, now: datetime) -> int:
    """Put on record that an item was sent to an outlet, and return the placement's id.

    Raises NotFound, Forbidden, Invalid, Contradiction, Conflict: placement-channel, placement-unapproved, placement-there.
    """
    with writing(home.engine) as session:
        return sent(session, Act(actor, now, home.settings.zone), given, wish)


def sent(session: Session, act: Act, given: Named, wish: Wish) -> int:
    """Do what ``send`` does in the caller's transaction."""
    item = _placeable(session, act.actor, given, act.now)
    channel = _channel(session, item, wish, need=True)
    row = Placement(**item.ref.columns, channel_id=channel.id, made_at=act.now, made_by=act.actor.person_id)
    _fill(session, item, row, wish, act)
    if (there := _same(session, item, row, HELD)) is not None:
        raise Conflict("placement-there", state_zh=PLACEMENT_NAMES[there.state][0], state=PLACEMENT_NAMES[there.state][1])
    _date_sending(session, item, row, wish, act)
    session.add(row)
    session.flush()
    _record(session, act, "sent-out", row, item)
    return row.id


def adopt(home: Home, actor: Actor, given: Named, wish: Wish, proof: Evidence | None = None, *, now: datetime) -> int:
    """Put on record that an outlet adopted an item, and return the placement's id: the one of its sending, where one is open.

    From the office it is confirmed where there is evidence, from anybody else it waits for the office.
    Raises as ``send``; Conflict: placement-adopted where this outlet adopted it before, placement-month.
    """
    held = evidence.store(home, proof)
    with writing(home.engine) as session:
        return adopted(session, Act(actor, now, home.settings.zone, held), given, wish)


def adopted(session: Session, act: Act, given: Named, wish: Wish) -> int:
    """Do what ``adopt`` does in the caller's transaction."""
    item = _placeable(session, act.actor, given, act.now)
    channel = _channel(session, item, wish, need=not act.office)
    row = Placement(**item.ref.columns, channel_id=channel.id, made_at=act.now, made_by=act.actor.person_id)
    _fill(session, item, row, wish, act)
    there = _same(session, item, row, OPEN) or _unaddressed(session, item, row) or _confirmed_once(session, item, row)
    if there is not None:
        row, month = there, _month_confirmed(there)
        _fill(session, item, row, replace(wish, note=wish.note or there.note), act)
        _require_in_month(session, row, month)
    _settle(session, act, item, row)
    if wish.sent_on is not None and row.sent_at is None:
        _date_sending(session, item, row, wish, act)
    session.add(row)
    session.flush()
    _record(session, act, "adopted" if row.state == PlacementState.ADOPTED else "claimed", row, item)
    return row.id


def settle(home: Home, actor: Actor, placement_id: int, wish: Wish, proof: Evidence | None = None, *, reason: str = "",
           now: datetime) -> None:
    """Say of a placement that it was adopted: the office confirms it, on evidence; anybody else claims it. What is confirmed
    already is put right, by the office and for a ``reason`` that is kept; a closed month keeps what was counted.

    Raises NotFound, Forbidden, Invalid (evidence: none yet), Contradiction, Conflict: placement-adopted, placement-month;
    VitrineError(placement-reason).
    """
    held = evidence.store(home, proof)
    with writing(home.engine) as session:
        row, item = _row(session, actor, placement_id, now)
        _settled(session, Act(actor, now, home.settings.zone, held), row, item, wish, reason)


def prove(home: Home, actor: Actor, placement_id: int, proof: Evidence, *, reason: str = "", now: datetime) -> None:
    """Keep the evidence of a placement. What was claimed the office confirms by it; what was only sent, or not adopted, waits
    for somebody to say that it was adopted; what is confirmed already has other evidence then, for a ``reason``.

    Raises as ``settle``.
    """
    held = evidence.store(home, proof)
    act = Act(actor, now, home.settings.zone, held)
    with writing(home.engine) as session:
        row, item = _row(session, actor, placement_id, now)
        if row.state in {PlacementState.CLAIMED, PlacementState.ADOPTED}:
            _settled(session, act, row, item, _as_it_is(row), reason)
            return
        before = told(row)
        evidence.hold(row, held)
        if told(row) != before:
            _record(session, act, "proved", row, item, before=before)


def decline(home: Home, actor: Actor, placement_id: int, reason: str = "", *, now: datetime) -> None:
    """Say that an outlet did not adopt an item. What was confirmed already needs a reason, which is kept.

    Raises NotFound, Forbidden, Invalid, VitrineError(placement-reason), Conflict(placement-closed) where it is said already.
    """
    with writing(home.engine) as session:
        declined(session, Act(actor, now, home.settings.zone), placement_id, reason)


def declined(session: Session, act: Act, placement_id: int, reason: str = "") -> None:
    """Do what ``decline`` does in the caller's transaction."""
    policy.require(act.actor, "confirm-placements")
    row, item = _row(session, act.actor, placement_id, act.now)
    if row.state == PlacementState.NOT_ADOPTED:
        raise Conflict("placement-closed")
    needed = row.state != PlacementState.SENT
    reason = _why(reason) if needed or reason.strip() else ""
    before = told(row)
    row.state = PlacementState.NOT_ADOPTED
    _record(session, act, "not-adopted", row, item, reason=reason, before=before)


def count_double(engine: Engine, actor: Actor, given: Named, *, on: bool, now: datetime) -> None:
    """Say that an item counts double (一岗双责), or does not. Raises NotFound, Forbidden."""
    policy.require(actor, "confirm-placements")
    with writing(engine) as session:
        item = fetching.fetch(session, actor, given, now)
        row = item.row(Story) if item.ref.kind is ItemKind.STORY else item.row(Asset)
        if row.counts_double != on:
            row.counts_double = on
            audit.record(session, actor, "counts-double" if on else "counts-once", item.ref.subject, at=now)


def of(session: Session, ref: items.Ref, states: Iterable[str] = tuple(PlacementState)) -> list[Placement]:
    """Return an item's placements, the first first."""
    column = Placement.story_id if ref.kind is ItemKind.STORY else Placement.asset_id
    return list(session.scalars(select(Placement).where(column == ref.id, Placement.state.in_(list(states)))
                                .order_by(Placement.id)))


def told(row: Placement) -> dict[str, Any]:
    """Return what an audit line says of a placement."""
    return {"state": row.state, "outlet": row.outlet_id, "published_on": str(row.published_on or ""), "link": row.link,
            "evidence": row.evidence_sha256, "contest": row.contest, "rank": row.rank, "note": row.note}


def _placeable(session: Session, actor: Actor, given: Named, now: datetime) -> Item:
    item = fetching.fetch(session, actor, given, now)
    policy.require(actor, "place", item)
    serialize(session, f"placements:{item.ref}")
    return item


def _row(session: Session, actor: Actor, placement_id: int, now: datetime) -> tuple[Placement, Item]:
    row = session.get(Placement, placement_id)
    if row is None:
        raise NotFound(what=f"“{placement_id}”")
    return row, _placeable(session, actor, items.of_row(row.asset_id, row.story_id), now)


def _channel(session: Session, item: Item, wish: Wish, *, need: bool) -> Channel:
    """Return the channel that an item goes on by: the one that is named, else the first on which it is approved."""
    rows = session.execute(select(Channel, Aim.state).outerjoin(Aim, (Aim.channel_id == Channel.id) & item.ref.aims)
                           .where(Channel.goes_on).order_by(Channel.position)).all()
    found = [row for row in rows if wish.channel in {row[0].code, row[0].name}] if wish.channel else sorted(
        rows, key=lambda row: row[1] != State.APPROVED)
    if not found:
        raise Conflict("placement-channel", channel=wish.channel)
    channel, state = found[0]
    if need and state != State.APPROVED:
        raise Conflict("placement-unapproved", channel_zh=channel.name, channel=channel.name_en)
    return channel


def _fill(session: Session, item: Item, row: Placement, wish: Wish, act: Act) -> None:
    for field, most in LONGEST.items():
        text = getattr(wish, field).strip()
        if len(text) > most:
            raise Invalid(field, f"最多 {most} 个字", f"at most {most} characters")
        setattr(row, field, text)
    row.rank = _rank(wish.rank) if row.contest else None
    if wish.rank.strip() and not row.contest:
        raise Invalid("rank", "有名次的要写明评选名称", "goes with the name of a contest")
    row.link = links.checked("link", wish.link)
    outlet = outlets.named(session, wish.outlet)
    row.outlet_id = outlet.id if outlet is not None else None
    _require_fitting(outlet, row)
    if wish.published_on is not None and wish.published_on > act.today:
        raise Invalid("published_on", "不能晚于今天", "must not be after today")
    if wish.published_on != row.published_on:  # what is on record already is put right elsewhere without it
        days.require_there(session, item.ref, "published_on", wish.published_on, act.zone)
    row.published_on = wish.published_on
    evidence.hold(row, act.held)


def _require_fitting(outlet: Outlet | None, row: Placement) -> None:
    if outlet is not None and (outlet.type == "contest") != bool(row.contest):
        if row.contest:
            raise Invalid("outlet", "评奖应选「评选活动」类的主办单位", "must be a contest where a prize is meant")
        raise Invalid("contest", "请写明评选名称", "name the contest")


def _rank(given: str) -> str | None:
    text = given.strip().lower()
    if not text:
        return None
    for code, pair in RANK_NAMES.items():
        if text in {code, *pair}:
            return code
    listed = "、".join(pair[0] for pair in RANK_NAMES.values())
    raise Invalid("rank", f"请选：{listed}", f"choose one of: {', '.join(RANK_NAMES)}")


def _date_sending(session: Session, item: Item, row: Placement, wish: Wish, act: Act) -> None:
    """Somebody may say today that it was sent last week; then it is that day's noon."""
    if wish.sent_on is not None and wish.sent_on > act.today:
        raise Invalid("sent_on", "不能晚于今天", "must not be after today")
    days.require_there(session, item.ref, "sent_on", wish.sent_on, act.zone)
    in_order("published_on", ("报送日期", "Sent on", wish.sent_on), ("刊发日期", "Published on", wish.published_on))
    row.sent_at = act.now if wish.sent_on in {None, act.today} else datetime.combine(wish.sent_on, time(12), act.zone)
    row.sent_by = act.actor.person_id


def _same(session: Session, item: Item, row: Placement, states: Iterable[str]) -> Placement | None:
    """Return a placement of the item that this one would be a second of: to the same outlet, or on the same channel without
    saying to whom, and for the same contest.
    """
    return next((one for one in of(session, item.ref, states) if (one.outlet_id, one.contest) == (row.outlet_id, row.contest)
                 and (one.outlet_id is not None or one.channel_id == row.channel_id)), None)


def _unaddressed(session: Session, item: Item, row: Placement) -> Placement | None:
    """Return what was sent on the same channel without saying to whom, of which this is what became."""
    return next((one for one in of(session, item.ref, (PlacementState.SENT,)) if one.outlet_id is None
                 and (one.channel_id, one.contest) == (row.channel_id, row.contest)), None)


def _confirmed_once(session: Session, item: Item, row: Placement) -> Placement | None:
    """Return what was confirmed for the same month and declined since: a closed month counts it already."""
    month = month_of(row.published_on) if row.published_on else None
    return next((one for one in of(session, item.ref, (PlacementState.NOT_ADOPTED,)) if _month_confirmed(one) == month
                 and (one.outlet_id, one.contest) == (row.outlet_id, row.contest)), None)


def _settle(session: Session, act: Act, item: Item, row: Placement) -> None:
    """The outlet adopted it: confirmed by the office on evidence, else claimed."""
    if row.outlet_id is None:
        raise Invalid("outlet", "请选择媒体", "say which outlet")
    if row.published_on is None:
        raise Invalid("published_on", "请填写刊发日期", "say on which day")
    if row.contest and row.rank is None:
        raise Invalid("rank", "请选择名次", "say which rank")
    adopted = [one for one in of(session, item.ref, (PlacementState.ADOPTED,)) if one.id != row.id]
    if any((one.outlet_id, one.contest) == (row.outlet_id, row.contest) for one in adopted):
        raise Conflict("placement-adopted")
    if act.office and row.evidence_sha256 is not None:
        row.state = PlacementState.ADOPTED
        row.confirmed_at = row.confirmed_at or act.now
        row.confirmed_by = row.confirmed_by or act.actor.person_id
    elif row.state != PlacementState.ADOPTED:
        row.state, row.claimed_at, row.claimed_by = PlacementState.CLAIMED, act.now, act.actor.person_id


def _settled(session: Session, act: Act, row: Placement, item: Item, wish: Wish, reason: str) -> None:
    was, before = row.state, told(row)
    if was == PlacementState.ADOPTED:
        policy.require(act.actor, "confirm-placements")
        reason = _why(reason)
    elif act.office and act.held is None and row.evidence_sha256 is None:
        raise Invalid("evidence", "没有凭证，不能确认采用；请先交凭证",
                      "there is none, so it cannot be confirmed; send it first")
    month = _month_confirmed(row)
    _fill(session, item, row, wish, act)
    _require_in_month(session, row, month)
    if was != PlacementState.ADOPTED and wish.sent_on is not None and row.sent_at is None:
        _date_sending(session, item, row, wish, act)
    _settle(session, act, item, row)
    verb = "put-right" if was == PlacementState.ADOPTED else "adopted" if act.office else "claimed"
    if was == PlacementState.ADOPTED and told(row) == before:
        return
    _record(session, act, verb, row, item, reason=reason, before=before,
            **({"claimed_by": row.claimed_by} if verb == "adopted" else {}))


def _as_it_is(row: Placement) -> Wish:
    return Wish(outlet=str(row.outlet_id or ""), published_on=row.published_on, link=row.link, note=row.note,
                contest=row.contest, rank=row.rank or "")


def _month_confirmed(row: Placement) -> str:
    return month_of(row.published_on) if row.published_on and row.confirmed_at else ""


def _require_in_month(session: Session, row: Placement, month: str) -> None:
    """What was confirmed for a month that is closed stays in it: else it would count there and in another one as well."""
    moved = month and row.published_on is not None and month_of(row.published_on) != month
    if moved and month in months.closings(session):
        raise Conflict("placement-month", month=month)


def _why(reason: str) -> str:
    text = reason.strip()
    if not text:
        raise VitrineError("placement-reason")
    if len(text) > LONGEST_REASON:
        raise Invalid("reason", f"最多 {LONGEST_REASON} 个字", f"at most {LONGEST_REASON} characters")
    return text


def _record(session: Session, act: Act, verb: str, row: Placement, item: Item, **details: Any) -> None:
    """Put it on record, and say where a closed month keeps what it counted before."""
    month = month_of(row.published_on) if row.published_on else ""
    kept = bool(details.get("before")) and month in months.closings(session)
    session.flush()
    audit.record(session, act.actor, verb, f"placement:{row.id}", at=act.now, item=str(item.ref), after=told(row),
                 **{name: value for name, value in details.items() if value},
                 **({"month_closed": month} if kept and verb in {"put-right", "not-adopted"} else {}))
