"""Consent records as pages read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, not_, or_, select
from sqlalchemy.orm import Session, aliased

from index.catalogue import bins, visibility
from index.catalogue.channels import Channel
from index.catalogue.consents import Consent, ConsentState, NamedPerson, name_key
from index.catalogue.departments import Department
from index.catalogue.people import Actor, Person
from index.catalogue.takedowns import TakeDown
from index.errors import NotFound

STATES = ("given", "asked", "later", "ended", "withdrawn")


@dataclass(frozen=True, slots=True)
class Line:
    """One record. ``state`` is one of STATES; ``starts`` and ``ends`` are days of the campus, both included; ``assets`` is
    how many name this person, ``report`` what its withdrawal took down.
    """

    id: int
    name: str
    number: str
    minor: bool
    guardian: str
    channels: tuple[tuple[str, str], ...]
    codes: tuple[str, ...]
    purposes: str
    starts: date
    ends: date | None
    state: str
    department: str | None
    department_code: str
    person: str
    evidence: str
    evidence_bytes: int
    evidence_sha256: str | None
    withdrawn_at: datetime | None
    reason: str
    made_by: str
    made_at: datetime
    assets: int
    report: int | None


def lines(session: Session, actor: Actor, zone: ZoneInfo, now: datetime, *, text: str = "", state: str = "", limit: int,
          offset: int = 0) -> list[Line]:
    """Return the records that this person may see whose name or number holds ``text``, the latest first."""
    query = select(Consent.id).where(visibility.consents(actor)).order_by(Consent.id.desc()).limit(limit).offset(offset)
    if text.strip():
        key = name_key(text) or text.strip()
        query = query.where(or_(Consent.name_key.contains(key, autoescape=True),
                                Consent.number.contains(text.strip(), autoescape=True)))
    if state in STATES:
        query = query.where(_is(state, now))
    return _lines(session, session.scalars(query).all(), zone, now)


def line(session: Session, actor: Actor, consent_id: int, zone: ZoneInfo, now: datetime) -> Line:
    """Return one record. Raises NotFound where it is not this person's to see."""
    found = session.scalar(select(Consent.id).where(Consent.id == consent_id, visibility.consents(actor)))
    if found is None:
        raise NotFound(what=f"“{consent_id}”")
    return _lines(session, [found], zone, now)[0]


def state_of(row: Consent, now: datetime) -> str:
    """Return given, asked, later (not yet begun), ended or withdrawn."""
    if row.state != ConsentState.GIVEN:
        return row.state
    return "later" if row.starts_at > now else "ended" if row.ends_at is not None and row.ends_at <= now else "given"


def _is(state: str, now: datetime) -> ColumnElement[bool]:
    begun, over = Consent.starts_at <= now, Consent.ends_at <= now
    given = Consent.state == ConsentState.GIVEN
    rules = {"given": and_(given, begun, or_(Consent.ends_at.is_(None), Consent.ends_at > now)),
             "later": and_(given, not_(begun)), "ended": and_(given, begun, over)}
    return rules.get(state, Consent.state == state)


def _lines(session: Session, ids: Sequence[int], zone: ZoneInfo, now: datetime) -> list[Line]:
    channels = {code: (zh, en) for code, zh, en in session.execute(select(Channel.code, Channel.name, Channel.name_en))}
    naming = select(func.count()).where(
        NamedPerson.name_key == Consent.name_key, bins.kept(NamedPerson.asset_id)).scalar_subquery()
    report = select(func.max(TakeDown.id)).where(TakeDown.consent_id == Consent.id).scalar_subquery()
    account = aliased(Person)
    rows = session.execute(
        select(Consent, Department.name, Department.code, Person.display, account.login, naming, report)
        .outerjoin(Department, Department.id == Consent.department_id).outerjoin(Person, Person.id == Consent.made_by)
        .outerjoin(account, account.id == Consent.person_id)
        .where(Consent.id.in_(ids)))
    found = {row.id: Line(
        row.id, row.name, row.number, row.minor, row.guardian,
        tuple(channels.get(code, (code, code)) for code in row.channels), tuple(row.channels), row.purposes,
        row.starts_at.astimezone(zone).date(),
        (row.ends_at.astimezone(zone) - timedelta(seconds=1)).date() if row.ends_at else None, state_of(row, now),
        department, code or "", person or "", row.evidence_name, row.evidence_bytes, row.evidence_sha256, row.withdrawn_at,
        row.withdrawn_reason, maker or "", row.made_at, number, taken)
        for row, department, code, maker, person, number, taken in rows}
    return [found[one] for one in ids]
