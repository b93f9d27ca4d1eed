"""Duties and reminders that pass on: what somebody answers for in the department, and what they are told because of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.orm import Session, aliased

from index.catalogue import audit
from index.catalogue.boards import Board
from index.catalogue.collections import Collection, CollectionPerson
from index.catalogue.departments import Department
from index.catalogue.deputies import Deputy
from index.catalogue.newsletters import Newsletter, NewsletterReader
from index.catalogue.notices import Kind, Notice
from index.catalogue.people import Person
from index.catalogue.quotas import Quota, QuotaTarget
from index.catalogue.searches import SavedSearch, SearchSubscription, Shared
from server.handover.pair import Pair, Sort, Thing

REMINDERS: Final = frozenset({
    Kind.RETURNED, Kind.BATCH, Kind.ASSIGNED, Kind.BOOKED, Kind.BOARD_DUE,
    Kind.BOARD_OVER, Kind.TOPIC, Kind.TOPIC_DUE, Kind.TOPIC_OVER, Kind.TOPIC_RETURNED, Kind.TASKS_DUE, Kind.TASKS_OVER})
"""What asks for something to be done. Whatever only tells what happened stays with whom it was told."""


def _contact(_session: Session, pair: Pair) -> list[Thing]:
    mine = pair.department.contact_id == pair.giver.id
    return [Thing(pair.department.id, f"department:{pair.department.id}", pair.department.name)] if mine else []


def _move_contact(session: Session, pair: Pair, things: Sequence[Thing]) -> None:
    for one in things:
        session.get_one(Department, one.row).contact_id = pair.taker.id
        _record(session, pair, one)


def _boards(session: Session, pair: Pair) -> list[Thing]:
    rows = session.execute(select(Board.id, Board.name).where(Board.owner_id == pair.giver.id).order_by(Board.id))
    return [Thing(one, f"board:{one}", name) for one, name in rows]


def _deputyships(session: Session, pair: Pair) -> list[Thing]:
    """For whom the giver stands in. Nobody stands in for themselves, so the successor's own is left to the successor."""
    rows = session.execute(select(Deputy.person_id, Person.display).join(Person, Person.id == Deputy.person_id).where(
        Deputy.deputy_id == pair.giver.id, Deputy.person_id != pair.taker.id,
        or_(Deputy.until_at.is_(None), Deputy.until_at > pair.now)).order_by(Deputy.person_id))
    return [Thing(one, f"person:{one}", name) for one, name in rows]


def _quotas(session: Session, pair: Pair) -> list[Thing]:
    other = aliased(QuotaTarget)
    theirs = select(other.quota_id).where(other.person_id == pair.taker.id)
    rows = session.execute(select(QuotaTarget.id, Quota.id, Quota.name).join(Quota, Quota.id == QuotaTarget.quota_id).where(
        QuotaTarget.person_id == pair.giver.id, Quota.id.not_in(theirs)).order_by(QuotaTarget.id))
    return [Thing(target, f"quota:{quota}", name) for target, quota, name in rows]


def _newsletters(session: Session, pair: Pair) -> list[Thing]:
    other = aliased(NewsletterReader)
    theirs = select(other.newsletter_id).where(other.person_id == pair.taker.id)
    rows = session.execute(
        select(NewsletterReader.id, Newsletter.id, Newsletter.name)
        .join(Newsletter, Newsletter.id == NewsletterReader.newsletter_id)
        .where(NewsletterReader.person_id == pair.giver.id, Newsletter.id.not_in(theirs)).order_by(NewsletterReader.id))
    return [Thing(reader, f"newsletter:{one}", name) for reader, one, name in rows]


def _searches(session: Session, pair: Pair) -> list[Thing]:
    return _shared(session, pair, SavedSearch, "search")


def _subscriptions(session: Session, pair: Pair) -> list[Thing]:
    """To searches that others see too; one that the successor follows already stays as it is."""
    other = aliased(SearchSubscription)
    theirs = select(other.search_id).where(other.person_id == pair.taker.id)
    rows = session.scalars(
        select(SavedSearch.id).join(SearchSubscription, SearchSubscription.search_id == SavedSearch.id).where(
            SearchSubscription.person_id == pair.giver.id, SavedSearch.id.not_in(theirs),
        SavedSearch.shared != Shared.PRIVATE).order_by(SavedSearch.id))
    return [Thing(one, f"search:{one}") for one in rows]


def _move_subscriptions(session: Session, pair: Pair, things: Sequence[Thing]) -> None:
    _repoint(session, SearchSubscription.person_id, (SearchSubscription.person_id == pair.giver.id)
             & SearchSubscription.search_id.in_(_rows(things)), pair)


def _collections(session: Session, pair: Pair) -> list[Thing]:
    return _shared(session, pair, Collection, "collection")


def _move_collections(session: Session, pair: Pair, things: Sequence[Thing]) -> None:
    ids = _rows(things)
    session.execute(delete(CollectionPerson).where(CollectionPerson.collection_id.in_(ids),
                                                   CollectionPerson.person_id == pair.taker.id))
    _moving(Collection.owner_id, Collection.id, recorded=True)(session, pair, things)


def _reminders(session: Session, pair: Pair) -> list[Thing]:
    rows = session.scalars(select(Notice.id).where(Notice.person_id == pair.giver.id, Notice.read_at.is_(None),
                                                   Notice.kind.in_(REMINDERS)).order_by(Notice.id))
    return [Thing(one, f"notice:{one}") for one in rows]


def _shared(session: Session, pair: Pair, of: Any, kind: str) -> list[Thing]:
    rows = session.scalars(select(of.id).where(of.owner_id == pair.giver.id, of.shared != Shared.PRIVATE).order_by(of.id))
    return [Thing(one, f"{kind}:{one}") for one in rows]


def _rows(things: Sequence[Thing]) -> list[int]:
    return [one.row for one in things]


def _moving(column: Any, key: Any, *, recorded: bool = False) -> Callable[[Session, Pair, Sequence[Thing]], None]:
    """Return what points the rows of ``key`` at the successor by ``column``, and leaves a line of each in the trail."""
    def move(session: Session, pair: Pair, things: Sequence[Thing]) -> None:
        _repoint(session, column, key.in_(_rows(things)), pair)
        for one in things if recorded else ():
            _record(session, pair, one)
    return move


def _repoint(session: Session, column: Any, which: ColumnElement[bool], pair: Pair) -> None:
    session.execute(update(column.class_).where(which).values({column.key: pair.taker.id})
                    .execution_options(synchronize_session=False))


def _record(session: Session, pair: Pair, one: Thing) -> None:
    audit.record(session, pair.actor, "handed-over", one.subject, at=pair.now, of=pair.giver.display, to=pair.taker.display)


DUTIES = (
    Sort("contact", "building-2", ("部门信息员", "The department’s contact"), _contact, _move_contact),
    Sort("boards", "presentation", ("负责的宣传栏", "Boards answered for"), _boards,
         _moving(Board.owner_id, Board.id, recorded=True)),
    Sort("deputyships", "users", ("替谁代审", "Whom they stand in for"), _deputyships,
         _moving(Deputy.deputy_id, Deputy.person_id, recorded=True)),
    Sort("quotas", "list-ordered", ("个人任务", "Tasks of their own"), _quotas,
         _moving(QuotaTarget.person_id, QuotaTarget.id, recorded=True)),
    Sort("newsletters", "newspaper", ("简报的收件人", "Newsletters received"), _newsletters,
         _moving(NewsletterReader.person_id, NewsletterReader.id)),
    Sort("subscriptions", "bookmark", ("关注的共享检索", "Shared searches followed"), _subscriptions, _move_subscriptions),
    Sort("searches", "search", ("共享的检索", "Searches shared"), _searches,
         _moving(SavedSearch.owner_id, SavedSearch.id)),
    Sort("collections", "images", ("共享的精选集", "Collections shared"), _collections, _move_collections),
    Sort("reminders", "bell", ("未读的提醒", "Reminders not read"), _reminders,
         _moving(Notice.person_id, Notice.id)),
)
