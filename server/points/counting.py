"""How each stands with what is asked of it: from entries and quotas alone. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from server.ledger.entries import Entry, Happened
from server.points import periods
from server.points.periods import Per
from server.points.quotas import Of, Quota, Subject, What


@dataclass(frozen=True, slots=True)
class Standing:
    """How one stands with one quota in a period up to a month.

    ``by_due`` of what it ``has`` came by the due day, ``after`` is the rest; ``late`` are 补报. ``items`` are what was
    counted, in the order in which it happened, by public ids, with the same number of ``marks``: ``late`` for 补报, ``after``
    for what came after the due day, else empty. An item that counts twice stands twice. ``ends`` says that the month is the
    last of the period, so that what is short now stays short.
    """

    quota_id: int
    quota: str
    subject: Subject
    period: str
    wanted: int
    has: int
    by_due: int
    late: int
    duty: bool
    ends: bool
    kinds: tuple[str, ...]
    items: tuple[str, ...]
    marks: tuple[str, ...] = ()

    @property
    def marked(self) -> tuple[tuple[str, str], ...]:
        """Each item with its mark."""
        return tuple(zip(self.items, self.marks, strict=True))

    @property
    def short(self) -> int:
        return max(0, self.wanted - self.has)

    @property
    def after(self) -> int:
        return self.has - self.by_due

    @property
    def short_by_due(self) -> bool:
        """It was below on the due day."""
        return self.ends and self.by_due < self.wanted

    @property
    def met(self) -> bool:
        return self.has >= self.wanted


@dataclass(frozen=True, slots=True)
class Counts:
    """What came of a department in a month: how many items were submitted, published and adopted, and how many came late."""

    submitted: int = 0
    published: int = 0
    adopted: int = 0
    late: int = 0


def standings(quotas: Iterable[Quota], entries: Sequence[Entry], month: str, due_at: datetime, *,
              groups: Mapping[int, Collection[int]] | None = None, double: bool = False) -> list[Standing]:
    """Return how each subject stands with each quota that is asked in a month, up to the end of that month.

    ``due_at`` is the moment from which on something is after the due day, ``double`` lets 一岗双责 count twice. Where two
    quotas ask the same of somebody, the higher number holds. ``groups`` are the departments of each.
    """
    asked: dict[tuple[Subject, What, Per, bool], Quota] = {}
    for quota in quotas:
        if quota.holds(month):
            for subject in dict.fromkeys(quota.subjects):
                key = (subject, quota.what, quota.per, quota.duty)
                if key not in asked or asked[key].number < quota.number:
                    asked[key] = quota
    sought = _by_subject(entries, groups or {})
    return [_standing(subject, quota, sought.get(subject, []), month, due_at, double=double)
            for (subject, *_rest), quota in asked.items()]


def counts(entries: Iterable[Entry], month: str) -> dict[int, Counts]:
    """Return what came of each department in a month. Each adoption counts; an item on two channels is published once."""
    found: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for entry in entries:
        if entry.month == month and entry.department_id is not None and not entry.single:
            of = found[entry.department_id]
            of[entry.happened].append(entry.item)
            if entry.late:
                of["late"].append(entry.item)
    return {department: Counts(len(set(of[Happened.SUBMITTED])), len(set(of[Happened.PUBLISHED])),
                               len(of[Happened.ADOPTED]), len(set(of["late"]))) for department, of in found.items()}


def named(found: Iterable[Standing]) -> set[int]:
    """Return the departments that were below a duty on the due day."""
    return {one.subject.id for one in found if one.duty and one.short_by_due and one.subject.of is Of.DEPARTMENT}


def _standing(subject: Subject, quota: Quota, entries: Iterable[Entry], month: str, due_at: datetime, *,
              double: bool) -> Standing:
    period = periods.of_month(month, quota.per)
    span = periods.months(period)
    counted = sorted(_once(entry for entry in entries if span[0] <= entry.month <= month and quota.what.counts(entry)),
                     key=lambda one: (one.at, one.item))
    several = [entry for entry in counted for _ in range(2 if double and entry.double else 1)]
    marks = ["late" if entry.late else "after" if entry.at >= due_at else "" for entry in several]
    return Standing(quota.id, quota.name, subject, period, quota.number, len(several),
                    sum(entry.at < due_at for entry in several), sum(entry.late for entry in counted), quota.duty,
                    span[-1] == month, tuple(sorted(quota.what.kinds)), tuple(entry.item for entry in several), tuple(marks))


def _once(entries: Iterator[Entry]) -> Iterator[Entry]:
    """An item counts once in a period, by what came of it first, on however many channels; but each adoption counts."""
    seen: set[str] = set()
    for entry in sorted(entries, key=lambda one: one.at):
        if entry.happened is Happened.ADOPTED or entry.item not in seen:
            seen.add(entry.item)
            yield entry


def _by_subject(entries: Iterable[Entry], groups: Mapping[int, Collection[int]]) -> dict[Subject, list[Entry]]:
    """Each named person has the whole item, however its credit is split."""
    member: dict[int, list[int]] = defaultdict(list)
    for group, departments in groups.items():
        for department in departments:
            member[department].append(group)
    found: dict[Subject, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.department_id is not None:
            found[Subject(Of.DEPARTMENT, entry.department_id)].append(entry)
            for group in member[entry.department_id]:
                found[Subject(Of.GROUP, group)].append(entry)
        for person in {share.person_id for share in entry.shares} - {None}:
            assert person is not None
            found[Subject(Of.PERSON, person)].append(entry)
    return found
