"""Tokens of programs: made, shown once, kept as a hash, revoked; and whose a token is. Each change has its audit line."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from index.catalogue import audit
from index.catalogue.people import Actor, Person, actor_of
from index.catalogue.tokens import PREFIX, ApiToken, Scope
from index.credentials import new_token, token_hash
from index.db import reading, writing
from index.errors import Invalid, NotFound, VitrineError
from server import policy
from server.admin import chosen, named

LONGEST_NAME: Final = 60
LONGEST_TERM: Final = timedelta(days=366)
HINT: Final = 4
"""Characters of a token that are kept readable, behind its prefix."""
NOTED_EVERY: Final = timedelta(minutes=1)
"""How exactly it is known when a token was used last: not each request is worth a commit."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A token to make. ``last_day`` is included; ``person`` is the login of whom it acts as, None for who makes it."""

    program: str
    scopes: tuple[str, ...]
    last_day: date | None
    person: str | None = None


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whose a token is: the person as whom the program acts, the scopes that narrow that, and the token's row."""

    id: int
    actor: Actor
    scopes: frozenset[str]


def add(engine: Engine, actor: Actor, wish: Wish, zone: ZoneInfo, *, now: datetime) -> tuple[int, str]:
    """Make a token; return its id and the token itself, which nobody can read again.

    Raises Forbidden, NotFound (the person), Invalid (program, scopes, last_day).
    """
    policy.require(actor, "make-tokens")
    program = chosen.program_name("program", wish.program, LONGEST_NAME)
    scopes = chosen.some_of("scopes", wish.scopes, Scope)
    expires_at = _end(wish.last_day, zone, now)
    token = PREFIX + new_token()
    with writing(engine) as session:
        person = _person(session, actor, wish.person)
        if not policy.may_make_token(actor, person.id):
            raise policy.forbidden("administer")
        row = ApiToken(token_hash=token_hash(token), hint=token[:len(PREFIX) + HINT], program=program, person_id=person.id,
                       scopes=scopes, made_at=now, made_by=actor.person_id, expires_at=expires_at)
        session.add(row)
        session.flush()
        audit.record(session, actor, "made-token", f"token:{row.id}", at=now, name=program, person=person.login,
                     scopes=scopes, until=str(wish.last_day))
        return row.id, token


def revoke(engine: Engine, actor: Actor, token_id: int, *, now: datetime) -> None:
    """Revoke a token at once and for good; one that is revoked stays so. Raises NotFound for one that is not theirs."""
    with writing(engine) as session:
        row = session.get(ApiToken, token_id)
        if row is None or not policy.may_make_token(actor, row.person_id):
            raise NotFound(what=f"“{token_id}”")
        if row.revoked_at is None:
            row.revoked_at = now
            audit.record(session, actor, "revoked", f"token:{row.id}", at=now, name=row.program)


def bearer(engine: Engine, token: str, *, now: datetime) -> Bearer:
    """Return whose token this is, and note that it was used. Raises VitrineError(token) for one that is unknown, over or
    revoked, or of somebody who has been shut out.
    """
    with reading(engine) as session:
        row = session.execute(
            select(ApiToken, Person).join(Person, Person.id == ApiToken.person_id)
            .where(ApiToken.token_hash == token_hash(token), ApiToken.revoked_at.is_(None), ApiToken.expires_at > now,
                   Person.active)).first()
        if row is None:
            raise VitrineError("token")
        found, person = row
        used_at = found.used_at
        answer = Bearer(found.id, replace(actor_of(person), program=found.program), frozenset(found.scopes))
    if used_at is None or now - used_at >= NOTED_EVERY:
        with writing(engine, durable=False) as session:
            session.execute(update(ApiToken).where(ApiToken.id == answer.id).values(used_at=now))
    return answer


def _end(last_day: date | None, zone: ZoneInfo, now: datetime) -> datetime:
    """Return the first moment after the last day. Raises Invalid: every token has an end."""
    today = now.astimezone(zone).date()
    if last_day is None:
        raise Invalid("last_day", "请选择最后一天", "choose its last day")
    if not today <= last_day <= today + LONGEST_TERM:
        raise Invalid("last_day", f"应在今天到 {today + LONGEST_TERM} 之间", f"from today to {today + LONGEST_TERM}")
    return datetime.combine(last_day + timedelta(days=1), time(), zone)


def _person(session: Session, actor: Actor, login: str | None) -> Person:
    if login:
        return named.person(session, login)
    person = session.get(Person, actor.person_id) if actor.person_id is not None else None
    if person is None:
        raise Invalid("person", "请写明以谁的身份", "say as whom it acts")
    return person
