"""What lies in the bin, as those see it who may restore it, and what is left of what was deleted for good."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from index.catalogue import co_owners, queries, visibility
from index.catalogue.assets import Asset
from index.catalogue.bins import Binned, Tombstone, TombstoneHash
from index.catalogue.departments import Department
from index.catalogue.people import Actor
from index.catalogue.queries import AssetView
from index.catalogue.takeouts import TakenItem
from index.errors import NotFound
from server import policy
from server.bin import deciding, stories
from server.library import history
from server.library.history import Line


class Shelf(StrEnum):
    """What is asked for: all that lies in the bin, what is proposed for deletion, what has lain there past its term."""

    ALL = "all"
    PROPOSED = "proposed"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody looks for in the bin. ``who`` is the name of whoever put it there."""

    shelf: Shelf = Shelf.ALL
    department_id: int | None = None
    who: str = ""


@dataclass(frozen=True, slots=True)
class Entry(deciding.Shown):
    """One asset in the bin."""

    view: AssetView
    shared_with: tuple[str, ...] = ()
    taken: int = 0
    """How often it was taken out of the house: no program brings that back, and the record of it goes with the asset."""


@dataclass(frozen=True, slots=True)
class Row:
    """An entry as the command line tells it."""

    asset: str
    title: str
    who: str
    at: datetime
    reason: str
    days: int
    proposer: str
    proposal: str

    @classmethod
    def of(cls, entry: Entry) -> Row:
        view = entry.view
        return cls(view.public_id, view.words.title or view.name, entry.who, entry.at, entry.reason, entry.days,
                   entry.proposer, entry.proposal)


def stories_of(session: Session, actor: Actor, wish: Wish, term: timedelta, now: datetime) -> list[Row]:
    """Return the stories on a shelf of the bin as the command line tells them."""
    return [Row(one.public_id, one.title, one.who, one.at, one.reason, one.days, one.proposer, one.proposal)
            for one in stories.listed(session, actor, term, now)
            if wish.shelf is Shelf.ALL or (one.proposed_at is not None if wish.shelf is Shelf.PROPOSED else not one.days)]


@dataclass(frozen=True, slots=True)
class Bin:
    """One page of the bin: how many lie there by shelf, and what can be chosen to narrow it down."""

    entries: tuple[Entry, ...]
    counts: dict[Shelf, int]
    departments: tuple[tuple[int, tuple[str, str]], ...] = ()
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gone:
    """What is left of one asset that was deleted for good."""

    id: int
    kind: str
    department: tuple[str, str] | None
    created_at: datetime
    binned_at: datetime
    binned_by: str
    proposed_at: datetime
    proposer: str
    reason: str
    deleted_at: datetime
    day: date
    confirmer: str
    finished: bool
    copies: tuple[str, ...]
    hashes: tuple[str, ...]
    allowed: tuple[datetime, str] | None
    history: tuple[Line, ...] = field(default=())


def in_bin(session: Session, actor: Actor, wish: Wish, term: timedelta, now: datetime, *, limit: int, offset: int = 0) -> Bin:
    """Return what lies in the bin for this reader, the latest first; what is past its ``term`` the longest there first."""
    seen = visibility.restorable(actor)
    order = Binned.at if wish.shelf is Shelf.OVER else Binned.at.desc()
    rows = session.execute(_query(seen, *_narrowed(wish, term, now)).order_by(order, Binned.asset_id)
                           .limit(limit).offset(offset)).all()
    counted = {shelf: _count(session, seen, *_on(shelf, term, now)) for shelf in Shelf}
    departments = session.execute(
        select(Department.id, Department.name, Department.name_en).distinct()
        .join(Asset, Asset.department_id == Department.id).join(Binned, Binned.asset_id == Asset.id)
        .where(seen).order_by(Department.id)).all()
    people = session.scalars(select(Binned.who).distinct().join(Asset, Asset.id == Binned.asset_id).where(seen)
                             .order_by(Binned.who)).all()
    return Bin(_entries(session, actor, [(row, asset) for row, asset in rows], term, now), counted,
               tuple((row[0], (row[1], row[2])) for row in departments), tuple(people))


def entry(session: Session, actor: Actor, asset_id: int, term: timedelta, now: datetime) -> tuple[Entry, tuple[Line, ...]]:
    """Return one asset in the bin and its history. Raises NotFound."""
    found = session.execute(_query(visibility.restorable(actor), Binned.asset_id == asset_id)).first()
    if found is None:
        raise NotFound(what=f"V{asset_id}")
    return (_entries(session, actor, [(found[0], found[1])], term, now)[0], tuple(history.history(session, asset_id)))


def chosen(session: Session, actor: Actor, asset_ids: Sequence[int], term: timedelta, now: datetime) -> tuple[Entry, ...]:
    """Return those of these assets that lie in the bin for this reader."""
    rows = session.execute(_query(visibility.restorable(actor), Binned.asset_id.in_(asset_ids))).all()
    return _entries(session, actor, [(row, asset) for row, asset in rows], term, now)


def lies_there(session: Session, actor: Actor, asset_id: int) -> bool:
    """Say whether this reader finds an asset in the bin."""
    return session.scalar(select(Binned.asset_id).join(Asset, Asset.id == Binned.asset_id)
                          .where(Binned.asset_id == asset_id, visibility.restorable(actor))) is not None


def gone(session: Session, *, limit: int, offset: int = 0) -> list[Gone]:
    """Return what was deleted for good, the latest first. For the office."""
    rows = session.execute(_tombstones().order_by(Tombstone.deleted_at.desc(), Tombstone.asset_id.desc())
                           .limit(limit).offset(offset)).all()
    return _gone(session, [(row, names) for row, *names in rows])


def gone_one(session: Session, asset_id: int) -> Gone:
    """Return one tombstone with the history of its asset, without the words that it had. Raises NotFound."""
    rows = session.execute(_tombstones().where(Tombstone.asset_id == asset_id)).all()
    if not rows:
        raise NotFound(what=f"V{asset_id}")
    return _gone(session, [(row, names) for row, *names in rows], told=True)[0]


def _query(*rules: ColumnElement[bool]) -> Select[Binned, Asset]:
    return select(Binned, Asset).join(Asset, Asset.id == Binned.asset_id).where(*rules)


def _count(session: Session, *rules: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(Binned).join(Asset, Asset.id == Binned.asset_id).where(*rules)
    return session.scalar(query) or 0


def _on(shelf: Shelf, term: timedelta, now: datetime) -> list[ColumnElement[bool]]:
    rules: dict[Shelf, list[ColumnElement[bool]]] = {
        Shelf.ALL: [], Shelf.PROPOSED: [Binned.proposed_at.is_not(None)], Shelf.OVER: [Binned.at <= now - term]}
    return rules[shelf]


def _narrowed(wish: Wish, term: timedelta, now: datetime) -> list[ColumnElement[bool]]:
    rules = _on(wish.shelf, term, now)
    if wish.department_id is not None:
        rules.append(Asset.department_id == wish.department_id)
    if wish.who:
        rules.append(Binned.who == wish.who)
    return rules


def _entries(session: Session, actor: Actor, rows: Sequence[tuple[Binned, Asset]], term: timedelta,
             now: datetime) -> tuple[Entry, ...]:
    views = {view.id: view for view in queries.assets(session, [row.asset_id for row, _ in rows])}
    shares = co_owners.shares(session, list(views))
    taken: dict[int, int] = dict(session.execute(
        select(TakenItem.asset_id, func.count()).where(TakenItem.asset_id.in_(views)).group_by(TakenItem.asset_id)).all())
    office = policy.may(actor, "delete-for-good") and actor.person_id is not None
    found = []
    for row, asset in rows:
        with_it = tuple(dict.fromkeys(one.department or "" for one in shares.get(row.asset_id, ()))) if office else ()
        found.append(Entry(views[row.asset_id], **deciding.shown(actor, row, asset, term, now), shared_with=with_it,
                           taken=taken.get(row.asset_id, 0)))
    return tuple(found)


def _tombstones() -> Select[Tombstone, str | None, str | None]:
    return (select(Tombstone, Department.name, Department.name_en)
            .outerjoin(Department, Department.id == Tombstone.department_id))


def _gone(session: Session, rows: Sequence[tuple[Tombstone, Sequence[str | None]]], *, told: bool = False) -> list[Gone]:
    hashes: dict[int, list[TombstoneHash]] = {}
    for one in session.scalars(select(TombstoneHash).where(TombstoneHash.asset_id.in_([row.asset_id for row, _ in rows]))
                               .order_by(TombstoneHash.sha256)):
        hashes.setdefault(one.asset_id, []).append(one)
    found = []
    for row, (zh, en) in rows:
        of_it = hashes.get(row.asset_id, [])
        allowed = next(((one.allowed_at, one.allowed_by) for one in of_it if one.allowed_at is not None), None)
        found.append(Gone(
            row.asset_id, row.kind, (zh, en or "") if zh else None, row.created_at, row.binned_at, row.binned_by,
            row.proposed_at, row.proposer, row.reason, row.deleted_at, row.deleted_on, row.confirmer,
            row.erased_at is not None, tuple(row.copies), tuple(one.sha256 for one in of_it), allowed,
            tuple(history.history(session, row.asset_id)) if told else ()))
    return found
