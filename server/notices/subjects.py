"""What notices are about, as one reader may see it now: a name for each subject, and nothing of what is not theirs to see.

The rules are those of ``index.catalogue.visibility``, asked at every showing and every sending: a notice that was made
while somebody saw an item says nothing of it when they see it no more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from index.catalogue import (
    collection_visibility,
    duty_visibility,
    feedback_visibility,
    newsletter_visibility,
    placement_visibility,
    report_visibility,
    stories,
    story_visibility,
    visibility,
)
from index.catalogue.assets import Arrival, Asset, Description, Original, public_id
from index.catalogue.assignments import Assignment
from index.catalogue.bins import Binned, BinnedStory
from index.catalogue.boards import Board
from index.catalogue.bookings import KitBooking
from index.catalogue.collections import Collection
from index.catalogue.consents import Consent
from index.catalogue.departments import Department
from index.catalogue.emergencies import Emergency
from index.catalogue.events import Event
from index.catalogue.feedback import VisitorNote
from index.catalogue.handovers import Handover
from index.catalogue.kits import Kit
from index.catalogue.newsletters import Newsletter, NewsletterIssue
from index.catalogue.outlets import Outlet
from index.catalogue.people import Actor, Person
from index.catalogue.placements import Placement
from index.catalogue.reports import OfficeReport
from index.catalogue.screens import Screen
from index.catalogue.searches import SavedSearch
from index.catalogue.stories import Story
from index.catalogue.topics import Topic, TopicTask
from index.catalogue.trainings import Training
from index.catalogue.webhooks import Webhook
from server import policy
from server.kits import days

Names = dict[str, str]
BEGINNING: Final = 30
"""Characters of a passer-by's note that a notice tells."""


def parts(subject: str) -> tuple[str, str]:
    """Return the kind and the name that a subject like ``asset:V12`` is made of."""
    kind, _colon, name = subject.partition(":")
    return kind, name


def number(name: str, letter: str = "") -> int | None:
    """Return the row that a name like ``V12`` or ``12`` means; None for what is no number."""
    digits = name.removeprefix(letter)
    return int(digits) if digits.isascii() and digits.isdigit() else None


def seen(session: Session, actor: Actor, subjects: Iterable[str], now: datetime) -> Names:
    """Return the names of those of these subjects that this person may see."""
    by_kind: dict[str, set[str]] = {}
    for subject in subjects:
        kind, rest = parts(subject)
        by_kind.setdefault(kind, set()).add(rest)
    found: Names = {}
    for kind, several in by_kind.items():
        if kind in SEEN:
            names = SEEN[kind](session, actor, several, now)
            found |= {f"{kind}:{one}": name for one, name in names.items()}
    return found


def _numbers(given: Iterable[str], letter: str = "") -> list[int]:
    return [found for one in given if (found := number(one, letter)) is not None]


def _assets(session: Session, actor: Actor, given: set[str], now: datetime) -> Names:
    rows = session.execute(
        select(Asset.id, Description.title, Original.name).join(Description, Description.asset_id == Asset.id)
        .join(Original, Original.sha256 == Asset.sha256)
        .where(Asset.id.in_(_numbers(given, "V")), visibility.visible(actor, now)))
    return {public_id(row.id): row.title or row.name for row in rows}


def _binned(session: Session, actor: Actor, given: set[str], now: datetime) -> Names:
    """What was put into the bin: seen there by who may restore it, and by all who see it once it is out again."""
    rows = session.execute(
        select(Asset.id, Description.title, Original.name).join(Binned, Binned.asset_id == Asset.id)
        .join(Description, Description.asset_id == Asset.id).join(Original, Original.sha256 == Asset.sha256)
        .where(Asset.id.in_(_numbers(given, "V")), visibility.restorable(actor)))
    told = session.execute(
        select(Story.id, Story.title).join(BinnedStory, BinnedStory.story_id == Story.id)
        .where(Story.id.in_(_numbers(given, "S")), visibility.restorable(actor, Story)))
    return ({public_id(row.id): row.title or row.name for row in rows}
            | {stories.public_id(row.id): row.title or stories.public_id(row.id) for row in told}
            | _assets(session, actor, given, now) | _stories(session, actor, given, now))


def _stories(session: Session, actor: Actor, given: set[str], now: datetime) -> Names:
    rows = session.execute(select(Story.id, Story.title).where(Story.id.in_(_numbers(given, "S")),
                                                               story_visibility.readable(actor, now)))
    return {stories.public_id(row.id): row.title or stories.public_id(row.id) for row in rows}


def _consents(session: Session, actor: Actor, given: set[str], _now: datetime) -> Names:
    rows = session.execute(select(Consent.id, Consent.name)
                           .where(Consent.id.in_(_numbers(given)), visibility.consents(actor)))
    return {str(row.id): row.name for row in rows}


def _searches(session: Session, actor: Actor, given: set[str], _now: datetime) -> Names:
    rows = session.execute(select(SavedSearch.id, SavedSearch.name)
                           .where(SavedSearch.id.in_(_numbers(given)), visibility.searches(actor)))
    return {str(row.id): row.name for row in rows}


def _collections(session: Session, actor: Actor, given: set[str], _now: datetime) -> Names:
    rows = session.execute(select(Collection.id, Collection.name)
                           .where(Collection.id.in_(_numbers(given)), collection_visibility.readable(actor)))
    return {str(row.id): row.name for row in rows}


def _assignments(session: Session, actor: Actor, given: set[str], _now: datetime) -> Names:
    rows = session.execute(select(Assignment.id, Event.name).join(Event, Event.id == Assignment.event_id)
                           .where(Assignment.id.in_(_numbers(given)), Assignment.person_id == actor.person_id))
    return {str(row.id): row.name for row in rows}


def _bookings(session: Session, actor: Actor, given: set[str], _now: datetime) -> Names:
    rows = session.execute(
        select(KitBooking.id, Kit.name, KitBooking.from_on, KitBooking.until_on).join(Kit, Kit.id == KitBooking.kit_id)
        .where(KitBooking.id.in_(_numbers(given)), duty_visibility.bookings(actor)))
    return {str(row.id): f"{row.name} · {days.span(row.from_on, row.until_on)}" for row in rows}


def _handovers(session: Session, actor: Actor, given: set[str], _now: datetime) -> Names:
    """A handover by whose work it was."""
    rows = session.execute(select(Handover.id, Person.display).join(Person, Person.id == Handover.from_id)
                           .where(Handover.id.in_(_numbers(given)), duty_visibility.handovers(actor)))
    return {str(row.id): row.display for row in rows}


def _trainings(session: Session, actor: Actor, given: set[str], _now: datetime) -> Names:
    rows = session.execute(select(Training.id, Training.title)
                           .where(Training.id.in_(_numbers(given)), duty_visibility.trainings(actor)))
    return {str(row.id): row.title for row in rows}


def _emergencies(session: Session, actor: Actor, given: set[str], _now: datetime) -> Names:
    if not policy.may(actor, "raise-emergency"):
        return {}
    rows = session.execute(select(Emergency.id, Emergency.title, Emergency.drill).where(Emergency.id.in_(_numbers(given))))
    return {str(row.id): f"演练 · {row.title}" if row.drill else row.title for row in rows}


def _boards(session: Session, _actor: Actor, given: set[str], _now: datetime) -> Names:
    """Everybody sees boards."""
    return {str(row.id): row.name for row in session.execute(
        select(Board.id, Board.name).where(Board.id.in_(_numbers(given))))}


def _notes(session: Session, actor: Actor, given: set[str], _now: datetime) -> Names:
    """What passers-by wrote, as far as it tells one note from another."""
    rows = session.execute(select(VisitorNote.id, VisitorNote.text).where(
        VisitorNote.id.in_(_numbers(given)), feedback_visibility.feedback(actor, VisitorNote)))
    texts = {str(row.id): " ".join(row.text.split()) for row in rows}
    return {one: text if len(text) <= BEGINNING else f"{text[:BEGINNING]}…" for one, text in texts.items()}


def _topics(session: Session, actor: Actor, given: set[str], _now: datetime) -> Names:
    """A topic by its title; to those who see several departments' parts, with the department."""
    rows = session.execute(
        select(TopicTask.id, Topic.title, Department.name).join(Topic, Topic.id == TopicTask.topic_id)
        .join(Department, Department.id == TopicTask.department_id)
        .where(TopicTask.id.in_(_numbers(given)), visibility.topic_tasks(actor)))
    return {str(row.id): f"{row.title} · {row.name}" if actor.sees_all else row.title for row in rows}


def _newsletters(session: Session, actor: Actor, given: set[str], now: datetime) -> Names:
    """An issue by its newsletter and number, as far as it is the reader's to read."""
    rows = session.execute(select(NewsletterIssue, Newsletter.name).join(
        Newsletter, Newsletter.id == NewsletterIssue.newsletter_id)
        .where(NewsletterIssue.id.in_(_numbers(given)), newsletter_visibility.issues(actor)))
    every = newsletter_visibility.sees_all(actor)
    return {str(row.id): f"{name} {row.year}年第{row.number}期" for row, name in rows
            if every or not newsletter_visibility.closed(session, row, now)}


def _reports(session: Session, actor: Actor, given: set[str], now: datetime) -> Names:
    """A report by its title, as far as it is the reader's to read."""
    rows = session.scalars(select(OfficeReport).where(OfficeReport.id.in_(_numbers(given)), report_visibility.reports(actor)))
    every = report_visibility.sees_all(actor)
    return {str(row.id): row.title for row in rows if every or not report_visibility.closed(session, row, now)}


def _months(_session: Session, _actor: Actor, given: set[str], _now: datetime) -> Names:
    """Months are everybody's; whom a notice names stands in its details, which were made for its reader."""
    return {one: one for one in given}


def _placements(session: Session, actor: Actor, given: set[str], now: datetime) -> Names:
    """An item by its title, with the outlet."""
    rows = session.execute(
        select(Placement.id, Story.title, Description.title.label("said"), Original.name.label("file"),
               func.coalesce(Outlet.name, Placement.contest).label("outlet"))
        .outerjoin(Story, Story.id == Placement.story_id).outerjoin(Asset, Asset.id == Placement.asset_id)
        .outerjoin(Description, Description.asset_id == Placement.asset_id)
        .outerjoin(Original, Original.sha256 == Asset.sha256).outerjoin(Outlet, Outlet.id == Placement.outlet_id)
        .where(Placement.id.in_(_numbers(given)), placement_visibility.placements(actor, now)))
    return {str(row.id): " · ".join(filter(None, (row.title or row.said or row.file, row.outlet))) for row in rows}


def _screens(session: Session, actor: Actor, given: set[str], _now: datetime) -> Names:
    if not policy.may(actor, "edit-screens"):
        return {}
    return {str(row.id): row.name for row in session.execute(
        select(Screen.id, Screen.name).where(Screen.id.in_(_numbers(given))))}


def _webhooks(session: Session, actor: Actor, given: set[str], _now: datetime) -> Names:
    if not policy.may(actor, "administer"):
        return {}
    return {str(row.id): row.name for row in session.execute(
        select(Webhook.id, Webhook.name).where(Webhook.id.in_(_numbers(given))))}


def _batches(session: Session, actor: Actor, given: set[str], _now: datetime) -> Names:
    rows = session.execute(select(Arrival.batch).where(Arrival.batch.in_(given), visibility.handed_in(actor)).distinct())
    return {row.batch: row.batch for row in rows}


SEEN: Final[dict[str, Callable[[Session, Actor, set[str], datetime], Names]]] = {
    "asset": _assets, "story": _stories, "consent": _consents, "search": _searches, "assignment": _assignments,
    "collection": _collections, "batch": _batches, "binned": _binned, "emergency": _emergencies, "screen": _screens,
    "board": _boards, "booking": _bookings, "note": _notes, "topic-task": _topics,
    "newsletter-issue": _newsletters, "office-report": _reports, "month": _months,
    "training": _trainings, "handover": _handovers, "placement": _placements,
    "webhook": _webhooks,
    "honours": _months,
}
