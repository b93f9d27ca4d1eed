"""What pages and commands show of newsletters: each with its issues, one issue, and the stories that it may still take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from index.catalogue import newsletter_visibility, story_visibility
from index.catalogue.channels import Aim
from index.catalogue.deliveries import DeliveryState
from index.catalogue.lifecycle import State
from index.catalogue.newsletters import (
    ISSUE_NAMES,
    IssueState,
    Newsletter,
    NewsletterCopy,
    NewsletterEntry,
    NewsletterIssue,
    NewsletterReader,
)
from index.catalogue.outlets import Outlet
from index.catalogue.people import Actor, Person
from index.catalogue.stories import Story
from server import policy
from server.ledger.months import month_at, span
from server.newsletters import content, keeping
from server.newsletters.sheet import Sheet
from server.stories import lists as stories
from server.stories.lists import Line, holding


@dataclass(frozen=True, slots=True)
class IssueLine:
    """An issue in a list. ``stories`` is how many it holds, ``readers`` to how many it went."""

    id: int
    newsletter: str
    year: int
    number: int
    total: int
    dated: date
    title: str
    state: str
    stories: int
    readers: int
    sent_at: datetime | None
    sha256: str | None

    @property
    def words(self) -> tuple[str, str]:
        """How far it is, (Chinese, English)."""
        return ISSUE_NAMES[self.state]


@dataclass(frozen=True, slots=True)
class NewsletterLine:
    """A newsletter with the issues of it that the reader may read, the newest first."""

    id: int
    name: str
    issuer: str
    outlet_id: int
    outlet: str
    issued_before: int
    report_to: str
    send_to: str
    copies: int
    template: str
    readers: int
    issues: tuple[IssueLine, ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """One reader on a list, or one to whom an issue went; ``mail`` is "" for a person who is told on the page."""

    id: int
    name: str
    mail: str
    state: str = ""
    error: str = ""
    settled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class IssuePage:
    """One issue with what it prints; who did what when, as (Chinese-free code, name, time); and what the reader may do."""

    line: IssueLine
    newsletter_id: int
    sheet: Sheet
    returned: str
    steps: tuple[tuple[str, str | None, datetime], ...]
    closed: bool
    makes: bool
    approves: bool
    takes_back: bool
    copies: tuple[Reader, ...]


def newsletters(session: Session, actor: Actor, now: datetime) -> list[NewsletterLine]:
    """Return all newsletters in their order, each with the issues that this person may read."""
    readers = dict(session.execute(select(NewsletterReader.newsletter_id, func.count())
                                   .group_by(NewsletterReader.newsletter_id)).all())
    lines: dict[int, list[IssueLine]] = {}
    for row in session.scalars(select(NewsletterIssue).where(newsletter_visibility.issues(actor))
                               .order_by(NewsletterIssue.dated.desc(), NewsletterIssue.total.desc())):
        if newsletter_visibility.sees_all(actor) or not newsletter_visibility.closed(session, row, now):
            lines.setdefault(row.newsletter_id, []).append(_line(session, row))
    return [NewsletterLine(row.id, row.name, row.issuer, row.outlet_id, outlet, row.issued_before, row.report_to, row.send_to,
                           row.copies, row.template_name, readers.get(row.id, 0), tuple(lines.get(row.id, ())))
            for row, outlet in session.execute(select(Newsletter, Outlet.name).join(Outlet, Outlet.id == Newsletter.outlet_id)
                                               .order_by(Newsletter.id))]


def newsletter(session: Session, actor: Actor, newsletter_id: int, now: datetime) -> NewsletterLine:
    """Return one newsletter. Raises NotFound."""
    keeping.found(session, newsletter_id)
    return next(one for one in newsletters(session, actor, now) if one.id == newsletter_id)


def readers(session: Session, newsletter_id: int) -> list[Reader]:
    """Return the list of readers, in the order in which they were added."""
    rows = session.execute(select(NewsletterReader, Person.display)
                           .outerjoin(Person, Person.id == NewsletterReader.person_id)
                           .where(NewsletterReader.newsletter_id == newsletter_id).order_by(NewsletterReader.id))
    return [Reader(row.id, display or row.name, row.mail) for row, display in rows]


def issue(session: Session, actor: Actor, issue_id: int, now: datetime) -> IssuePage:
    """Return an issue that this person may read. Raises NotFound."""
    row = newsletter_visibility.readable(session, actor, issue_id, now)
    office, submitted = newsletter_visibility.sees_all(actor), row.state == IssueState.SUBMITTED
    own = row.submitted_by == actor.person_id
    makes = policy.may(actor, "make-newsletters")
    steps = ((code, session.scalar(select(Person.display).where(Person.id == who)), at) for code, who, at in (
        ("submitted", row.submitted_by, row.submitted_at), ("approved", row.approved_by, row.approved_at),
        ("sent", row.sent_by, row.sent_at)) if at is not None)
    copies = session.scalars(select(NewsletterCopy).where(NewsletterCopy.issue_id == row.id).order_by(NewsletterCopy.id))
    return IssuePage(
        _line(session, row), row.newsletter_id, content.sheet(session, row, now), row.returned if office else "",
        tuple(steps) if office else (), office and row.sha256 is not None and newsletter_visibility.closed(session, row, now),
        makes, submitted and not own and policy.may(actor, "approve-newsletters") and actor.person_id is not None,
        submitted and own and makes,
        tuple(Reader(one.id, one.name, one.mail, one.state, one.error or "", one.settled_at) for one in copies)
        if office else ())


def takeable(session: Session, actor: Actor, issue: IssuePage, *, words: str = "", department: int | None = None,
             month: str = "", zone: ZoneInfo, now: datetime, limit: int = 30) -> list[Line]:
    """Return the stories that this issue may still take and this person may read, the last approved first: with ``words`` in
    them, of a ``department``, approved in a ``month``.
    """
    approved = (select(Aim.story_id, func.max(Aim.changed_at).label("at")).where(Aim.state == State.APPROVED)
                .group_by(Aim.story_id).subquery())
    inside = (select(NewsletterEntry.story_id).join(NewsletterIssue, NewsletterIssue.id == NewsletterEntry.issue_id)
              .where(NewsletterIssue.newsletter_id == issue.newsletter_id, NewsletterEntry.story_id.is_not(None)))
    query = (select(Story.id).join(approved, approved.c.story_id == Story.id)
             .where(newsletter_visibility.takeable(), story_visibility.readable(actor, now), Story.id.not_in(inside),
                    *holding(words)))
    if department is not None:
        query = query.where(Story.department_id == department)
    if month:
        begin, end = span(month, month, zone)
        query = query.where(approved.c.at >= begin, approved.c.at < end)
    ids = list(session.scalars(query.order_by(approved.c.at.desc(), Story.id.desc()).limit(limit)))
    found = {line.id: line for line in stories.of_ids(session, actor, ids, now)}
    return [found[one] for one in ids if one in found]


def months(session: Session, zone: ZoneInfo, limit: int = 24) -> list[str]:
    """Return the months in which stories were approved, the newest first."""
    moments = session.scalars(select(Aim.changed_at).where(Aim.state == State.APPROVED, Aim.story_id.is_not(None)))
    return sorted({month_at(at, zone) for at in moments}, reverse=True)[:limit]


def _line(session: Session, row: NewsletterIssue) -> IssueLine:
    stories_in = session.scalar(select(func.count()).where(NewsletterEntry.issue_id == row.id,
                                                           NewsletterEntry.story_id.is_not(None))) or 0
    went = session.scalar(select(func.count()).where(NewsletterCopy.issue_id == row.id,
                                                     NewsletterCopy.state == DeliveryState.SENT)) or 0
    name = session.get_one(Newsletter, row.newsletter_id).name
    return IssueLine(row.id, name, row.year, row.number, row.total, row.dated, row.title, row.state, stories_in, went,
                     row.sent_at, row.sha256)
