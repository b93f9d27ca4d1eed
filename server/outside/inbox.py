"""What came from outside: listed by sender, taken by a department, or refused with a reason and put away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Engine, func, select, true
from sqlalchemy.orm import Session

from index import jobs
from index.catalogue import audit, bins
from index.catalogue.assets import Arrival, Asset, Outcome, Rendition, public_id
from index.catalogue.departments import Department
from index.catalogue.events import Event
from index.catalogue.links import UNDECIDED, Link, Outside, Sender, take
from index.catalogue.people import Actor
from index.db import reading, writing
from index.errors import Conflict, Invalid, NotFound, VitrineError
from server import policy
from server.outside.links import DOOR

PAGE: Final = 20
AT_ONCE: Final = 50
LONGEST_REASON: Final = 200


@dataclass(frozen=True, slots=True)
class Piece:
    """One photo or film that came. ``grid`` is its picture's hash, None until it is made."""

    asset_id: int
    kind: str
    name: str
    bytes: int
    grid: str | None
    duration: float | None
    reason: str | None

    @property
    def asset(self) -> str:
        return public_id(self.asset_id)


@dataclass(frozen=True, slots=True)
class Parcel:
    """What one sender sent and what stands alike. ``department_id`` is who would take it: the link's, else the event's."""

    sender_id: int
    name: str
    contact: str
    event: str
    note: str
    department_id: int | None
    department: str | None
    latest: datetime
    pieces: tuple[Piece, ...]


def parcels(engine: Engine, actor: Actor, state: Outside, *, limit: int = PAGE, offset: int = 0) -> list[Parcel]:
    """Return what this person may decide about and stands like ``state``, by sender, the latest first."""
    with reading(engine) as session:
        heads = session.execute(
            select(Sender, Link, Event.name, Event.department_id, func.max(Arrival.received_at).label("latest"))
            .join(Link, Link.id == Sender.link_id).join(Event, Event.id == Link.event_id)
            .join(Arrival, Arrival.batch == Sender.batch).join(Asset, Asset.id == Arrival.asset_id)
            .where(_arrived(), Asset.outside_state == state, _mine(actor), bins.kept())
            .group_by(Sender.id, Link.id, Event.id).order_by(func.max(Arrival.received_at).desc(), Sender.id)
            .limit(limit).offset(offset)).all()
        names = {row[0]: row[1] for row in session.execute(select(Department.id, Department.name))}
        pieces = _pieces(session, [row[0].batch for row in heads], state)
    return [Parcel(sender.id, sender.name, sender.contact, event, link.note, whose, names.get(whose or 0), latest,
                   tuple(pieces.get(sender.batch, ())))
            for sender, link, event, held_by, latest in heads for whose in [link.department_id or held_by]]


def count(engine: Engine, actor: Actor, state: Outside = Outside.WAITING) -> int:
    """Return how many assets this person may decide about."""
    with reading(engine) as session:
        return session.scalar(select(func.count()).select_from(Asset).join(Link, Link.id == Asset.outside_link_id)
                              .where(Asset.outside_state == state, _mine(actor), bins.kept())) or 0


def sent_by(engine: Engine, actor: Actor, sender_id: int, state: Outside) -> list[int]:
    """Return all of one sender's assets that stand like ``state`` and that this person may decide about."""
    with reading(engine) as session:
        return list(session.scalars(
            select(Asset.id).join(Arrival, Arrival.asset_id == Asset.id).join(Sender, Sender.batch == Arrival.batch)
            .join(Link, Link.id == Sender.link_id)
            .where(Sender.id == sender_id, _arrived(), Asset.outside_state == state, _mine(actor), bins.kept())
            .order_by(Asset.id)))


def accept(engine: Engine, actor: Actor, asset_ids: Sequence[int], department_id: int | None, *, now: datetime) -> int:
    """Make these assets a department's own, and return how many.

    The office names the department, everybody else takes for their own. Raises NotFound for what is not this person's to
    decide about, Invalid without a department, Conflict(outside-decided) where somebody was quicker; the ``AT_ONCE`` of
    that piece are then left as they were.
    """
    for some in _slices(asset_ids):
        with writing(engine) as session:
            whose = _for(session, actor, department_id)
            for asset in _decide(session, actor, some, UNDECIDED):
                take(session, asset, actor, whose, now=now)
    return len(asset_ids)


def turn_down(engine: Engine, actor: Actor, asset_ids: Sequence[int], why: str, *, now: datetime) -> int:
    """Put these assets away with a reason that their sender reads. Raises like ``accept``, VitrineError reason-required."""
    why = why.strip()
    if not why:
        raise VitrineError("reason-required")
    if len(why) > LONGEST_REASON:
        raise Invalid("reason", f"最多 {LONGEST_REASON} 个字", f"at most {LONGEST_REASON} characters")
    return _move(engine, actor, asset_ids, Outside.WAITING, Outside.REFUSED, why, now)


def restore(engine: Engine, actor: Actor, asset_ids: Sequence[int], *, now: datetime) -> int:
    """Let what was refused wait again. Raises like ``accept``."""
    return _move(engine, actor, asset_ids, Outside.REFUSED, Outside.WAITING, None, now)


def _move(engine: Engine, actor: Actor, asset_ids: Sequence[int], before: Outside, after: Outside, why: str | None,
          now: datetime) -> int:
    verb = "turned-down" if after is Outside.REFUSED else "restored"
    for some in _slices(asset_ids):
        with writing(engine) as session:
            for asset in _decide(session, actor, some, frozenset({before})):
                asset.outside_state, asset.outside_reason = after, why
                audit.record(session, actor, verb, f"asset:{public_id(asset.id)}", at=now, reason=why)
                jobs.enqueue_index(session, asset.id, now=now)
    return len(asset_ids)


def _decide(session: Session, actor: Actor, asset_ids: Sequence[int], states: frozenset[Outside]) -> list[Asset]:
    found = []
    for asset_id in asset_ids:
        row = session.execute(select(Asset, Link.department_id).join(Link, Link.id == Asset.outside_link_id)
                              .where(Asset.id == asset_id, bins.kept()).with_for_update(of=Asset)).first()
        if row is None or not policy.may_take(actor, row[1]):
            raise NotFound(what=public_id(asset_id))
        if row[0].outside_state not in states:
            raise Conflict("outside-decided")
        found.append(row[0])
    return found


def _for(session: Session, actor: Actor, department_id: int | None) -> int:
    whose = department_id if policy.may_take(actor, None) else actor.department_id
    if whose is None or session.get(Department, whose) is None:
        raise Invalid("department", "请选择由哪个部门接收", "choose the department that takes it")
    return whose


def _mine(actor: Actor) -> ColumnElement[bool]:
    return true() if policy.may_take(actor, None) else Link.department_id == actor.department_id


def _arrived() -> ColumnElement[bool]:
    return (Arrival.door == DOOR) & (Arrival.outcome == Outcome.ADDED)


def _pieces(session: Session, batches: Sequence[str], state: Outside) -> dict[str, list[Piece]]:
    rows = session.execute(
        select(Arrival.batch, Asset, Arrival.name, Arrival.bytes, Rendition.sha256).select_from(Arrival)
        .join(Asset, Asset.id == Arrival.asset_id)
        .outerjoin(Rendition, (Rendition.original_sha256 == Asset.sha256) & (Rendition.preset == "grid"))
        .where(Arrival.batch.in_(batches), _arrived(), Asset.outside_state == state, bins.kept()).order_by(Asset.id))
    found: dict[str, list[Piece]] = {}
    for batch, asset, name, size, grid in rows:
        found.setdefault(batch, []).append(
            Piece(asset.id, asset.kind, name, size, grid, asset.duration, asset.outside_reason))
    return found


def _slices(asset_ids: Sequence[int]) -> list[Sequence[int]]:
    return [asset_ids[first:first + AT_ONCE] for first in range(0, len(asset_ids), AT_ONCE)]
