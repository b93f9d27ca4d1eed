"""Whose desk an item lies on: the people who may decide a step of its route."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue.assets import Asset
from index.catalogue.channels import DEPARTMENT, DIRECTOR, OFFICE, Aim
from index.catalogue.lifecycle import Verb
from index.catalogue.people import Person, PersonRole, Role
from index.catalogue.reviews import Review

NOBODY: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Staff:
    """Everybody who reviews, read once: reviewers and directors by department, the office's editors."""

    reviewers: dict[int | None, frozenset[int]]
    directors: dict[int | None, frozenset[int]]
    editors: frozenset[int]


@dataclass(frozen=True, slots=True)
class Step:
    """A step that waits, as far as it decides who may take it. ``earlier`` approved a step of this round before."""

    desk: str
    department_id: int | None
    submitted_by: int | None
    earlier: frozenset[int] = NOBODY


def staff(session: Session) -> Staff:
    """Return everybody active who reviews, in one read."""
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
                 {key: frozenset(value) for key, value in directors.items()}, frozenset(editors))


def able(people: Staff, step: Step) -> frozenset[int]:
    """Return the ids of those who may decide a step.

    Never the submitter. Where that leaves no one in the department, the step passes to its director, else to another
    editor. Who decided an earlier step of this round, or edited the text that started it, stands back where somebody
    else is there.
    """
    reviewers = people.reviewers.get(step.department_id, NOBODY)
    directors = people.directors.get(step.department_id, NOBODY)
    in_turn = {DEPARTMENT: (reviewers, directors, people.editors), DIRECTOR: (directors, people.editors),
               OFFICE: (people.editors,)}[step.desk]
    for group in in_turn:
        left = group - {step.submitted_by}
        if left:
            return left - step.earlier or left
    return NOBODY


def deciders(session: Session, aim: Aim, asset: Asset) -> frozenset[int]:
    """Return the ids of those who may decide the step of this item that waits."""
    earlier = decided_this_round(session, [aim.id]).get(aim.id, NOBODY) if aim.step else NOBODY
    return able(staff(session), Step(aim.route[aim.step], asset.department_id, aim.submitted_by, earlier))


def decided_this_round(session: Session, aims: Iterable[int]) -> dict[int, frozenset[int]]:
    """Return, for each of these aims, who has approved a step since it was submitted as it
    stands, or wrote the text as it stands.
    """
    rows = session.execute(
        select(Review.aim_id, Review.person_id).join(Aim, Aim.id == Review.aim_id)
        .where(Aim.id.in_(list(aims)), Review.verb.in_([Verb.APPROVE, Verb.VOID]), Review.person_id.is_not(None),
               Review.at >= Aim.submitted_at, Review.version == Aim.pinned_version))
    found: dict[int, set[int]] = {}
    for aim_id, person_id in rows:
        found.setdefault(aim_id, set()).add(person_id or 0)
    return {key: frozenset(value) for key, value in found.items()}
