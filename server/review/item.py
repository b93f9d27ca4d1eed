"""One item on the review desk: the asset or story, its route with who has done what, what a reviewer should look at twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue import items, queries
from index.catalogue.channels import Aim, Channel
from index.catalogue.items import ItemKind, Named, Ref
from index.catalogue.lifecycle import Verb
from index.catalogue.people import Actor, Person
from index.catalogue.queries import AssetView
from index.catalogue.work_calendar import Deadlines
from index.errors import NotFound
from server.checks.every import DELIVERED
from server.checks.findings import Limits
from server.checks.listing import Listing, listed
from server.review import asides, desks, naming, sharing, story
from server.review.fetching import fetch
from server.review.route import Move, Stop, begun_again, moves_of, stops_of
from server.review.story import Told

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Sitting:
    """What the reader may do at the desk of the step that waits.

    ``mine``: decide, ask and hand on; ``place_of`` is in whose place. ``also`` are the channels, by code and name, for
    which an approval counts too. ``others`` are those to whom it may be handed, as (id, name). ``adds`` and ``answers``:
    add a sign-off, answer the question that waits.
    """

    mine: bool = False
    place_of: str | None = None
    also: tuple[tuple[str, Pair], ...] = ()
    others: tuple[tuple[int, str], ...] = ()
    adds: bool = False
    answers: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """An asset or a story (one of the two) on its way to one channel, as a reviewer sees it. ``due`` is until when the step
    is to be decided.
    """

    ref: Ref
    asset: AssetView | None
    story: Told | None
    channel: str
    channel_name: Pair
    state: str
    step: int
    version: int | None
    submitter: str | None
    submitted_at: datetime | None
    since: datetime
    due: datetime | None
    stops: tuple[Stop, ...]
    moves: tuple[Move, ...]
    sitting: Sitting
    hints: tuple[str, ...]
    checks: Listing

    @property
    def key(self) -> str:
        return f"{self.ref}:{self.channel}"

    @property
    def title(self) -> str:
        return self.story.page.line.title if self.story else (self.asset.words.title or self.asset.name) if self.asset else ""

    @property
    def ticket(self) -> str:
        return f"{self.key}:{self.step}:{self.version or 0}"

    @property
    def mine(self) -> bool:
        """The reader may decide now."""
        return self.sitting.mine

    @property
    def now(self) -> Stop | None:
        """The step that waits."""
        return next((stop for stop in self.stops if stop.place == "now"), None)

    @property
    def last(self) -> Move | None:
        """What happened last."""
        return self.moves[-1] if self.moves else None

    @property
    def returned(self) -> Move | None:
        """The last time that it went back."""
        return next((move for move in reversed(self.moves) if move.verb == Verb.RETURN), None)

    @property
    def voided(self) -> Move | None:
        """The edit for which this round began, where it is not a submission that did."""
        return begun_again(self.moves)

    @property
    def talk(self) -> tuple[Move, ...]:
        """Questions and answers, the earliest first."""
        return tuple(move for move in self.moves if move.verb in {Verb.ASK, Verb.ANSWER})

    @property
    def question(self) -> Move | None:
        """The question that waits for an answer."""
        return self.talk[-1] if self.talk and self.talk[-1].verb == Verb.ASK else None


def item(session: Session, actor: Actor, given: Named, channel: str, now: datetime, zone: ZoneInfo,
         limits: Limits = DELIVERED) -> Item:
    """Return an item that this person may see. Raises NotFound, also where it was never aimed at this channel."""
    row = fetch(session, actor, given, now)
    found = session.execute(select(Aim, Channel).join(Channel, Channel.id == Aim.channel_id)
                            .where(row.ref.aims, Channel.code == channel)).first()
    if found is None:
        raise NotFound(what=f"{row.ref} · {channel}")
    aim, way = found
    view = queries.asset(session, row.ref.id) if row.ref.kind is ItemKind.ASSET else None
    waits = aim.waits
    moves = moves_of(session, aim)
    limit = Deadlines(session, zone).due(aim.changed_at, waits.hours) if waits else None
    told = story.told(session, actor, row.ref.id, aim, now) if row.ref.kind is ItemKind.STORY else None
    return Item(row.ref, view, told, way.code, (way.name, way.name_en), aim.state, aim.step, aim.pinned_version,
                session.scalar(select(Person.display).where(Person.id == aim.submitted_by)), aim.submitted_at,
                aim.changed_at, limit, stops_of(session, aim, row, moves, now), tuple(moves),
                _sitting(session, actor, aim, row, now) if waits else Sitting(), hints(view) if view else (),
                listed(session, actor, row, {way.code: (way.name, way.name_en)}, now, limits))


def hints(asset: AssetView) -> tuple[str, ...]:
    """Return which words are missing: title, caption, place, credit. Hints, never a refusal."""
    return tuple(name for name in ("title", "caption", "place", "credit") if not getattr(asset.words, name))


def _sitting(session: Session, actor: Actor, aim: Aim, row: items.Item, now: datetime) -> Sitting:
    if actor.person_id is None:
        return Sitting()
    waiting = desks.waiting_at(session, aim, row)
    staff = desks.staff(session, now, [waiting.step])
    mine = desks.seats(staff, waiting).of(actor.person_id)
    adds = asides.may_add(actor, aim, row, mine=bool(mine))
    answers = asides.may_answer(actor, aim, row) and asides.question(session, aim) is not None
    if not mine:
        return Sitting(adds=adds, answers=answers)
    place_of = naming.people(session, () if actor.person_id in mine else [min(mine)])
    also = sharing.shared(session, actor.person_id, aim, row, sharing.aims_of(session, row.ref), now)
    others = () if waiting.step.all_of else desks.could(staff, waiting) - {actor.person_id}
    return Sitting(True, next(iter(place_of.values()), None), tuple((one.code, (one.name, one.name_en)) for one, _ in also),
                   tuple(naming.people(session, others).items()), adds, answers)
