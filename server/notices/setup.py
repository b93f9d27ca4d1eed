"""The ways by which notices leave the house, as the administrator sets them up. Secrets are sealed and never shown again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from index import settings as configuration
from index.catalogue import audit
from index.catalogue.deliveries import ROBOTS, Means, NoticeWay
from index.catalogue.people import Actor
from index.credentials import seal, unseal
from index.db import reading, serialize, writing
from index.errors import Conflict, Invalid, NotFound
from server import policy
from server.home import Home
from server.notices import choices, messages, sending
from server.notices.outside.post import post
from server.notices.tongue import Tongue
from server.notices.way_checks import OPTIONS, SECRETS, checked

LONGEST_NAME: Final = 80


@dataclass(frozen=True, slots=True)
class Wish:
    """A way as somebody wants it. Of ``secrets`` an empty one stays as it was."""

    means: str
    name: str
    active: bool = True
    options: Mapping[str, Any] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)


def save(home: Home, actor: Actor, wish: Wish, way_id: int | None = None, *, now: datetime) -> int:
    """Set up a way, or change one, and return its id.

    Raises Forbidden, NotFound, Invalid, Conflict(way-there) where this means to people is set up already.
    """
    policy.require(actor, "administer")
    if wish.means not in OPTIONS:
        raise NotFound(what=f"“{wish.means}”")
    if len(name := wish.name.strip()) > LONGEST_NAME:
        raise Invalid("name", f"最多 {LONGEST_NAME} 个字", f"at most {LONGEST_NAME} characters")
    key = configuration.secret(home.settings)
    with writing(home.engine) as session:
        row = NoticeWay(means=wish.means, name="", options={}, changed_at=now) if way_id is None else _one(session, way_id)
        if way_id is None:
            _require_single(session, wish.means)
        held = unseal(key, row.sealed)
        secrets = {name: wish.secrets.get(name, "").strip() or held.get(name, "") for name in SECRETS[row.means]}
        options = checked(row.means, wish.options, secrets)
        changed = {name for name in options if options[name] != row.options.get(name)}
        changed |= {name for name in secrets if wish.secrets.get(name, "").strip()}
        row.name, row.active, row.changed_at = name or row.means, wish.active, now
        row.options, row.sealed = options, seal(key, secrets)
        row.error = row.error_at = None
        session.add(row)
        session.flush()
        audit.record(session, actor, "changed" if way_id else "added", f"way:{row.id}", at=now, name=row.name,
                     means=row.means, active=row.active, fields=sorted(changed))  # names only: a header may hold a key
        return row.id


def remove(home: Home, actor: Actor, way_id: int, *, now: datetime) -> None:
    """Forget a way, with its secrets and what was to be sent by it. Raises Forbidden, NotFound."""
    policy.require(actor, "administer")
    with writing(home.engine) as session:
        row = _one(session, way_id)
        audit.record(session, actor, "removed", f"way:{row.id}", at=now, name=row.name, means=row.means)
        session.delete(row)


def test(home: Home, actor: Actor, way_id: int, to: str, tongue: Tongue, *, now: datetime) -> None:
    """Send a test by a way, at once. Raises Forbidden, NotFound, Invalid without an address, Undelivered."""
    policy.require(actor, "administer")
    with reading(home.engine) as session:
        way = sending.opened(home, _one(session, way_id))
    if way.means not in ROBOTS and not to:
        raise Invalid("to", "请填写收件的地址或号码", "say to which address or number")
    reached = {Means.MAIL: choices.Reach(mail=to), Means.SMS: choices.Reach(phone=to), Means.WECOM: choices.Reach(wecom=to)}
    if way.means not in ROBOTS:
        choices.check(reached[Means(way.means)])
    post(way, to, messages.trial(tongue, home.settings, now), now)


def _one(session: Session, way_id: int) -> NoticeWay:
    row = session.get(NoticeWay, way_id)
    if row is None:
        raise NotFound(what=f"“{way_id}”")
    return row


def _require_single(session: Session, means: str) -> None:
    serialize(session, "notice-ways")
    if means not in ROBOTS and session.scalar(select(NoticeWay.id).where(NoticeWay.means == means)) is not None:
        raise Conflict("way-there")
