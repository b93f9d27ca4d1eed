"""Sign-ins: kept in the catalogue, known by the cookie's hash. Throttling survives a restart, for it is rows as well."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Engine, bindparam, delete, func, select, update
from sqlalchemy.orm import Session

from index.catalogue import audit
from index.catalogue.departments import Department
from index.catalogue.people import Actor, Person, PersonRole, Role, SetupLink, SignIn, SignInFailure, actor_of, make_actor
from index.credentials import check_password, hash_password, new_token, token_hash
from index.db import Utc, reading, writing
from index.errors import Invalid, NotFound, VitrineError
from server.admin.service import LOGIN, SHORTEST_PASSWORD

WINDOW: Final = timedelta(minutes=10)
MOST_PER_ACCOUNT: Final = 5
MOST_PER_ADDRESS: Final = 20
KEEP_FAILURES: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Found:
    """Whoever a cookie belongs to."""

    actor: Actor
    locale: str | None


@dataclass(frozen=True, slots=True)
class Founder:
    """The first administrator, and the office that they belong to."""

    login: str
    display: str
    password: str
    office: str


_WHOSE: Final = (
    select(Person.id, Person.login, Person.display, Person.department_id, Person.locale, PersonRole.role)
    .join(SignIn, SignIn.person_id == Person.id).outerjoin(PersonRole, PersonRole.person_id == Person.id)
    .where(SignIn.token_hash == bindparam("token"), SignIn.expires_at > bindparam("at", type_=Utc()), Person.active))
"""Asked at each request: one statement, put together once."""


def person_for(engine: Engine, token: str, now: datetime) -> Found | None:
    """Return whose sign-in this is; None for one that is unknown, over, or of somebody who has been shut out."""
    with reading(engine) as session:
        rows = session.execute(_WHOSE, {"token": token_hash(token), "at": now}).all()
    if not rows:
        return None
    one = rows[0]
    roles = [row.role for row in rows if row.role]
    return Found(make_actor(one.id, one.login, one.display, one.department_id, roles), one.locale)


def sign_in(engine: Engine, login: str, password: str, *, address: str, days: int, now: datetime) -> str:
    """Check name and password and return a new token for the cookie.

    Raises VitrineError: bad-credentials; too-many-tries after 5 wrong ones for an account or 20 from an address in ten
    minutes. A try counts before it is checked, so that many at once gain nothing.
    """
    login = login.strip().casefold()
    subjects = {f"account:{login[:64]}": MOST_PER_ACCOUNT, f"address:{address}": MOST_PER_ADDRESS}
    with writing(engine) as session:
        tries = count_try(session, subjects, now)
        row = session.execute(select(Person.id, Person.password_hash).where(Person.login == login, Person.active)).first()
    if not check_password(row[1] if row else None, password) or row is None:
        raise VitrineError("bad-credentials")
    token = new_token()
    with writing(engine) as session:
        session.execute(delete(SignInFailure).where(SignInFailure.id.in_(tries)))
        session.execute(delete(SignInFailure).where(SignInFailure.subject == f"account:{login[:64]}"))
        session.execute(delete(SignIn).where(SignIn.expires_at <= now))
        _open_sign_in(session, row[0], token, now, days)
    return token


def sign_out(engine: Engine, token: str) -> None:
    """Forget a sign-in. An unknown one is no error."""
    with writing(engine) as session:
        session.execute(delete(SignIn).where(SignIn.token_hash == token_hash(token)))


def change_password(engine: Engine, actor: Actor, *, old: str, new: str, keep: str, now: datetime) -> None:
    """Set one's own password; every other browser of this person is signed out, ``keep`` is the token that stays.

    Raises VitrineError(bad-credentials) for a wrong old one, Invalid for a new one that is too short.
    """
    _check_new_password(new)
    with reading(engine) as session:
        stored = session.scalar(select(Person.password_hash).where(Person.id == actor.person_id))
    if not check_password(stored, old):
        raise VitrineError("bad-credentials")
    hashed = hash_password(new)
    with writing(engine) as session:
        session.execute(update(Person).where(Person.id == actor.person_id).values(password_hash=hashed))
        session.execute(delete(SignIn).where(SignIn.person_id == actor.person_id, SignIn.token_hash != token_hash(keep)))
        audit.record(session, actor, "changed-password", f"person:{actor.person_id}", at=now)


def set_locale(engine: Engine, actor: Actor, locale: str) -> None:
    """Remember a person's language."""
    with writing(engine) as session:
        session.execute(update(Person).where(Person.id == actor.person_id).values(locale=locale))


def check_setup(engine: Engine, token: str) -> None:
    """Do nothing for a set-up link that may still be used. Raises NotFound otherwise."""
    with reading(engine) as session:
        _unused_link(session, token)


def set_up(engine: Engine, token: str, founder: Founder, *, days: int, now: datetime) -> str:
    """Make the office and its first administrator, once; return their sign-in. Raises NotFound, Invalid."""
    login = founder.login.strip().casefold()
    if not LOGIN.fullmatch(login):
        raise Invalid("login", "用小写字母、数字、点、横线，2 至 32 位", "2 to 32 of a-z, 0-9, dot, dash, underscore")
    _check_new_password(founder.password)
    hashed = hash_password(founder.password)
    signed_in = new_token()
    with writing(engine) as session:
        _unused_link(session, token).used_at = now
        office = Department(code="office", name=founder.office.strip() or "新闻中心", name_en="", is_office=True)
        session.add(office)
        session.flush()
        person = Person(login=login, display=founder.display.strip() or login, password_hash=hashed, active=True,
                        department_id=office.id, created_at=now,
                        roles=[PersonRole(role=Role.ADMINISTRATOR), PersonRole(role=Role.EDITOR)])
        session.add(person)
        session.flush()
        office.contact_id = person.id
        audit.record(session, actor_of(person), "set-up", f"person:{person.id}", at=now, login=login)
        _open_sign_in(session, person.id, signed_in, now, days)
    return signed_in


def _unused_link(session: Session, token: str) -> SetupLink:
    link = session.get(SetupLink, token_hash(token))
    taken = session.scalar(select(Person.id).limit(1)) is not None
    if link is None or link.used_at is not None or taken:
        raise NotFound("setup-used")
    return link


def _open_sign_in(session: Session, person_id: int, token: str, now: datetime, days: int) -> None:
    session.add(SignIn(token_hash=token_hash(token), person_id=person_id, created_at=now,
                       expires_at=now + timedelta(days=days)))


def count_try(session: Session, subjects: dict[str, int], now: datetime, *, code: str = "too-many-tries") -> list[int]:
    """Put a try on record and return its rows. Raises VitrineError(``code``) where a subject, such as ``address:10.0.0.1``,
    has had its share of the last ten minutes; ``subjects`` say how many that is.
    """
    session.execute(delete(SignInFailure).where(SignInFailure.at < now - KEEP_FAILURES))
    for subject, most in subjects.items():
        recent = (SignInFailure.subject == subject, SignInFailure.at > now - WINDOW)
        count, first = session.execute(select(func.count(), func.min(SignInFailure.at)).where(*recent)).one()
        if count >= most:
            left = (first + WINDOW - now).total_seconds()
            raise VitrineError(code, minutes=max(1, -int(-left // 60)))
    rows = [SignInFailure(subject=subject, at=now) for subject in subjects]
    session.add_all(rows)
    session.flush()
    return [row.id for row in rows]


def _check_new_password(given: str) -> None:
    if len(given) < SHORTEST_PASSWORD:
        raise Invalid("password", f"至少 {SHORTEST_PASSWORD} 位", f"at least {SHORTEST_PASSWORD} characters")
