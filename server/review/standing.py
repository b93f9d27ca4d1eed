"""Where an item stands on each channel, and what this reader may do there next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue.channels import Aim, Channel
from index.catalogue.items import Item
from index.catalogue.lifecycle import MOVES, State, Verb
from index.catalogue.people import Actor, Person
from index.catalogue.reviews import Review
from index.catalogue.work_calendar import Deadlines
from server import policy
from server.review import desks, naming, sharing
from server.review.route import Move, begun_again, moves_of


@dataclass(frozen=True, slots=True)
class Standing:
    """One channel: its name in both languages, the state there, whose desk waits (``people`` sit there) since when and
    until when, and the moves open to the reader.
    """

    code: str
    name: tuple[str, str]
    state: str
    aimed: bool
    desk: tuple[str, str] | None
    since: datetime | None
    verbs: tuple[str, ...]
    returned: Move | None = None
    """The last word on it, where it came back."""
    people: tuple[str, ...] = ()
    due: datetime | None = None
    late: bool = False
    also: tuple[tuple[str, str], ...] = ()
    """The other channels for which the reader's approval would count too."""
    voided: Move | None = None
    """The edit that voided the earlier approval, while the route that it began is under way."""

    @property
    def open(self) -> bool:
        """Whether the reader may submit it here."""
        return Verb.SUBMIT in self.verbs

    @property
    def next(self) -> str | None:
        """The one move that brings it on."""
        return next((verb for verb in (Verb.APPROVE, Verb.SUBMIT) if verb in self.verbs), None)


def standings(session: Session, actor: Actor, item: Item, now: datetime, zone: ZoneInfo) -> list[Standing]:
    """Return where an item stands on every active channel, in their order."""
    aims = {aim.channel_id: aim for aim in session.scalars(select(Aim).where(item.ref.aims))}
    deadlines = Deadlines(session, zone)
    channels = session.scalars(select(Channel).where(Channel.active).order_by(Channel.position))
    return [_standing(session, actor, item, channel, aims.get(channel.id), now, deadlines) for channel in channels]


def _standing(session: Session, actor: Actor, item: Item, channel: Channel, aim: Aim | None, now: datetime,
              deadlines: Deadlines) -> Standing:
    state = State(aim.state) if aim else State.DRAFT
    step = aim.waits if aim is not None else None
    able = desks.deciders(session, aim, item, now) if aim is not None and step else desks.NOBODY
    until = deadlines.due(aim.changed_at, step.hours) if aim and step else None
    return Standing(
        channel.code, (channel.name, channel.name_en), state.value, aim is not None and state is not State.DRAFT,
        naming.desk_names(session, [step])[step.desk] if step else None, aim.changed_at if aim else None,
        tuple(verb.value for verb in (Verb.SUBMIT, Verb.APPROVE, Verb.RETURN, Verb.WITHDRAW)
              if (state, verb) in MOVES and _open(actor, item, aim, verb, able)),
        _why_returned(session, aim) if aim and state is State.RETURNED else None,
        tuple(naming.people(session, able).values()), until, bool(until and until < now),
        _also(session, actor, aim, item, now) if aim and actor.person_id in able else (),
        begun_again(moves_of(session, aim)) if aim and step else None)


def _also(session: Session, actor: Actor, aim: Aim, item: Item, now: datetime) -> tuple[tuple[str, str], ...]:
    others = sharing.shared(session, actor.person_id, aim, item, sharing.aims_of(session, item.ref), now)
    return tuple((channel.name, channel.name_en) for channel, _ in others)


def _why_returned(session: Session, aim: Aim) -> Move | None:
    last = session.execute(
        select(Person.display, Review.at, Review.reason).outerjoin(Person, Person.id == Review.person_id)
        .where(Review.aim_id == aim.id, Review.verb == Verb.RETURN).order_by(Review.id.desc()).limit(1)).first()
    return Move(Verb.RETURN, *last) if last else None


def _open(actor: Actor, item: Item, aim: Aim | None, verb: Verb, able: frozenset[int]) -> bool:
    if verb is Verb.SUBMIT:
        return policy.may(actor, "submit", item)
    if aim is None:
        return False
    if verb is Verb.WITHDRAW:
        if aim.state == State.APPROVED:
            return policy.may(actor, "take-down", item)
        return actor.person_id in {aim.submitted_by, item.owner_id}
    return actor.person_id in able
