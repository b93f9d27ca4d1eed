"""Saved searches: keep, change, remove, subscribe. Each is one transaction with its audit line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from index.catalogue import audit, visibility
from index.catalogue.departments import Department
from index.catalogue.people import Actor
from index.catalogue.searches import SavedSearch, SearchSubscription, Shared, packed
from index.db import writing
from index.errors import Forbidden, Invalid, NotFound
from index.search.query import LONGEST
from index.search.results import Sort
from server import policy
from server.home import Home
from server.library.asking import default_sort
from server.searches import following

LONGEST_NAME: Final = 60


@dataclass(frozen=True, slots=True)
class Wish:
    """A search to keep. ``department`` is a code: whom it is shared with, where it is shared with a department."""

    name: str
    text: str
    sort: str = ""
    shared: str = Shared.PRIVATE
    department: str = ""
    subscribed: bool = False


def save(home: Home, actor: Actor, wish: Wish, *, now: datetime) -> int:
    """Keep a search and return its id. Raises Forbidden, Invalid."""
    person_id = _person(actor)
    with writing(home.engine) as session:
        search = SavedSearch(owner_id=person_id, changed_at=now)
        _fill(session, actor, search, wish, now)
        session.add(search)
        session.flush()
        audit.record(session, actor, "added", f"search:{search.id}", at=now, name=search.name, text=search.text,
                     shared=search.shared)
        search_id = search.id
    if wish.subscribed:
        subscribe(home, actor, search_id, now=now)
    return search_id


def change(home: Home, actor: Actor, search_id: int, wish: Wish, *, now: datetime) -> None:
    """Change one's own search; boards that follow it follow at once. Raises Forbidden, Invalid, NotFound."""
    with writing(home.engine) as session:
        search = own(session, actor, search_id)
        changed = search.text != wish.text.strip()
        _fill(session, actor, search, wish, now)
        audit.record(session, actor, "changed", f"search:{search.id}", at=now, name=search.name, text=search.text,
                     shared=search.shared)
        watched = list(session.scalars(select(SearchSubscription.person_id).where(SearchSubscription.search_id == search_id)))
    for person_id in watched if changed else ():
        following.look(home, search_id, person_id, now)
    if wish.subscribed:
        subscribe(home, actor, search_id, now=now)
    else:
        unsubscribe(home.engine, actor, search_id)
    following.follow_boards(home, now, search_id=search_id)


def remove(engine: Engine, actor: Actor, search_id: int, *, now: datetime) -> None:
    """Remove one's own search, or, for the office, a shared one. Boards keep what they show. Raises NotFound, Forbidden."""
    with writing(engine) as session:
        search = visible_search(session, actor, search_id)
        if search.owner_id != actor.person_id and not actor.sees_all:
            raise _forbidden()
        audit.record(session, actor, "removed", f"search:{search.id}", at=now, name=search.name)
        session.execute(delete(SavedSearch).where(SavedSearch.id == search.id))


def subscribe(home: Home, actor: Actor, search_id: int, *, now: datetime) -> None:
    """Tell this person of what a search newly finds, from now on. Raises NotFound, Forbidden."""
    person_id = _person(actor)
    with writing(home.engine) as session:
        visible_search(session, actor, search_id)
        if session.get(SearchSubscription, (search_id, person_id)) is not None:
            return
        session.add(SearchSubscription(search_id=search_id, person_id=person_id, known=packed([]), fresh=[], seen_at=now))
    following.look(home, search_id, person_id, now)


def unsubscribe(engine: Engine, actor: Actor, search_id: int) -> None:
    """Tell this person no more."""
    with writing(engine) as session:
        session.execute(delete(SearchSubscription).where(SearchSubscription.search_id == search_id,
                                                         SearchSubscription.person_id == actor.person_id))


def visible_search(session: Session, actor: Actor, search_id: int) -> SavedSearch:
    """Return a search whose text this person may see. Raises NotFound."""
    found = session.scalar(select(SavedSearch).where(SavedSearch.id == search_id, visibility.searches(actor)))
    if found is None:
        raise NotFound(what=str(search_id))
    return found


def own(session: Session, actor: Actor, search_id: int) -> SavedSearch:
    """Return one's own search. Raises NotFound, Forbidden."""
    found = visible_search(session, actor, search_id)
    if found.owner_id != actor.person_id:
        raise _forbidden()
    return found


def _fill(session: Session, actor: Actor, search: SavedSearch, wish: Wish, now: datetime) -> None:
    name, text = " ".join(wish.name.split()), wish.text.strip()
    if not name:
        raise Invalid("name", "不能为空", "must not be empty")
    if len(name) > LONGEST_NAME:
        raise Invalid("name", f"最多 {LONGEST_NAME} 个字", f"at most {LONGEST_NAME} characters")
    if not text or len(text) > LONGEST:
        raise Invalid("text", f"请填写检索语句，最多 {LONGEST} 个字", f"a search is needed, of at most {LONGEST} characters")
    if wish.shared not in set(Shared):
        raise Invalid("shared", "没有这个选项", "there is no such choice")
    department = _department(session, actor, wish.department) if wish.shared == Shared.DEPARTMENT else None
    search.name, search.text, search.shared, search.department_id = name, text, wish.shared, department
    search.sort = wish.sort if wish.sort in set(Sort) else default_sort(text).value
    search.changed_at = now


def _department(session: Session, actor: Actor, code: str) -> int:
    """The department to share with: one's own; the office chooses among all."""
    if not code and actor.department_id is not None:
        return actor.department_id
    found = session.scalar(select(Department.id).where(Department.code == code))
    if found is None or (found != actor.department_id and not actor.sees_all):
        raise Invalid("shared", "请选择一个部门", "choose a department")
    return found


def _person(actor: Actor) -> int:
    policy.require(actor, "save-search")
    if actor.person_id is None:
        raise _forbidden()
    return actor.person_id


def _forbidden() -> Forbidden:
    return policy.forbidden("save-search")
