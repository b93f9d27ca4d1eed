"""How reports look, and who is on the leaders' list. Each change is one transaction with its audit line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from index.catalogue import audit
from index.catalogue.people import Actor
from index.catalogue.reports import ReportForm, ReportReader
from index.db import serialize, writing
from server import policy
from server.home import Home
from server.newsletters.keeping import keep
from server.newsletters.limits import length
from server.notices import readers
from server.reports import docx

LONGEST: Final = {"issuer": 40, "mark": 12, "address": 120, "copy_to": 300}
SUBJECT: Final = "report-form:1"


@dataclass(frozen=True, slots=True)
class Wish:
    """How new reports look; those that are there keep their own."""

    issuer: str = ""
    mark: str = ""
    address: str = ""
    copy_to: str = ""
    red_head: bool = True


def form(session: Session) -> ReportForm:
    """Return how reports look, in a row of no session where nobody has said it yet."""
    found = session.get(ReportForm, 1)
    return found if found is not None else ReportForm(
        id=1, issuer="", mark="", address="", copy_to="", red_head=True, template_name="", template_bytes=0)


def change(engine: Engine, actor: Actor, wish: Wish, *, now: datetime) -> None:
    """Say how new reports look. Raises Forbidden, Invalid."""
    policy.require(actor, "make-reports")
    with writing(engine) as session:
        row = _row(session)
        for name, most in LONGEST.items():
            text = " ".join(getattr(wish, name).split())
            length(name, text, most)
            setattr(row, name, text)
        row.red_head = wish.red_head
        audit.record(session, actor, "changed", SUBJECT, at=now, issuer=row.issuer, mark=row.mark)


def set_template(home: Home, actor: Actor, name: str, data: bytes | None, *, now: datetime) -> None:
    """Keep a .docx as the template of reports; None goes back to the one that comes along.

    Raises Forbidden, VitrineError(report-template).
    """
    policy.require(actor, "make-reports")
    if data is not None:
        docx.check(data)
    sha256 = keep(home, data) if data is not None else None
    with writing(home.engine) as session:
        row = _row(session)
        row.template_sha256, row.template_name, row.template_bytes = sha256, name[-120:] if data else "", len(data or b"")
        audit.record(session, actor, "changed", SUBJECT, at=now, template=sha256)


def on_list(session: Session) -> list[ReportReader]:
    """Return the leaders' list, in the order in which they were put on it."""
    return list(session.scalars(select(ReportReader).order_by(ReportReader.id)))


def add_readers(engine: Engine, actor: Actor, logins: Sequence[str], mails: Sequence[tuple[str, str]], *,
                now: datetime) -> int:
    """Put people, and (name, mail address), on the leaders' list; return how many are new. Raises Forbidden, Invalid."""
    policy.require(actor, "make-reports")
    with writing(engine) as session:
        serialize(session, "report-readers")
        new = readers.wanted(session, on_list(session), logins, mails)
        session.add_all(ReportReader(person_id=person, name=name, mail=mail) for person, name, mail in new)
        if new:
            audit.record(session, actor, "changed", SUBJECT, at=now, readers=len(new))
        return len(new)


def remove_reader(engine: Engine, actor: Actor, reader_id: int, *, now: datetime) -> None:
    """Take somebody off the list; who is not on it is no error. Raises Forbidden."""
    policy.require(actor, "make-reports")
    with writing(engine) as session:
        row = session.get(ReportReader, reader_id)
        if row is not None:
            session.delete(row)
            audit.record(session, actor, "changed", SUBJECT, at=now, readers=-1)


def _row(session: Session) -> ReportForm:
    serialize(session, "report-form")
    row = session.get(ReportForm, 1)
    if row is None:
        row = form(session)
        session.add(row)
    return row
