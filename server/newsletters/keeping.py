"""Newsletters: made, changed, with their template and readers. Each change is one transaction with its audit line."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from index.catalogue import audit
from index.catalogue.newsletters import Newsletter, NewsletterReader
from index.catalogue.outlets import Outlet, OutletType
from index.catalogue.people import Actor
from index.db import serialize, writing
from index.errors import Conflict, Invalid, NotFound, VitrineError
from server import policy
from server.home import Home
from server.newsletters import docx
from server.newsletters.limits import LONGEST, counted, length
from server.notices import readers


@dataclass(frozen=True, slots=True)
class Wish:
    """A newsletter as the office wants it. ``outlet`` is the row of an internal bulletin, or None to make one of its name."""

    name: str
    outlet: int | None = None
    issuer: str = ""
    issued_before: int = 0
    report_to: str = ""
    send_to: str = ""
    copies: int = 0


def add(engine: Engine, actor: Actor, wish: Wish, *, level: str = "school", now: datetime) -> int:
    """Make a newsletter and return its id. Without an outlet one of this ``level`` is made.

    Raises Forbidden, Invalid, Conflict(name-taken), VitrineError(newsletter-outlet).
    """
    policy.require(actor, "make-newsletters")
    with writing(engine) as session:
        row = Newsletter(name="", outlet_id=0, made_at=now, made_by=actor.person_id)
        _fill(session, actor, row, wish, level, now)
        session.add(row)
        session.flush()
        audit.record(session, actor, "added", f"newsletter:{row.id}", at=now, name=row.name)
        return row.id


def change(engine: Engine, actor: Actor, newsletter_id: int, wish: Wish, *, now: datetime) -> None:
    """Change a newsletter; issues that were approved stay as they are. Raises as ``add``, and NotFound."""
    policy.require(actor, "make-newsletters")
    with writing(engine) as session:
        row = found(session, newsletter_id)
        _fill(session, actor, row, wish, "school", now)
        audit.record(session, actor, "changed", f"newsletter:{row.id}", at=now, name=row.name)


def set_template(home: Home, actor: Actor, newsletter_id: int, name: str, data: bytes | None, *, now: datetime) -> None:
    """Keep a .docx as a newsletter's template; None goes back to the one that comes along.

    Raises Forbidden, NotFound, VitrineError(newsletter-template).
    """
    policy.require(actor, "make-newsletters")
    if data is not None:
        docx.check(data)
    sha256 = keep(home, data) if data is not None else None
    with writing(home.engine) as session:
        row = found(session, newsletter_id)
        row.template_sha256, row.template_name, row.template_bytes = sha256, name[-120:] if data else "", len(data or b"")
        audit.record(session, actor, "changed", f"newsletter:{row.id}", at=now, name=row.name, template=sha256)


def keep(home: Home, data: bytes) -> str:
    """Put bytes among the originals and return their SHA-256. Raises VitrineError."""
    staged = home.store.stage(io.BytesIO(data), limit=len(data))
    home.store.keep("originals", staged)
    return staged.sha256


def add_readers(engine: Engine, actor: Actor, newsletter_id: int, logins: Sequence[str], mails: Sequence[tuple[str, str]], *,
                now: datetime) -> int:
    """Put people, and (name, mail address), on the list of readers; return how many are new.

    Raises Forbidden, NotFound, Invalid.
    """
    policy.require(actor, "make-newsletters")
    with writing(engine) as session:
        row = found(session, newsletter_id)
        serialize(session, f"newsletter:{row.id}")
        had = session.scalars(select(NewsletterReader).where(NewsletterReader.newsletter_id == row.id)).all()
        new = [NewsletterReader(newsletter_id=row.id, person_id=person, name=name, mail=mail)
               for person, name, mail in readers.wanted(session, had, logins, mails)]
        session.add_all(new)
        if new:
            audit.record(session, actor, "changed", f"newsletter:{row.id}", at=now, name=row.name, readers=len(new))
        return len(new)


def remove_reader(engine: Engine, actor: Actor, newsletter_id: int, reader_id: int, *, now: datetime) -> None:
    """Take a reader off the list; one who is not on it is no error. Raises Forbidden, NotFound."""
    policy.require(actor, "make-newsletters")
    with writing(engine) as session:
        row, reader = found(session, newsletter_id), session.get(NewsletterReader, reader_id)
        if reader is not None and reader.newsletter_id == row.id:
            session.delete(reader)
            audit.record(session, actor, "changed", f"newsletter:{row.id}", at=now, name=row.name, readers=-1)


def found(session: Session, newsletter_id: int) -> Newsletter:
    """Return a newsletter. Raises NotFound."""
    row = session.get(Newsletter, newsletter_id)
    if row is None:
        raise NotFound(what=f"“{newsletter_id}”")
    return row


def _fill(session: Session, actor: Actor, row: Newsletter, wish: Wish, level: str, now: datetime) -> None:
    for name, most in LONGEST.items():
        text = " ".join(getattr(wish, name).split())
        if name == "name" and not text:
            raise Invalid("name", "请填写刊名", "give it a name")
        length(name, text, most)
        if name == "name" and session.scalar(
                select(Newsletter.id).where(Newsletter.name == text, Newsletter.id != row.id)) is not None:
            raise Conflict("name-taken", name=text)
        setattr(row, name, text)
    row.issued_before, row.copies = counted("issued_before", wish.issued_before), counted("copies", wish.copies)
    if wish.outlet is None:
        row.outlet_id = _outlet(session, actor, row.name, level, now)
    else:
        outlet = session.get(Outlet, wish.outlet)
        if outlet is None or outlet.type != OutletType.BULLETIN:
            raise VitrineError("newsletter-outlet")
        row.outlet_id = outlet.id


def _outlet(session: Session, actor: Actor, name: str, level: str, now: datetime) -> int:
    """Return the internal bulletin of this name, made where there is none."""
    outlet = session.scalar(select(Outlet).where(Outlet.name == name))
    if outlet is None:
        outlet = Outlet(name=name, level=level, type=OutletType.BULLETIN)
        session.add(outlet)
        session.flush()
        audit.record(session, actor, "added", f"outlet:{outlet.id}", at=now, name=name)
    if outlet.type != OutletType.BULLETIN:
        raise VitrineError("newsletter-outlet")
    return outlet.id
