"""What follows a saved search: people who are told of new finds, and boards that fill themselves.

A worker compares after each batch of the index, and now and then for what time alone changes. Each person's finds are
by that person's own rights. A board holds only what screens may show, and the manifest asks that again at each build.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Engine, delete, or_, select
from sqlalchemy.orm import Session

from index import jobs
from index.catalogue import audit, visibility
from index.catalogue.assets import Asset, public_id
from index.catalogue.boards import Board, BoardItem
from index.catalogue.channels import SCREENS
from index.catalogue.notices import Kind
from index.catalogue.people import OWNER, Actor, Person, actor_of
from index.catalogue.searches import BoardSource, SavedSearch, SearchSubscription, packed, unpacked
from index.catalogue.visibility import ViewerFilter
from index.db import reading, writing
from index.search import search
from index.search.results import Moment, Sort
from server.home import Home
from server.notices import telling
from server.notices.heard import Telling

KIND: Final = "searches"
"""The job that brings all that follows searches up to date; its key is ALL."""
ALL: Final = "all"
FRESH: Final = 500
"""New finds of one search that are kept apart; beyond that people look at the search itself."""
LOOKED_THROUGH: Final = 500
"""Finds among which a board looks for what screens may show."""
_LOG = logging.getLogger(__name__)


def ask(engine: Engine, now: datetime) -> None:
    """Ask for the job, where anybody or any board follows a search."""
    with reading(engine) as session:
        if not any(session.scalar(select(one).limit(1)) for one in (SearchSubscription.search_id, BoardSource.board_id)):
            return
    with writing(engine, durable=False) as session:
        jobs.enqueue(session, KIND, ALL, now=now)


def follow(home: Home, now: datetime) -> None:
    """Bring every subscription and every board with a source up to date. Running it again changes nothing."""
    with reading(home.engine) as session:
        pairs = session.execute(select(SearchSubscription.search_id, SearchSubscription.person_id)
                                .join(Person, Person.id == SearchSubscription.person_id).where(Person.active)).all()
    for search_id, person_id in pairs:
        _compare(home, search_id, person_id, now)
    follow_boards(home, now)


def look(home: Home, search_id: int, person_id: int, now: datetime) -> None:
    """Note that this person knows all that a search finds for them now: nothing of it is new any more."""
    found = _found(home, search_id, person_id, now)
    if found is None:
        return
    with writing(home.engine) as session:
        row = session.get(SearchSubscription, (search_id, person_id))
        if row is not None:
            row.known, row.fresh, row.seen_at = packed(found | unpacked(row.known)), [], now


def follow_boards(home: Home, now: datetime, *, search_id: int | None = None) -> None:
    """Bring the boards with a source up to date: all, or those that follow one search."""
    query = select(BoardSource.board_id, BoardSource.most, SavedSearch.text, SavedSearch.sort, SavedSearch.owner_id).join(
        SavedSearch, SavedSearch.id == BoardSource.search_id)
    with reading(home.engine) as session:
        sources = session.execute(query if search_id is None else query.where(BoardSource.search_id == search_id)).all()
    for source in sources:
        _fill(home, source.board_id, _hits(home, source.text, source.sort, source.owner_id, now), source.most, now)


def _compare(home: Home, search_id: int, person_id: int, now: datetime) -> None:
    found = _found(home, search_id, person_id, now)
    if found is None:
        return
    with writing(home.engine, durable=False) as session:
        row = session.get(SearchSubscription, (search_id, person_id))
        if row is not None:
            fresh = sorted(found - unpacked(row.known), reverse=True)[:FRESH]
            if set(fresh) - set(row.fresh):
                told = Telling(person_id, Kind.SEARCH, f"search:{search_id}", now)
                telling.keep(session, [told], home.settings.zone, now)
            if fresh != row.fresh:
                row.fresh = fresh


def _found(home: Home, search_id: int, person_id: int, now: datetime) -> set[int] | None:
    """Return what a search finds for somebody, by their rights now; None where it cannot be told, or is not theirs to see."""
    from index.search.sight import matching

    with reading(home.engine) as session:
        person = session.get(Person, person_id)
        actor = actor_of(person) if person is not None else None
        text = _text(session, actor, search_id) if actor else None
    if actor is None or text is None:
        return None
    try:
        return matching(home.index, text, Moment(visibility.search_filter(actor), now), home.settings.zone)
    except search.DAMAGE:
        _LOG.exception("the search index of %s cannot be read", home.settings.home)
        return None


def _text(session: Session, actor: Actor, search_id: int) -> str | None:
    return session.scalar(select(SavedSearch.text).where(SavedSearch.id == search_id, visibility.searches(actor)))


def _hits(home: Home, text: str, sort: str, owner_id: int, now: datetime) -> list[int] | None:
    """Return what a search finds of what is approved for the screens, in its order; None where the index cannot tell."""
    results = search.search(home.index, f'status:"{SCREENS}:approved" {text}', limit=LOOKED_THROUGH, now=now,
                            facets=False, sort=sort if sort in set(Sort) else Sort.NEWEST, zone=home.settings.zone,
                            viewer_filter=ViewerFilter(all=True, owner_id=owner_id))
    if any(note.reason.code in {"no-index", "index-damaged"} for note in results.notes):
        return None
    return [hit.asset_id for hit in results.hits if not hit.near]


def _fill(home: Home, board_id: int, hits: Sequence[int] | None, most: int, now: datetime) -> None:
    """Put on a board what it should show, in order. Without an answer from the index it stays as it is."""
    if hits is None:
        return
    with writing(home.engine, durable=False) as session:
        board = session.get(Board, board_id)
        if board is None:
            return
        shown = set(session.scalars(select(Asset.id).where(
            Asset.id.in_(hits), visibility.shown_on_screens(now), Asset.rendered_at.is_not(None))))
        wanted = [one for one in hits if one in shown][:most]
        held = {item.asset_id: item for item in session.scalars(
            select(BoardItem).where(BoardItem.board_id == board_id).order_by(BoardItem.position, BoardItem.id))}
        if wanted == list(held):
            return
        session.execute(delete(BoardItem).where(BoardItem.board_id == board_id, or_(
            BoardItem.asset_id.is_(None), BoardItem.asset_id.not_in(wanted))))
        for place, one in enumerate(wanted, 1):  # what stays keeps its weight, its length and its times
            if one in held:
                held[one].position = place
            else:
                session.add(BoardItem(board_id=board_id, asset_id=one, position=place, added_at=now))
        board.changed_at = now
        audit.record(session, OWNER, "followed", f"board:{board_id}", at=now, name=board.name,
                     order=[public_id(one) for one in wanted])
