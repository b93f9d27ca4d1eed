"""Whom a line of the audit trail concerns: from what was done to who is told.

A line stands in the transaction of what it tells of, so nothing that happened can go untold, and nothing that was rolled
back is told. Where things stand is asked when the line is read: what was decided meanwhile waits for nobody any more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue import items as catalogue
from index.catalogue.assets import Asset
from index.catalogue.assignments import Assignment
from index.catalogue.audit import AuditLine
from index.catalogue.bookings import KitBooking
from index.catalogue.collections import CollectionPerson
from index.catalogue.consents import Consent
from index.catalogue.departments import Department
from index.catalogue.handovers import Handover
from index.catalogue.lifecycle import HELD, State, Verb
from index.catalogue.newsletters import NewsletterCopy, NewsletterIssue
from index.catalogue.notices import Kind, in_bin
from index.catalogue.people import Person, PersonRole, Role
from index.catalogue.placements import Placement
from index.catalogue.reports import OfficeReport, ReportCopy
from index.catalogue.reviews import Review
from index.catalogue.steps import OFFICE
from index.catalogue.stories import Story, StoryAsset
from index.catalogue.topics import Topic, TopicTask
from index.catalogue.trainings import Training
from server.honours import whom
from server.notices.items import Item, items
from server.notices.subjects import number, parts
from server.review import desks
from server.training import lists as training_people

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Telling:
    """Somebody is to be told of one thing; ``person_id`` None is for groups, whose robots name no item."""

    person_id: int | None
    kind: Kind
    subject: str
    at: datetime
    details: dict[str, Any] = field(default_factory=dict)


def heard(session: Session, line: AuditLine, now: datetime) -> list[Telling]:
    """Return who is told what of a line. Nobody is told of what they did themselves."""
    tell = TOLD.get((parts(line.subject)[0], line.verb))
    found = list(tell(session, line, now)) if tell else []
    if line.details.get("voided"):
        found += _voided(session, line, now)
    return [one for one in found if one.person_id is None or one.person_id != line.actor_id]


def at_desk(session: Session, item: Item, line: AuditLine, now: datetime) -> Iterator[Telling]:
    """Tell those on whose desk an item has come to lie, and the groups."""
    step = item.waits
    if step is None:
        return
    kind = Kind.PASSED_ON if step.handed is not None else Kind.SIGN_OFF if step.added else Kind.DESK
    who = {"who": line.actor} if kind is Kind.PASSED_ON else {}
    for person_id in item.deciders(session, now):
        yield Telling(person_id, kind, item.subject, line.at, {"channel": item.channel, **who})
    if kind is Kind.DESK:
        yield Telling(None, kind, item.subject, line.at, {"channel": item.channel, "office": step.desk == OFFICE})


def _moved(session: Session, line: AuditLine, now: datetime) -> Iterator[Telling]:
    for item in items(session, line.subject, line.details.get("channel")):
        if not line.details.get("left"):  # else the same desk goes on deciding, and knows
            yield from at_desk(session, item, line, now)
        if item.aim.state == State.APPROVED and line.details.get("state") == State.APPROVED:
            yield from _each(item.authors, Kind.APPROVED, line, channel=item.channel)


def _returned(session: Session, line: AuditLine, _now: datetime) -> Iterator[Telling]:
    for item in items(session, line.subject, line.details.get("channel")):
        yield from _each(item.authors, Kind.RETURNED, line, channel=item.channel, who=line.actor)


def _asked(session: Session, line: AuditLine, _now: datetime) -> Iterator[Telling]:
    for item in items(session, line.subject, line.details.get("channel")):
        yield from _each(item.authors, Kind.ASKED, line, channel=item.channel, who=line.actor)


def _answered(session: Session, line: AuditLine, _now: datetime) -> Iterator[Telling]:
    for item in items(session, line.subject, line.details.get("channel")):
        asker = session.scalar(select(Review.person_id).where(
            Review.aim_id == item.aim.id, Review.verb == Verb.ASK, Review.at <= line.at).order_by(Review.id.desc()).limit(1))
        yield from _each([asker], Kind.ANSWERED, line, channel=item.channel, who=line.actor)


def _signed(session: Session, line: AuditLine, now: datetime) -> Iterator[Telling]:
    """A sign-off that was added is told when it is the step that waits; else the line before told of the desk."""
    for item in items(session, line.subject, line.details.get("channel")):
        step = item.waits
        if step is not None and step.added and step.desk == line.details.get("desk"):
            yield from at_desk(session, item, line, now)


def _withdrawn(session: Session, line: AuditLine, _now: datetime) -> Iterator[Telling]:
    """Taken down on one channel by the office; what the author takes back concerns nobody."""
    for item in items(session, line.subject, line.details.get("channel")):
        if line.actor_id not in item.authors:
            yield from _each(item.authors, Kind.TAKEN_DOWN, line, channel=item.channel, who=line.actor)


def _taken_down(session: Session, line: AuditLine, _now: datetime) -> Iterator[Telling]:
    found = items(session, line.subject)
    channels = " ".join(line.details.get("channels") or ())
    people = frozenset[int]().union(*(item.authors for item in found))
    yield from _each(people, Kind.TAKEN_DOWN, line, channel=channels, who=line.actor)
    yield Telling(None, Kind.TAKEN_DOWN, line.subject, line.at, {"channel": channels})


def _voided(session: Session, line: AuditLine, now: datetime) -> Iterator[Telling]:
    for channel in line.details["voided"]:
        for item in items(session, line.subject, channel):
            yield from _each(item.authors, Kind.VOIDED, line, channel=channel, who=line.actor)
            yield from at_desk(session, item, line, now)


def _consent(session: Session, line: AuditLine, now: datetime) -> Iterator[Telling]:
    """The office, and the department that keeps the record: its reviewers and its contact."""
    record = _row(session, Consent, line)
    if record is None:
        return
    contact = session.scalar(select(Department.contact_id).where(Department.id == record.department_id))
    mine = desks.staff(session, now).reviewers.get(record.department_id, frozenset())
    yield from _each(office(session, now) | mine | catalogue.people(contact), Kind.CONSENT, line, who=line.actor)


def _assigned(session: Session, line: AuditLine, _now: datetime) -> Iterator[Telling]:
    row = _row(session, Assignment, line)
    if row is not None:
        kind = Kind.ASSIGNED if line.verb == "assigned" else Kind.LET_BE
        yield from _each([row.person_id], kind, line, who=line.actor)


def _handed_over(session: Session, line: AuditLine, _now: datetime) -> Iterator[Telling]:
    row = _row(session, Handover, line)
    if row is not None:
        yield from _each([row.to_id], Kind.HANDED_OVER, line, who=line.actor)


def _booking(session: Session, line: AuditLine, _now: datetime) -> Iterator[Telling]:
    """For whom it is; who is assigned with it is told of that. Of one that is given up, who had made it as well."""
    row = _row(session, KitBooking, line)
    if row is None:
        return
    if line.verb == "booked" and row.assignment_id is None:
        yield from _each([row.person_id], Kind.BOOKED, line, who=line.actor)
    elif line.verb == "unbooked":
        yield from _each({row.person_id, row.made_by}, Kind.UNBOOKED, line, who=line.actor)


def _training(session: Session, line: AuditLine, _now: datetime) -> Iterator[Telling]:
    """Who is asked to come: all of them where it is set, moved or called off, else those who are asked anew."""
    row = _row(session, Training, line)
    if row is None:
        return
    kind = {"called-off": Kind.TRAINING_OFF, "changed": Kind.TRAINING_MOVED}.get(line.verb, Kind.TRAINING)
    fresh = frozenset(line.details.get("asked") or ())
    told = training_people.asked(session, row.id) - fresh if line.verb != "changed" or line.details.get("moved") else ()
    yield from _each(told, kind, line, who=line.actor, day=str(row.held_on))
    yield from _each(fresh, Kind.TRAINING, line, who=line.actor, day=str(row.held_on))


def _topic(session: Session, line: AuditLine, now: datetime) -> Iterator[Telling]:
    """Who hands in for the department, and of the office's word whoever did."""
    row = _row(session, TopicTask, line)
    if row is not None:
        handed = catalogue.people(row.handed_by) if line.verb in {"accepted", "sent-back"} else frozenset[int]()
        day = row.due_on or session.get_one(Topic, row.topic_id).due_on
        yield from _each(answering(session, row.department_id, now) | handed, TOPIC[line.verb], line, who=line.actor,
                         day=str(day))


def answering(session: Session, department_id: int, now: datetime) -> frozenset[int]:
    """Return who is told of what a department is to hand in: its contact, else its reviewers, else everybody of it."""
    contact = session.scalar(select(Person.id).join(Department, Department.contact_id == Person.id)
                             .where(Department.id == department_id, Person.active))
    if contact is not None:
        return frozenset({contact})
    return desks.staff(session, now).reviewers.get(department_id) or frozenset(session.scalars(
        select(Person.id).where(Person.department_id == department_id, Person.active)))


def _honoured(session: Session, line: AuditLine, now: datetime) -> Iterator[Telling]:
    """Whoever is named, and for a department who is told of what it owes: each once."""
    named = [whom.read(one) for one in line.details.get("keys") or ()]
    told = {one.id for one in named if not one.unit}
    for one in named:
        if one.unit:
            told |= answering(session, one.id, now)
    yield from _each(sorted(told), HONOURS[line.verb], line, who=line.actor)


def _handed_in(session: Session, line: AuditLine, now: datetime) -> Iterator[Telling]:
    yield from _each(office(session, now), Kind.TOPIC_HANDED, line, who=line.actor)


def _newsletter(session: Session, line: AuditLine, now: datetime) -> Iterator[Telling]:
    """Who approves, who submitted, or the people on its list of readers."""
    row = _row(session, NewsletterIssue, line)
    if row is None:
        return
    if line.verb == "submit":
        directors = frozenset[int]().union(*desks.staff(session, now).directors.values())
        yield from _each(office(session, now) | directors, Kind.NEWSLETTER_ASKED, line, who=line.actor)
    elif line.verb == "return":
        yield from _each([row.submitted_by], Kind.NEWSLETTER_RETURNED, line, who=line.actor)
    else:
        readers = session.scalars(select(NewsletterCopy.person_id).where(
            NewsletterCopy.issue_id == row.id, NewsletterCopy.person_id.is_not(None)))
        yield from _each(readers, Kind.NEWSLETTER, line, who=line.actor)


def _report(session: Session, line: AuditLine, _now: datetime) -> Iterator[Telling]:
    """The people on the leaders' list to whom it was sent."""
    row = _row(session, OfficeReport, line)
    if row is not None:
        readers = session.scalars(select(ReportCopy.person_id).where(
            ReportCopy.report_id == row.id, ReportCopy.person_id.is_not(None)))
        yield from _each(readers, Kind.REPORT, line, who=line.actor)


def _let_in(session: Session, line: AuditLine, _now: datetime) -> Iterator[Telling]:
    """Who was let in, and was not let go since."""
    collection, person = number(parts(line.subject)[1]), line.details.get("person")
    if session.get(CollectionPerson, (collection, person)) is not None:
        yield from _each([person], Kind.LET_IN, line, who=line.actor)


def _binned(session: Session, line: AuditLine, now: datetime) -> Iterator[Telling]:
    """A draft that its owner clears away without giving a reason concerns nobody else."""
    concerned = line.verb != "binned" or line.details.get("reason")
    yield from _of_bin(session, line, BIN[line.verb], office(session, now) if concerned else frozenset())


def _unbinned(session: Session, line: AuditLine, now: datetime) -> Iterator[Telling]:
    """What one put away oneself and takes back again concerns nobody else."""
    row = _in_house(session, line)
    own = row is not None and row.owner_id == line.actor_id and line.details.get("binned") == line.actor
    yield from _of_bin(session, line, Kind.UNBINNED, frozenset() if own else office(session, now))


def _of_bin(session: Session, line: AuditLine, kind: Kind, office: frozenset[int]) -> Iterator[Telling]:
    """Tell the owner and the office, by the name that a thing has for those who see it in the bin too."""
    row = _in_house(session, line)
    if row is not None:
        for one in _each(office | catalogue.people(row.owner_id), kind, line, who=line.actor):
            yield replace(one, subject=in_bin(line.subject))


def _flashes(session: Session, line: AuditLine, now: datetime) -> Iterator[Telling]:
    """A film that was submitted before it was looked through: whose it is, and where it is approved the office too."""
    asset = number(parts(line.subject)[1], "V")
    stories = session.scalars(select(StoryAsset.story_id).where(StoryAsset.asset_id == asset))
    subjects = [line.subject, *(catalogue.story(one).subject for one in stories)]
    held = [item for subject in subjects for item in items(session, subject) if item.aim.state in HELD]
    people = frozenset[int]().union(*(item.authors for item in held))
    if any(item.aim.state == State.APPROVED for item in held):
        people |= office(session, now)
    yield from _each(people, Kind.FLASHES, line, channel=" ".join(dict.fromkeys(item.channel for item in held)))


def _claimed(session: Session, line: AuditLine, now: datetime) -> Iterator[Telling]:
    """The office, which confirms it."""
    yield from _each(office(session, now), Kind.CLAIMED, line, who=line.actor)


def _answered_claim(session: Session, line: AuditLine, _now: datetime) -> Iterator[Telling]:
    """Whoever sent it or said that it was adopted, and whose the item is."""
    row = _row(session, Placement, line)
    if row is not None:
        item = catalogue.load(session, catalogue.of_row(row.asset_id, row.story_id))
        people = catalogue.people(row.sent_by, row.claimed_by, item.owner_id)
        yield from _each(people, Kind.ADOPTED if line.verb == "adopted" else Kind.NOT_ADOPTED, line, who=line.actor)


def office(session: Session, now: datetime) -> frozenset[int]:
    """Return who is told what concerns the office: its editors; where there are none, the administrators."""
    return desks.staff(session, now).editors or frozenset(session.scalars(
        select(Person.id).join(PersonRole, PersonRole.person_id == Person.id)
        .where(Person.active, PersonRole.role == Role.ADMINISTRATOR)))
def _note(session: Session, line: AuditLine, now: datetime) -> Iterator[Telling]:
    """The office, whose letter box it lies in."""
    yield from _each(office(session, now), Kind.NOTE, line)


def _emergency(session: Session, line: AuditLine, _now: datetime) -> Iterator[Telling]:
    """All of the office and the administrators; drills too, so that nobody takes one for more."""
    people = session.scalars(select(PersonRole.person_id).join(Person, Person.id == PersonRole.person_id)
                             .where(PersonRole.role.in_([Role.EDITOR, Role.ADMINISTRATOR]), Person.active).distinct())
    kinds = {"raised": Kind.EMERGENCY, "put-off": Kind.EMERGENCY_LATER, "ended": Kind.EMERGENCY_OVER}
    yield from _each(people, kinds[line.verb], line, who=line.actor)


def _webhook(session: Session, line: AuditLine, _now: datetime) -> Iterator[Telling]:
    """The administrators, who keep it."""
    people = session.scalars(select(PersonRole.person_id).join(Person, Person.id == PersonRole.person_id)
                             .where(PersonRole.role == Role.ADMINISTRATOR, Person.active))
    yield from _each(people, Kind.WEBHOOK_OFF, line, gone=bool(line.details.get("gone")))


def _in_house(session: Session, line: AuditLine) -> Asset | Story | None:
    """Return the asset or the story that a line is about."""
    return _row(session, Story, line, "S") if parts(line.subject)[0] == "story" else _row(session, Asset, line, "V")


def _row(session: Session, kind: type[Row], line: AuditLine, letter: str = "") -> Row | None:
    """Return what a line is about, where it still is there."""
    found = number(parts(line.subject)[1], letter)
    return None if found is None else session.get(kind, found)


def _each(people: Iterable[int | None], kind: Kind, line: AuditLine, **details: Any) -> Iterator[Telling]:
    reason = line.details.get("reason") or ""
    for person_id in people:
        if person_id is not None:
            yield Telling(person_id, kind, line.subject, line.at, {"by": line.actor_id, "reason": reason, **details})


TOPIC: Final = {"assigned": Kind.TOPIC, "reminded": Kind.TOPIC_DUE, "accepted": Kind.TOPIC_ACCEPTED,
                "sent-back": Kind.TOPIC_RETURNED}
HONOURS: Final = {"announced": Kind.HONOURED, "unannounced": Kind.HONOURED_NOT}
BIN: Final = {"binned": Kind.BINNED, "deletion-proposed": Kind.DELETION}
TOLD: Final[dict[tuple[str, str], Callable[[Session, AuditLine, datetime], Iterable[Telling]]]] = {
    **{(kind, verb): tell for kind in ("asset", "story") for verb, tell in (
        (Verb.SUBMIT, _moved), (Verb.APPROVE, _moved), (Verb.PASS_ON, _moved), (Verb.RETURN, _returned), (Verb.ASK, _asked),
        (Verb.ANSWER, _answered), (Verb.SIGN_OFF, _signed), (Verb.WITHDRAW, _withdrawn), ("taken-down", _taken_down))},
    ("consent", "withdrawn"): _consent,
    ("assignment", "assigned"): _assigned,
    ("assignment", "closed"): _assigned,
    **{("training", verb): _training for verb in ("added", "changed", "called-off")},
    ("handover", "handed-over"): _handed_over,
    ("booking", "booked"): _booking,
    ("booking", "unbooked"): _booking,
    **{("topic-task", verb): _topic for verb in TOPIC},
    ("topic-task", "handed-in"): _handed_in,
    **{("newsletter-issue", verb): _newsletter for verb in (Verb.SUBMIT, Verb.RETURN, "issued")},
    ("office-report", "report-sent"): _report,
    **{("honours", verb): _honoured for verb in HONOURS},
    ("collection", "let-in"): _let_in,
    ("placement", "claimed"): _claimed,
    ("placement", "adopted"): _answered_claim,
    ("placement", "not-adopted"): _answered_claim,
    ("asset", "found-flashing"): _flashes,
    ("note", "wrote-note"): _note,
    ("webhook", "switched-off"): _webhook,
    **{("emergency", verb): _emergency for verb in ("raised", "put-off", "ended")},
    **{(kind, verb): tell for kind in ("asset", "story") for verb, tell in (
        ("binned", _binned), ("unbinned", _unbinned), ("deletion-proposed", _binned))},
}
"""What tells of which verb of which subject."""
