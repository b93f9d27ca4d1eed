"""What a kit's cameras push with: a login of its own, its password, and the event that they photograph at present."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from index.catalogue import audit
from index.catalogue.kits import Kit
from index.catalogue.people import Actor
from index.credentials import hash_password, new_password
from index.db import writing
from index.errors import Conflict, Invalid
from server import policy
from server.admin import named
from server.admin.service import LOGIN


@dataclass(frozen=True, slots=True)
class PushChange:
    """What is to change of a kit's pushing; None leaves it, an empty ``login`` or ``event`` takes it away."""

    login: str | None = None
    event: str | None = None
    new_password: bool = False

    @property
    def empty(self) -> bool:
        return self == PushChange()


def change_push(engine: Engine, actor: Actor, given: str, change: PushChange, *, now: datetime) -> str | None:
    """Change a kit's login, password or current event; return the new password where one was made.

    A first login makes a password by itself. Raises Forbidden, NotFound, Invalid (what is no login; a password without
    one), Conflict(name-taken).
    """
    policy.require(actor, "administer")
    login = change.login.strip().lower() if change.login is not None else None
    if login and not LOGIN.fullmatch(login):
        raise Invalid("login", "用小写字母、数字、点、横线，2 至 32 位", "2 to 32 of a-z, 0-9, dot, dash, underscore")
    made = new_password()
    hashed = hash_password(made)
    with writing(engine) as session:
        kit = named.kit(session, given)
        if login is not None:
            _set_login(session, kit, login or None)
        fresh = change.new_password or (kit.login is not None and kit.password_hash is None)
        if fresh and kit.login is None:
            raise Invalid("new-password", "先为这套器材设置登录名（--login）", "give the kit a login first (--login)")
        if fresh:
            kit.password_hash = hashed
        if change.event is not None:
            kit.event_id = named.event(session, change.event).id if change.event else None
        audit.record(session, actor, "changed", f"kit:{kit.id}", at=now, login=kit.login, event=kit.event_id,
                     password=fresh)
    return made if fresh else None


def _set_login(session: Session, kit: Kit, login: str | None) -> None:
    if login and session.scalar(select(Kit.id).where(Kit.login == login, Kit.id != kit.id)) is not None:
        raise Conflict("name-taken", name=login)
    kit.login = login
    if login is None:
        kit.password_hash = None
