"""Consents: add, change, withdraw. Each is one transaction, in which every asset that names the person is settled anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO, Final

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from index import jobs
from index.catalogue import audit, consent_terms, items
from index.catalogue.channels import Channel
from index.catalogue.consents import Consent, ConsentEnd, ConsentState, NamedPerson, name_key
from index.catalogue.dayparts import midnight, over
from index.catalogue.departments import Department
from index.catalogue.people import Actor, Person
from index.db import writing
from index.errors import Conflict, Invalid, in_order
from server import policy
from server.consents import namesakes
from server.consents.namesakes import kept_by
from server.home import Home
from server.takedowns import service as takedowns

LONGEST: Final = {"name": 60, "number": 40, "guardian": 60, "purposes": 300}
LARGEST_EVIDENCE: Final = 20 << 20
"""Bytes of an evidence file."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A record as somebody wants it. ``starts`` and ``ends`` are days of the campus, the last one included; ``channels``
    empty is all. ``given`` is False where the person was asked and has not agreed yet. ``person`` is a login, if any.
    """

    name: str
    number: str = ""
    minor: bool = False
    guardian: str = ""
    channels: tuple[str, ...] = ()
    purposes: str = ""
    starts: date | None = None
    ends: date | None = None
    department: str = ""
    person: str = ""
    given: bool = True


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file that proves a consent, as it was uploaded: nothing in it is trusted."""

    name: str
    stream: BinaryIO


def add(home: Home, actor: Actor, wish: Wish, evidence: Evidence | None = None, *, now: datetime) -> int:
    """Keep a new record and return its id. Raises Forbidden, Invalid, Contradiction."""
    held = _store(home, evidence)
    with writing(home.engine) as session:
        row = Consent(name="", name_key="", starts_at=now, made_by=actor.person_id, made_at=now, changed_at=now,
                      department_id=actor.department_id)
        _fill(session, home, actor, row, wish, now)
        _hold(row, held)
        session.add(row)
        session.flush()
        _settle(session, {row.name_key}, now)
        audit.record(session, actor, "added", f"consent:{row.id}", at=now, **_told(row))
        return row.id


def change(home: Home, actor: Actor, consent_id: int, wish: Wish, evidence: Evidence | None = None, *, now: datetime) -> None:
    """Change a record; one that was withdrawn stays as it is. Raises like ``add``, NotFound, Conflict(consent-withdrawn)."""
    held = _store(home, evidence)
    with writing(home.engine) as session:
        row = kept_by(session, actor, consent_id)
        if row.state == ConsentState.WITHDRAWN:
            raise Conflict("consent-withdrawn")
        before, former = _told(row), row.name_key
        _fill(session, home, actor, row, wish, now)
        _hold(row, held)
        row.changed_at = now
        session.flush()
        _settle(session, {former, row.name_key}, now)
        audit.record(session, actor, "changed", f"consent:{row.id}", at=now, before=before, after=_told(row))


def withdraw(engine: Engine, actor: Actor, consent_id: int, reason: str, *, others: Sequence[int] = (),
             now: datetime) -> int | None:
    """Withdraw a consent and take down what it covered, all in one transaction; ``others`` are assets of which the office
    says that they show somebody else of the name, and which stay.

    Returns the report of the take-down; None where nothing names this person, or where they agreed anew.
    Raises NotFound, Forbidden, Conflict(consent-withdrawn), VitrineError(reason-required).
    """
    reason = takedowns.checked(reason)
    with writing(engine) as session:
        row = kept_by(session, actor, consent_id)
        if row.state == ConsentState.WITHDRAWN:
            raise Conflict("consent-withdrawn")
        namesakes.others(session, actor, row, others, now)
        row.state, row.withdrawn_at, row.withdrawn_reason, row.changed_at = ConsentState.WITHDRAWN, now, reason, now
        session.flush()
        _settle(session, {row.name_key}, now)
        audit.record(session, actor, "withdrawn", f"consent:{row.id}", at=now, reason=reason, **_told(row))
        stopped = _stopped(session, namesakes.sort(session, row).counting, now)
        if not stopped:
            return None
        return takedowns.carry_out(session, actor, list(stopped), reason, now=now, consent_id=row.id,
                                   channels={items.ref(one): codes for one, codes in stopped.items()})


def assets_naming(session: Session, keys: set[str]) -> list[int]:
    """Return every asset whose description names one of these people, whosever it is."""
    return list(session.scalars(select(NamedPerson.asset_id).where(NamedPerson.name_key.in_(keys)).distinct()
                                .order_by(NamedPerson.asset_id)))


def _settle(session: Session, keys: set[str], now: datetime) -> None:
    ids = assets_naming(session, keys)
    consent_terms.settle(session.connection(), ids, now)
    jobs.enqueue_index_of(session, ids, now=now)


def _stopped(session: Session, ids: Sequence[int], now: datetime) -> dict[int, frozenset[str]]:
    """Return the channels on which each of these assets may no longer be shown, where there are any."""
    every = frozenset(session.scalars(select(Channel.code)))
    wanted, found = set(ids), dict[int, frozenset[str]]()
    for asset_id, code in session.execute(
            select(ConsentEnd.asset_id, Channel.code).outerjoin(Channel, Channel.id == ConsentEnd.channel_id)
            .where(ConsentEnd.ends_at <= now).order_by(ConsentEnd.asset_id)):
        if asset_id not in wanted:
            continue
        found[asset_id] = found.get(asset_id, frozenset()) | (every if code is None else {code})
    return found


def _fill(session: Session, home: Home, actor: Actor, row: Consent, wish: Wish, now: datetime) -> None:
    policy.require(actor, "keep-consents")
    for field, most in LONGEST.items():
        text = getattr(wish, field).strip()
        if len(text) > most:
            raise Invalid(field, f"最多 {most} 个字", f"at most {most} characters")
        setattr(row, field, text)
    row.name_key = name_key(row.name)
    if not row.name_key:
        raise Invalid("name", "请填写姓名", "say who it is")
    if wish.minor and not row.guardian:
        raise Invalid("guardian", "未成年人须写明监护人", "name the guardian of a minor")
    row.minor, row.channels = wish.minor, sorted(_channels(session, wish.channels))
    row.starts_at, row.ends_at = _term(wish, home, now)
    row.state = ConsentState.GIVEN if wish.given else ConsentState.ASKED
    row.department_id = _department(session, actor, wish.department, row.department_id)
    row.person_id = _person(session, wish.person)


def _term(wish: Wish, home: Home, now: datetime) -> tuple[datetime, datetime | None]:
    zone = home.settings.zone
    first = wish.starts or now.astimezone(zone).date()
    in_order("ends", ("授权开始", "valid from", first), ("授权截止", "valid until", wish.ends))
    end = None if wish.ends is None else over(wish.ends, zone)
    return midnight(first, zone), end


def _channels(session: Session, given: Sequence[str]) -> set[str]:
    known = set(session.scalars(select(Channel.code)))
    if unknown := set(given) - known:
        names = ", ".join(sorted(unknown))
        raise Invalid("channels", f"没有「{names}」这个渠道", f"there is no channel “{names}”")
    return set(given)


def _department(session: Session, actor: Actor, code: str, former: int | None) -> int | None:
    """The office says whose record it is; anybody else keeps their own department's."""
    if not actor.sees_all or not code:
        return former if former is not None else actor.department_id
    found = session.scalar(select(Department.id).where(Department.code == code))
    if found is None:
        raise Invalid("department", f"没有「{code}」这个部门", f"there is no department “{code}”")
    return found


def _person(session: Session, login: str) -> int | None:
    if not login.strip():
        return None
    found = session.scalar(select(Person.id).where(Person.login == login.strip()))
    if found is None:
        raise Invalid("person", f"没有「{login}」这个账号", f"there is no account “{login}”")
    return found


def _store(home: Home, evidence: Evidence | None) -> tuple[str, str, int] | None:
    """Bytes before rows: the file lies among the originals before any row names it."""
    if evidence is None:
        return None
    staged = home.store.stage(evidence.stream, limit=LARGEST_EVIDENCE)
    if staged.bytes == 0:
        home.store.discard(staged)
        raise Invalid("evidence", "文件是空的", "the file is empty")
    home.store.keep("originals", staged)
    return staged.sha256, evidence.name[-120:], staged.bytes


def _hold(row: Consent, held: tuple[str, str, int] | None) -> None:
    if held is not None:
        row.evidence_sha256, row.evidence_name, row.evidence_bytes = held


def _told(row: Consent) -> dict[str, object]:
    return {"name": row.name, "number": row.number, "minor": row.minor, "guardian": row.guardian, "channels": row.channels,
            "purposes": row.purposes, "starts": row.starts_at.isoformat(), "state": row.state,
            "ends": row.ends_at.isoformat() if row.ends_at else None, "evidence": row.evidence_sha256}
