"""A month's quotas as a table: who is asked, how each stands, and who is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue import visibility
from index.catalogue.department_groups import DepartmentGroup
from index.catalogue.departments import Department
from index.catalogue.people import Actor, Person
from server.points import periods
from server.points.counting import Standing
from server.points.figures import Figures
from server.points.periods import Per
from server.points.quotas import Of, Subject

Names = Mapping[Subject, str]


@dataclass(frozen=True, slots=True)
class Column:
    """One quota of a table, or several that ask the same kinds of different subjects; the duties come first. ``name`` is
    empty for several that name no kinds.
    """

    quotas: frozenset[int]
    name: str
    duty: bool
    per: Per


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody of whom something is asked, with how they stand by quota; nothing where a quota is not theirs."""

    subject: Subject
    name: str
    cells: Mapping[int, Standing]

    def cell(self, column: Column) -> Standing | None:
        """Return how they stand with a column's quota that is theirs."""
        return next((one for quota, one in self.cells.items() if quota in column.quotas), None)

    @property
    def short(self) -> int:
        """How much of their duties is missing."""
        return sum(one.short for one in self.cells.values() if one.duty)


@dataclass(frozen=True, slots=True)
class Table:
    """The quotas of one sort of subjects, with those who are asked."""

    of: Of
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def short(self) -> tuple[Row, ...]:
        """Who is short of a duty."""
        return tuple(one for one in self.rows if one.short)


def tables(session: Session, figures: Figures, actor: Actor, kinds: Mapping[str, str] | None = None) -> list[Table]:
    """Return how everybody stands whom this person may see: departments first, then groups as one, then people.

    ``kinds`` are the names of kinds, which head a column of several quotas.
    """
    may = [one for one in figures.standings if _sees(session, actor, one.subject)]
    names = names_of(session, {one.subject for one in may})
    return [_table(of, [one for one in may if one.subject.of is of], names, kinds or {})
            for of in (Of.DEPARTMENT, Of.GROUP, Of.PERSON) if any(one.subject.of is of for one in may)]


def names_of(session: Session, subjects: Iterable[Subject]) -> dict[Subject, str]:
    """Return what subjects are called, in the order in which they are listed."""
    wanted = set(subjects)
    found: dict[Subject, str] = {}
    for of, column, name in ((Of.DEPARTMENT, Department.id, Department.name),
                             (Of.GROUP, DepartmentGroup.id, DepartmentGroup.name), (Of.PERSON, Person.id, Person.display)):
        ids = [one.id for one in wanted if one.of is of]
        found |= {Subject(of, row[0]): row[1] for row in session.execute(select(column, name).where(column.in_(ids))
                                                                         .order_by(column))}
    return found


def _table(of: Of, standings: Iterable[Standing], names: Names, kinds: Mapping[str, str]) -> Table:
    rows: dict[Subject, dict[int, Standing]] = {}
    asked: dict[int, tuple[Standing, set[Subject]]] = {}
    for one in standings:
        if one.wanted:
            rows.setdefault(one.subject, {})[one.quota_id] = one
            asked.setdefault(one.quota_id, (one, set()))[1].add(one.subject)
    columns = sorted(_columns(asked, kinds), key=lambda one: (not one.duty, min(one.quotas)))
    return Table(of, tuple(columns),
                 tuple(Row(subject, name, rows[subject]) for subject, name in names.items() if subject in rows))


def _columns(asked: Mapping[int, tuple[Standing, set[Subject]]], kinds: Mapping[str, str]) -> list[Column]:
    """Put quotas that ask the same kinds for the same time into one column, where nobody is asked by two of them."""
    alike: dict[tuple[bool, Per, tuple[str, ...]], list[tuple[set[Subject], list[int]]]] = {}
    for quota, (one, subjects) in asked.items():
        held = alike.setdefault((one.duty, periods.read(one.period)[0], one.kinds), [])
        for several, quotas in held:
            if not several & subjects:
                several.update(subjects)
                quotas.append(quota)
                break
        else:
            held.append((set(subjects), [quota]))
    return [Column(frozenset(quotas), asked[quotas[0]][0].quota if len(quotas) == 1 else
                   "、".join(kinds.get(code, code) for code in codes), duty, per)
            for (duty, per, codes), held in alike.items() for _several, quotas in held]


def _sees(session: Session, actor: Actor, subject: Subject) -> bool:
    if subject.of is Of.DEPARTMENT:
        return visibility.accounts(actor, subject.id)
    if subject.of is Of.GROUP:
        return visibility.accounts(actor, None)
    person = session.get(Person, subject.id)
    return subject.id == actor.person_id or visibility.accounts(actor, person.department_id if person else None)
