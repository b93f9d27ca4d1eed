"""Tokens as pages and programs read them: never the token itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Engine, select
from sqlalchemy.orm import aliased

from index.catalogue.people import Actor, Person
from index.catalogue.tokens import ApiToken
from index.db import reading
from server import policy


class TokenState(StrEnum):
    ACTIVE = "active"
    OVER = "over"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class TokenLine:
    """One program's token. ``hint`` is how it begins, ``person`` the login of whom it acts as, ``by`` who made it;
    ``expires_at`` is the first moment at which it no longer holds.
    """

    id: int
    program: str
    hint: str
    person: str
    person_display: str
    scopes: tuple[str, ...]
    state: TokenState
    made_at: datetime
    by: str | None
    expires_at: datetime
    used_at: datetime | None


def tokens(engine: Engine, actor: Actor, now: datetime, *, mine: bool = False) -> list[TokenLine]:
    """Return the tokens that act as this person, or to the administrator all unless ``mine``; those that hold first."""
    maker = aliased(Person)
    query = (select(ApiToken, Person.login, Person.display, maker.display)
             .join(Person, Person.id == ApiToken.person_id).outerjoin(maker, maker.id == ApiToken.made_by)
             .order_by(ApiToken.id.desc()))
    if mine or not policy.may(actor, "administer"):
        query = query.where(ApiToken.person_id == actor.person_id)
    with reading(engine) as session:
        found = [TokenLine(row.id, row.program, row.hint, login, display, tuple(row.scopes), _state(row, now), row.made_at,
                           by, row.expires_at, row.used_at) for row, login, display, by in session.execute(query)]
    return sorted(found, key=lambda line: line.state is not TokenState.ACTIVE)


def _state(row: ApiToken, now: datetime) -> TokenState:
    if row.revoked_at is not None:
        return TokenState.REVOKED
    return TokenState.ACTIVE if row.expires_at > now else TokenState.OVER
