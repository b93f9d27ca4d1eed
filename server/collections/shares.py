"""Links to a collection for people without an account: with a term, revocable, shown once, since only the hash is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Engine, Select, select, update
from sqlalchemy.orm import Session

from index.catalogue import audit, visibility
from index.catalogue.assets import Asset, Rendition
from index.catalogue.collections import Collection, CollectionItem, CollectionPerson, CollectionShare
from index.catalogue.people import Actor, Person, actor_of
from index.credentials import new_token, token_hash
from index.db import reading, writing
from index.errors import Invalid, NotFound, VitrineError, in_order
from server.collections.lists import Item, ordered
from server.collections.service import kept_by
from server.downloads.rights import Piece, copied

LONGEST_TERM: Final = timedelta(days=183)
USUAL_TERM: Final = timedelta(days=14)
"""What the form offers first."""
LONGEST_NOTE: Final = 60
FORM: Final = "web"
"""What may be downloaded through a link: never the original."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A collection as whoever has its link sees it: what may be given out, and why the rest is not here."""

    share_id: int
    collection_id: int
    name: str
    note: str
    sharer: str
    last_day: date
    takes: bool
    items: tuple[Item, ...]
    held_back: int


@dataclass(frozen=True, slots=True)
class ShareLine:
    """A link in a list. ``state`` is open, over or revoked; ``shown`` are the assets that it gives out now."""

    id: int
    note: str
    sharer: str
    last_day: date
    state: str
    takes: bool
    opened: int
    shown: int


def make(engine: Engine, actor: Actor, collection_id: int, last_day: date, zone: ZoneInfo, *, takes: bool, note: str = "",
         now: datetime) -> str:
    """Make a link and return its token, which nobody can read again. Raises Forbidden, Invalid, NotFound."""
    in_order("last_day", ("今天", "Today", now.astimezone(zone).date()), ("截止日期", "Last day", last_day))
    end = datetime.combine(last_day + timedelta(days=1), time(), zone)
    if end - now > LONGEST_TERM + timedelta(days=1):
        raise Invalid("last_day", "最长半年", "half a year at most")
    if len(note.strip()) > LONGEST_NOTE:
        raise Invalid("note", f"最多 {LONGEST_NOTE} 个字", f"at most {LONGEST_NOTE} characters")
    token = new_token()
    with writing(engine) as session:
        row = kept_by(session, actor, collection_id)
        share = CollectionShare(collection_id=row.id, token_hash=token_hash(token), note=note.strip(), takes=takes,
                                made_by=actor.person_id, made_at=now, expires_at=end, opened=0)
        session.add(share)
        session.flush()
        audit.record(session, actor, "shared", f"collection:{row.id}", at=now, name=row.name, share=share.id,
                     until=str(last_day), takes=takes)
    return token


def revoke(engine: Engine, actor: Actor, collection_id: int, share_id: int, *, now: datetime) -> None:
    """Close a link for good, at once. Raises NotFound, Forbidden."""
    with writing(engine) as session:
        row = kept_by(session, actor, collection_id)
        share = session.get(CollectionShare, share_id)
        if share is None or share.collection_id != row.id:
            raise NotFound(what=f"“{share_id}”")
        if share.revoked_at is None:
            share.revoked_at = now
            audit.record(session, actor, "unshared", f"collection:{row.id}", at=now, name=row.name, share=share.id)


def listed(engine: Engine, actor: Actor, collection_id: int, zone: ZoneInfo, now: datetime) -> list[ShareLine]:
    """Return the links of a collection that one keeps, the latest first. Raises NotFound, Forbidden."""
    with reading(engine) as session:
        row = kept_by(session, actor, collection_id)
        rows = session.execute(select(CollectionShare, Person).outerjoin(Person, Person.id == CollectionShare.made_by)
                               .where(CollectionShare.collection_id == row.id).order_by(CollectionShare.id.desc()))
        return [ShareLine(share.id, share.note, sharer.display if sharer else "", _last_day(share, zone),
                          state_of(share, now), share.takes, share.opened, len(_given_out(session, row, sharer, now)))
                for share, sharer in rows]


def would_show(engine: Engine, actor: Actor, collection_id: int, now: datetime) -> tuple[int, int]:
    """Return how many assets a link of this person's would show, and how many it would hold back."""
    with reading(engine) as session:
        row, inside = kept_by(session, actor, collection_id), ordered(session, collection_id)
        shown = session.scalars(_query(collection_id, visibility.given_out(giver(session, row, actor), now))).all()
        return len(shown), len(inside) - len(shown)


def opened(engine: Engine, token: str, zone: ZoneInfo, *, now: datetime, count: bool = False) -> Opened:
    """Return what a link shows. Raises NotFound share-unknown, VitrineError share-over, share-revoked."""
    with reading(engine) as session:
        share, row, sharer = _open(session, token, now)
        notes = ordered(session, row.id)
        given = _given_out(session, row, sharer, now)
        views = visibility.shared_views(session, [one for one in notes if one in given])
        found = Opened(share.id, row.id, row.name, row.note, sharer.display if sharer else "", _last_day(share, zone),
                       share.takes, tuple(Item(view, notes[view.id]) for view in views), len(notes) - len(views))
    if count:
        with writing(engine, durable=False) as session:
            session.execute(update(CollectionShare).where(CollectionShare.id == found.share_id)
                            .values(opened=CollectionShare.opened + 1))
    return found


def rendition(engine: Engine, token: str, sha256: str, *, now: datetime) -> Rendition:
    """Return a rendition that a link shows. Raises NotFound, VitrineError share-over, share-revoked."""
    with reading(engine) as session:
        _share, row, sharer = _open(session, token, now)
        shown = _given_out(session, row, sharer, now)
        found = visibility.shared_rendition(session, sha256, shown)
        if found is None:
            raise NotFound(what=sha256[:12])
        return found


def piece(engine: Engine, token: str, asset_id: int, *, now: datetime) -> list[Piece]:
    """Return the reduced copy of one asset that a link lets its holder download. Raises NotFound, VitrineError."""
    with reading(engine) as session:
        share, row, sharer = _open(session, token, now)
        if not share.takes or asset_id not in _given_out(session, row, sharer, now):
            raise NotFound(what=f"V{asset_id}")
        return [copied(visibility.shared_views(session, [asset_id])[0], FORM)]


def state_of(share: CollectionShare, now: datetime) -> str:
    """Return open, over or revoked."""
    return "revoked" if share.revoked_at is not None else "over" if share.expires_at <= now else "open"


def _open(session: Session, token: str, now: datetime) -> tuple[CollectionShare, Collection, Person | None]:
    found = session.execute(
        select(CollectionShare, Collection, Person).join(Collection, Collection.id == CollectionShare.collection_id)
        .outerjoin(Person, Person.id == CollectionShare.made_by)
        .where(CollectionShare.token_hash == token_hash(token))).first()
    if found is None:
        raise NotFound("share-unknown")
    state = state_of(found[0], now)
    if state != "open":
        raise VitrineError(f"share-{state}")
    return found[0], found[1], found[2]


def _given_out(session: Session, row: Collection, sharer: Person | None, now: datetime) -> set[int]:
    """What whoever made the link may give out as they are now: somebody who left the house gives out what is published."""
    actor = actor_of(sharer) if sharer is not None and sharer.active else None
    return set(session.scalars(_query(row.id, visibility.given_out(giver(session, row, actor), now))))


def giver(session: Session, row: Collection, sharer: Actor | None) -> Actor | None:
    """Return by whose rights a link shows a collection: what several put in never goes out by those of one who did not."""
    named = select(CollectionPerson.person_id).where(CollectionPerson.collection_id == row.id, CollectionPerson.edits)
    return None if row.together or session.scalar(named.limit(1)) is not None else sharer


def _query(collection_id: int, rule: ColumnElement[bool]) -> Select[int]:
    return (select(CollectionItem.asset_id).join(Asset, Asset.id == CollectionItem.asset_id)
            .where(CollectionItem.collection_id == collection_id, rule))


def _last_day(share: CollectionShare, zone: ZoneInfo) -> date:
    return (share.expires_at.astimezone(zone) - timedelta(seconds=1)).date()
