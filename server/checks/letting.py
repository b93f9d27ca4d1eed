"""The office lets a finding stand in one item, and says why."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from index.catalogue import audit, items
from index.catalogue.channels import Channel
from index.catalogue.passes import Pass
from index.catalogue.people import Actor
from index.db import writing
from index.errors import NotFound, VitrineError
from server import policy
from server.checks import every
from server.checks.findings import Finding
from server.review.fetching import fetch

LONGEST: Final = 300


def let_stand(engine: Engine, actor: Actor, item: items.Named, check: str, key: str, reason: str, *, now: datetime) -> None:
    """Let what a check found stand in one item.

    Raises Forbidden, VitrineError(reason-required), and NotFound where nothing of the kind is found there.
    """
    policy.require(actor, "let-stand")
    why = reason.strip()[:LONGEST]
    if not why:
        raise VitrineError("reason-required")
    with writing(engine) as session:
        ref = items.ref(item)
        found = _found(session, actor, fetch(session, actor, ref, now), check, key, now)
        row = session.get(Pass, (ref.subject, check, key))
        if row is None:
            row = Pass(subject=ref.subject, check_name=check, key=key)
            session.add(row)
        row.reason, row.person_id, row.at = why, actor.person_id, now
        audit.record(session, actor, "let-pass", ref.subject, at=now, name=found.label or found.key, check=check, reason=why)


def _found(session: Session, actor: Actor, item: items.Item, check: str, key: str, now: datetime) -> Finding:
    channels = list(session.scalars(select(Channel.code).where(Channel.active)))
    found = every.findings(session, actor, [item], channels, now, [one for one in every.CHECKS if one.name == check])
    several = (one for by_channel in found.values() for some in by_channel.values() for one in some)
    one = next((one for one in several if one.key and one.key == key), None)
    if one is None:
        raise NotFound(what=f"“{key}”")
    return one
