"""Taking down (撤下): the office removes everywhere what is published. One transaction, an audit line for each item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from index import jobs
from index.catalogue import audit, items, takedowns
from index.catalogue.channels import SCREENS, Aim, Channel
from index.catalogue.items import Item, ItemKind, Named, Ref
from index.catalogue.lifecycle import HELD, State, Verb, move
from index.catalogue.people import Actor
from index.catalogue.reviews import Review
from index.catalogue.takedowns import TakeDown, TakeDownItem, TakeDownStory
from index.db import writing
from index.errors import Conflict, Invalid, NotFound, VitrineError
from server import policy
from server.review.fetching import fetch_many

LONGEST_REASON: Final = 1000
MOST: Final = 500
PLAYED_SINCE: Final = timedelta(days=30)
"""How far back a screen's plays say that it may still hold a file: as long as it is told of withdrawals."""
LEAVES: Final = HELD
"""What a take-down ends: what is published, and what is on its way, which a colleague would else publish in an hour."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a take-down came to: its report (None where nothing was published), and what was refused, with why; as named."""

    report: int | None
    done: tuple[Named, ...]
    refused: tuple[tuple[Named, VitrineError], ...]


def take_down(engine: Engine, actor: Actor, many: Sequence[Named], reason: str, *, now: datetime) -> Outcome:
    """Take down those of these items that are published; the others are refused, each with its reason.

    Raises Forbidden, VitrineError(reason-required), Invalid for a reason or a number that is too great.
    """
    policy.require(actor, "take-down")
    reason = checked(reason)
    if len(many) > MOST:
        raise Invalid("assets", f"一次最多 {MOST} 个", f"at most {MOST} at once")
    with writing(engine) as session:
        held = fetch_many(session, actor, [items.ref(one) for one in many], now)
        found = {one: _refusal(session, items.ref(one), held.get(items.ref(one))) for one in dict.fromkeys(many)}
        done = tuple(one for one, why in found.items() if why is None)
        report = carry_out(session, actor, done, reason, now=now) if done else None
        return Outcome(report, done, tuple((one, why) for one, why in found.items() if why is not None))


def carry_out(session: Session, actor: Actor, many: Sequence[Named], reason: str, *, now: datetime,
              consent_id: int | None = None, channels: Mapping[Ref, frozenset[str]] | None = None) -> int:
    """Take these items off every channel, or each off those in ``channels``, in the caller's transaction, ask the screens
    for their word, and return the report's id. Whether the actor may was asked before.
    """
    was_on = {one: _leave(session, actor, items.load(session, one), reason, now, None if channels is None else channels[one])
              for one in map(items.ref, many)}
    report = file(session, actor, was_on, reason, now=now, consent_id=consent_id)
    for ref, left in was_on.items():
        audit.record(session, actor, "taken-down", ref.subject, at=now, channels=left, reason=reason, report=report)
        if ref.kind is ItemKind.ASSET:
            jobs.enqueue_index(session, ref.id, now=now)
    return report


def file(session: Session, actor: Actor, was_on: Mapping[Ref, Sequence[str]], reason: str, *, now: datetime,
         consent_id: int | None = None) -> int:
    """Put on record that items left the channels that they were on, ask the screens that had them for their word, and
    return the report's id.
    """
    row = TakeDown(at=now, person_id=actor.person_id, who=actor.display, reason=reason, consent_id=consent_id)
    session.add(row)
    session.flush()
    session.add_all(TakeDownStory(take_down_id=row.id, story_id=ref.id, channels=list(channels))
                    if ref.kind is ItemKind.STORY else
                    TakeDownItem(take_down_id=row.id, asset_id=ref.id, channels=list(channels))
                    for ref, channels in was_on.items())
    on_screens = [ref.id for ref, channels in was_on.items() if SCREENS in channels and ref.kind is ItemKind.ASSET]
    takedowns.expect(session, row.id, on_screens, since=now - PLAYED_SINCE)
    return row.id


def checked(reason: str) -> str:
    """Return a reason without what surrounds it. Raises VitrineError(reason-required), Invalid."""
    reason = reason.strip()
    if not reason:
        raise VitrineError("reason-required")
    if len(reason) > LONGEST_REASON:
        raise Invalid("reason", f"最多 {LONGEST_REASON} 个字", f"at most {LONGEST_REASON} characters")
    return reason


def _refusal(session: Session, ref: Ref, item: Item | None) -> VitrineError | None:
    if item is None:
        return NotFound(what=str(ref))
    approved = select(Aim.id).where(ref.aims, Aim.state == State.APPROVED).limit(1)
    return None if session.scalar(approved) is not None else Conflict("not-published")


def _leave(session: Session, actor: Actor, item: Item, reason: str, now: datetime, only: frozenset[str] | None) -> list[str]:
    """Withdraw an item from every channel, or from these, and return those on which it was approved."""
    was_on = []
    for aim, code in session.execute(select(Aim, Channel.code).join(Channel, Channel.id == Aim.channel_id)
                                     .where(item.ref.aims).order_by(Channel.position)):
        if State(aim.state) not in LEAVES or (only is not None and code not in only):
            continue
        if aim.state == State.APPROVED:
            was_on.append(code)
        aim.state, aim.changed_at = move(State(aim.state), Verb.WITHDRAW), now
        session.add(Review(aim_id=aim.id, person_id=actor.person_id, verb=Verb.WITHDRAW, desk=None, version=item.version,
                           reason=reason, at=now))
    return was_on
