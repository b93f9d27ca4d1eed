"""Whose desk an item lies on: the people who may decide a step of its route, in their own name or in another's.

The rules, in their order. Nobody decides what they submitted. Who wrote does not proof-read, as long as there is anybody
else. A step lies with its own desk; where that leaves no one, it passes on: a department's to its director, else to an
editor. Somebody who is away is stood in for by their deputy, or passed over. Whoever decided another step of this round
stands back where somebody else is at the desk.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue import deputies
from index.catalogue.channels import Aim
from index.catalogue.items import Item
from index.catalogue.items import people as authors
from index.catalogue.lifecycle import Verb
from index.catalogue.people import Person, PersonRole, Role
from index.catalogue.reviews import Review
from index.catalogue.steps import DEPARTMENT, OFFICE, Step

NOBODY: frozenset[int] = frozenset()
HELD = "review-staff"


@dataclass(frozen=True, slots=True)
class Staff:
    """Everybody who reviews, read once: reviewers and directors by department, the office's editors, those whom steps
    name with their departments, and who is away, each with who stands in.
    """

    reviewers: Mapping[int | None, frozenset[int]]
    directors: Mapping[int | None, frozenset[int]]
    editors: frozenset[int]
    away: Mapping[int, int | None] = field(default_factory=dict)
    named: Mapping[int, int | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A step that waits, as far as it decides who may take it.

    ``earlier`` approved other steps of this round; ``given`` are those who approved this one, and those in whose place.
    """

    step: Step
    department_id: int | None
    submitted_by: int | None
    authors: frozenset[int] = NOBODY
    earlier: frozenset[int] = NOBODY
    given: frozenset[int] = NOBODY


@dataclass(frozen=True, slots=True)
class Seats:
    """Who may decide: for each person at the desk, themselves or who stands in. ``passed`` counts how often it passed on."""

    seats: Mapping[int, int]
    passed: int = 0

    @property
    def deciders(self) -> frozenset[int]:
        return frozenset(self.seats.values())

    def of(self, person_id: int) -> frozenset[int]:
        """Return in whose place this person would decide; their own among them where they sit there themselves."""
        return frozenset(seat for seat, decider in self.seats.items() if decider == person_id)


def staff(session: Session, now: datetime, steps: Iterable[Step] = ()) -> Staff:
    """Return everybody active who reviews, read once in a session; and those whom these steps name."""
    found: Staff | None = session.info.get(HELD)
    if found is None:
        found = _read(session, now)
    wanted = {one for step in steps for one in (step.person_id, step.handed) if one is not None} - set(found.named)
    if wanted:
        rows = session.execute(select(Person.id, Person.department_id).where(Person.id.in_(wanted), Person.active))
        found = replace(found, named={**found.named, **dict(rows.all())})
    session.info[HELD] = found
    return found


def seats(people: Staff, waiting: Waiting) -> Seats:
    """Return who may decide a step now, and in whose place."""
    never = authors(waiting.submitted_by)
    for blocked in (never | waiting.authors, never):
        for away in (people.away, {}):  # where everybody is away, it waits with them
            for passed, group in _in_turn(people, waiting):
                if found := _present(group, blocked, away):
                    return Seats(_left(found, waiting), passed)
    return Seats({})


def able(people: Staff, waiting: Waiting) -> frozenset[int]:
    """Return the ids of those who may decide a step now."""
    return seats(people, waiting).deciders


def could(people: Staff, waiting: Waiting) -> frozenset[int]:
    """Return all who could decide a step if it were handed to them: its own desk, and those to whom it would pass."""
    blocked = waiting.authors | authors(waiting.submitted_by)
    everybody = frozenset[int]().union(*(group for _, group in _in_turn(people, waiting)))
    return frozenset(_present(everybody, blocked, people.away).values())


def deciders(session: Session, aim: Aim, item: Item, now: datetime) -> frozenset[int]:
    """Return the ids of those who may decide the step of this item that waits."""
    return seats_at(session, aim, item, now).deciders


def seats_at(session: Session, aim: Aim, item: Item, now: datetime) -> Seats:
    """Return who may decide the step of this item that waits, and in whose place."""
    waiting = waiting_at(session, aim, item)
    return seats(staff(session, now, [waiting.step]), waiting)


def waiting_at(session: Session, aim: Aim, item: Item) -> Waiting:
    """Return the step of this item that waits."""
    step = aim.route[aim.step]
    rounds = decided_this_round(session, [aim.id]) if aim.step or step.all_of else {}
    return with_round(Waiting(step, item.department_id, aim.submitted_by, item.authors), rounds.get(aim.id, {}))


def with_round(waiting: Waiting, approved: Mapping[int | None, frozenset[int]]) -> Waiting:
    """Return the step with who has approved this one and others in this round, by the steps' numbers."""
    others = [people for number, people in approved.items() if number != waiting.step.number]
    return replace(waiting, earlier=frozenset[int]().union(*others), given=approved.get(waiting.step.number, NOBODY))


def decided_this_round(session: Session, aims: Iterable[int]) -> dict[int, dict[int | None, frozenset[int]]]:
    """Return, for each of these aims and each step by its number, who has approved it since the aim was submitted as it
    stands, and in whose place.
    """
    rows = session.execute(
        select(Review.aim_id, Review.step, Review.person_id, Review.other_id).join(Aim, Aim.id == Review.aim_id)
        .where(Aim.id.in_(list(aims)), Review.verb == Verb.APPROVE, Review.person_id.is_not(None),
               Review.at >= Aim.submitted_at, Review.version == Aim.pinned_version))
    found: dict[int, dict[int | None, frozenset[int]]] = {}
    for aim_id, number, person_id, other_id in rows:
        of_aim = found.setdefault(aim_id, {})
        of_aim[number] = of_aim.get(number, NOBODY) | authors(person_id, other_id)
    return found


def _read(session: Session, now: datetime) -> Staff:
    reviewers: dict[int | None, set[int]] = {}
    directors: dict[int | None, set[int]] = {}
    editors: set[int] = set()
    rows = session.execute(
        select(Person.id, Person.department_id, PersonRole.role).join(PersonRole, PersonRole.person_id == Person.id)
        .where(Person.active, PersonRole.role.in_([Role.REVIEWER, Role.DIRECTOR, Role.EDITOR])))
    for person_id, department_id, role in rows:
        if role == Role.EDITOR:
            editors.add(person_id)
        elif department_id is not None:
            by_department = reviewers if role == Role.REVIEWER else directors
            by_department.setdefault(department_id, set()).add(person_id)
    return Staff({key: frozenset(value) for key, value in reviewers.items()},
                 {key: frozenset(value) for key, value in directors.items()}, frozenset(editors),
                 deputies.away(session, now))


def _in_turn(people: Staff, waiting: Waiting) -> Iterator[tuple[int, frozenset[int]]]:
    """Yield the groups to which a step belongs and how often it has passed on by then: whom it was handed to, its own
    desk, the department's director, the office. A person's of another department passes to the office at once, for that
    person's director is not shown the item.
    """
    step = waiting.step
    if step.handed is not None:
        yield 0, frozenset({step.handed}) & people.named.keys()
    department = waiting.department_id if step.department_id is None else step.department_id
    groups = []
    if step.desk == DEPARTMENT or step.department_id is not None:
        groups.append(people.reviewers.get(department, NOBODY))
    if step.person_id is not None:
        groups.append(frozenset({step.person_id}) & people.named.keys())
    if step.desk != OFFICE and (step.person_id is None or people.named.get(step.person_id) == department):
        groups.append(people.directors.get(department, NOBODY))
    yield from enumerate([*groups, people.editors])


def _present(group: frozenset[int], blocked: frozenset[int], away: Mapping[int, int | None]) -> dict[int, int]:
    """Return those of a group who are there or stood in for, each with who decides."""
    return {one: who for one in group - blocked if (who := away.get(one, one)) is not None and who not in blocked}


def _left(found: Mapping[int, int], waiting: Waiting) -> dict[int, int]:
    """Return the seats that still may decide: of an all-of step those that have not, else those who decided no other."""
    if waiting.step.all_of:
        return {one: who for one, who in found.items() if one not in waiting.given and who not in waiting.given}
    fresh = {one: who for one, who in found.items() if who not in waiting.earlier}
    return fresh or dict(found)
