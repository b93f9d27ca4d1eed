"""Who sends through a link: known by a cookie that opens this one link's uploads, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Engine, delete, func, select
from sqlalchemy.orm import Session

from index.catalogue import audit
from index.catalogue.departments import Department
from index.catalogue.events import Event
from index.catalogue.links import Link, Sender
from index.catalogue.people import Actor, SignInFailure
from index.catalogue.uploads import Upload
from index.credentials import new_token, token_hash
from index.db import reading, serialize, writing
from index.errors import Invalid, NotFound, VitrineError
from ingest.intake import Origin
from ingest.sources.folder import shown
from server.home import Home
from server.outside import links
from server.uploads.service import Delivery

LONGEST: Final = {"name": 40, "contact": 120}
MOST_SENDERS: Final = 1000
WINDOW: Final = timedelta(minutes=10)
MOST_WRONG: Final = 30


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link as whoever opens it sees it. ``state`` is open, over, revoked or full."""

    id: int
    event_id: int
    event: str
    department: tuple[str, str] | None
    note: str
    expires_at: datetime
    state: str
    files_left: int
    bytes_left: int


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who has said who they are; a ``Party`` for uploads."""

    id: int
    link_id: int
    event_id: int
    name: str
    contact: str
    batch: str
    max_files: int
    max_bytes: int

    @property
    def actor(self) -> Actor:
        """Who the audit trail names: nobody of ours, with no role at all."""
        return Actor(None, "outside", f"{self.name}（外部 / outside）", frozenset(), None)

    def origin(self, home: Home, delivery: Delivery) -> Origin:
        del home
        path = shown(delivery.name)
        return Origin(self.actor, links.DOOR, self.batch, path.replace("\\", "/").rsplit("/", 1)[-1], path, None, None,
                      self.event_id, credit=self.name, outside_link_id=self.link_id)

    def owns(self, row: Upload) -> bool:
        return row.sender_id == self.id

    def sign(self, row: Upload) -> None:
        row.sender_id = self.id

    def admit(self, session: Session, home: Home, length: int, now: datetime) -> None:
        """Hold all senders of a link together to its limits. Raises VitrineError link-full."""
        del home
        serialize(session, f"link:{self.link_id}")
        files, size = links.used(session, self.link_id, now)
        if files + 1 > self.max_files or size + length > self.max_bytes:
            raise VitrineError("link-full")


def invitation(engine: Engine, token: str, *, now: datetime) -> Invitation:
    """Return the link of this token, open or not. Raises NotFound link-unknown."""
    with reading(engine) as session:
        row = session.execute(select(Link, Event.name, Department.name, Department.name_en)
                              .join(Event, Event.id == Link.event_id)
                              .outerjoin(Department, Department.id == Link.department_id)
                              .where(Link.token_hash == token_hash(token))).first()
        if row is None:
            raise NotFound("link-unknown")
        link, event, name, name_en = row
        files, size = links.kept(session, link.id)
        return Invitation(link.id, link.event_id, event, (name, name_en) if name else None, link.note, link.expires_at,
                          links.state_of(link, files, size, now), max(0, link.max_files - files),
                          max(0, link.max_bytes - size))


def check_tries(engine: Engine, address: str, *, now: datetime) -> None:
    """Do nothing where this address may try a link. Raises VitrineError too-many-tries after 30 wrong ones in ten minutes."""
    with reading(engine) as session:
        count, first = session.execute(select(func.count(), func.min(SignInFailure.at)).where(
            SignInFailure.subject == f"link:{address}", SignInFailure.at > now - WINDOW)).one()
    if count >= MOST_WRONG:
        raise VitrineError("too-many-tries", minutes=max(1, -int(-(first + WINDOW - now).total_seconds() // 60)))


def count_wrong(engine: Engine, address: str, *, now: datetime) -> None:
    """Put a wrong link on record."""
    with writing(engine) as session:
        session.execute(delete(SignInFailure).where(SignInFailure.at < now - timedelta(days=1)))
        session.add(SignInFailure(subject=f"link:{address}", at=now))


def guest(engine: Engine, link_id: int, cookie: str) -> Guest | None:
    """Return who has this cookie for this link; None where nobody has."""
    with reading(engine) as session:
        row = session.execute(select(Sender, Link).join(Link, Link.id == Sender.link_id)
                              .where(Sender.cookie_hash == token_hash(cookie), Sender.link_id == link_id)).first()
        return _guest(*row) if row else None


def introduce(engine: Engine, found: Invitation, name: str, contact: str, *, now: datetime) -> str:
    """Put on record who sends, and return the token for their cookie. Raises Invalid, VitrineError link-over, link-full."""
    require_open(found)
    name, contact = " ".join(name.split()), " ".join(contact.split())
    if not name:
        raise Invalid("name", "请填写您的姓名，照片署名要用", "your name is needed, for the credit")
    for field, given in (("name", name), ("contact", contact)):
        if len(given) > LONGEST[field]:
            raise Invalid(field, f"最多 {LONGEST[field]} 个字", f"at most {LONGEST[field]} characters")
    cookie = new_token()
    with writing(engine) as session:
        if (session.scalar(select(func.count()).where(Sender.link_id == found.id)) or 0) >= MOST_SENDERS:
            raise VitrineError("link-full")
        sender = Sender(link_id=found.id, cookie_hash=token_hash(cookie), name=name, contact=contact,
                        batch=f"{now:%Y%m%d}-link-{new_token()[:16].replace('_', '-')}", created_at=now)
        session.add(sender)
        session.flush()
        who = _guest(sender, session.get_one(Link, found.id))
        audit.record(session, who.actor, "introduced", f"link:{found.id}", at=now, sender=sender.id, name=name)
    return cookie


def require_open(found: Invitation) -> None:
    """Do nothing where this link takes files. Raises VitrineError link-over, link-revoked, link-full."""
    if found.state != "open":
        raise VitrineError(f"link-{found.state}")


def _guest(sender: Sender, link: Link) -> Guest:
    return Guest(sender.id, link.id, link.event_id, sender.name, sender.contact, sender.batch, link.max_files, link.max_bytes)
