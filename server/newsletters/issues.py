"""Issues of newsletters: begun, changed, numbered, removed. Each change is one transaction with its audit line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from index.catalogue import audit, items
from index.catalogue.newsletters import ISSUE_NAMES, IssueState, Newsletter, NewsletterEntry, NewsletterIssue
from index.catalogue.people import Actor
from index.db import serialize, writing
from index.errors import Conflict, NotFound, VitrineError
from server import policy
from server.home import Home
from server.newsletters.keeping import found
from server.newsletters.limits import LONGEST, LONGEST_REASON, LONGEST_TITLE, counted, length
from server.placements import days


@dataclass(frozen=True, slots=True)
class Facts:
    """What an issue says of itself."""

    dated: date
    title: str = ""
    report_to: str = ""
    send_to: str = ""
    copies: int = 0


def begin(engine: Engine, actor: Actor, newsletter_id: int, dated: date, *, now: datetime) -> int:
    """Begin the next issue, numbered by itself, and return its id. Raises Forbidden, NotFound."""
    policy.require(actor, "make-newsletters")
    with writing(engine) as session:
        of = found(session, newsletter_id)
        serialize(session, f"newsletter:{of.id}")
        number, total = _next(session, of, dated.year)
        row = NewsletterIssue(newsletter_id=of.id, year=dated.year, number=number, total=total, dated=dated, made_at=now,
                              made_by=actor.person_id, report_to=of.report_to, send_to=of.send_to, copies=of.copies)
        session.add(row)
        session.flush()
        record(session, actor, row, "began", now)
        return row.id


def change(home: Home, actor: Actor, issue_id: int, facts: Facts, *, now: datetime) -> None:
    """Change what an issue in the making says of itself; in another year it is numbered anew.

    Raises Forbidden, NotFound, Invalid (dated for a day before a story of it was there), Conflict(newsletter-state).
    """
    with writing(home.engine) as session:
        row = making(session, actor, issue_id)
        require_there(session, row.id, facts.dated, home.settings.zone)
        if facts.dated.year != row.year:
            serialize(session, f"newsletter:{row.newsletter_id}")
            row.number, _total = _next(session, session.get_one(Newsletter, row.newsletter_id), facts.dated.year)
            row.year = facts.dated.year
        length("title", facts.title.strip(), LONGEST_TITLE)
        row.dated, row.title = facts.dated, " ".join(facts.title.split())
        for name in ("report_to", "send_to"):
            text = " ".join(getattr(facts, name).split())
            length(name, text, LONGEST[name])
            setattr(row, name, text)
        row.copies = counted("copies", facts.copies)
        record(session, actor, row, "changed", now)


def require_there(session: Session, issue_id: int, dated: date, zone: ZoneInfo) -> None:
    """Do nothing for a day on which all stories of an issue were there, as each is adopted on it. Raises Invalid (dated)."""
    for story in session.scalars(select(NewsletterEntry.story_id).where(
            NewsletterEntry.issue_id == issue_id, NewsletterEntry.story_id.is_not(None))):
        assert story is not None
        days.require_there(session, items.story(story), "dated", dated, zone)


def renumber(engine: Engine, actor: Actor, issue_id: int, number: int, total: int, reason: str, *, now: datetime) -> None:
    """Correct an issue's numbers, for a reason that is kept. Raises as ``change``, Conflict(newsletter-number),
    VitrineError(newsletter-why).
    """
    why = reason.strip()
    if not why:
        raise VitrineError("newsletter-why")
    length("reason", why, LONGEST_REASON)
    with writing(engine) as session:
        row = making(session, actor, issue_id)
        serialize(session, f"newsletter:{row.newsletter_id}")
        counted("issue_number", number, least=1)
        counted("total", total, least=1)
        clash = session.scalar(select(NewsletterIssue.id).where(
            NewsletterIssue.newsletter_id == row.newsletter_id, NewsletterIssue.id != row.id,
            ((NewsletterIssue.year == row.year) & (NewsletterIssue.number == number)) | (NewsletterIssue.total == total)))
        if clash is not None:
            raise Conflict("newsletter-number", year=row.year, number=number, total=total)
        before = {"number": row.number, "total": row.total}
        row.number, row.total = number, total
        record(session, actor, row, "renumbered", now, before=before, reason=why)


def remove(engine: Engine, actor: Actor, issue_id: int, *, now: datetime) -> None:
    """Remove an issue in the making; its stories stay as they are. Raises Forbidden, NotFound, Conflict(newsletter-state)."""
    with writing(engine) as session:
        row = making(session, actor, issue_id)
        record(session, actor, row, "removed", now)
        session.delete(row)


def making(session: Session, actor: Actor, issue_id: int) -> NewsletterIssue:
    """Return an issue that this person may change, held until the end. Raises Forbidden, NotFound, Conflict."""
    policy.require(actor, "make-newsletters")
    return in_state(session, issue_id, IssueState.DRAFT)


def in_state(session: Session, issue_id: int, state: IssueState) -> NewsletterIssue:
    """Return an issue in this state, held until the end of the unit of work. Raises NotFound, Conflict(newsletter-state)."""
    row = session.scalar(select(NewsletterIssue).where(NewsletterIssue.id == issue_id).with_for_update())
    if row is None:
        raise NotFound(what=f"“{issue_id}”")
    if row.state != state:
        zh, en = ISSUE_NAMES[row.state]
        raise Conflict("newsletter-state", state_zh=zh, state=en)
    return row


def record(session: Session, actor: Actor, row: NewsletterIssue, verb: str, now: datetime, **details: Any) -> None:
    """Put on record what was done to an issue."""
    name = session.scalar(select(Newsletter.name).where(Newsletter.id == row.newsletter_id))
    audit.record(session, actor, verb, f"newsletter-issue:{row.id}", at=now,
                 name=f"{name} {row.year}年第{row.number}期", **details)


def _next(session: Session, of: Newsletter, year: int) -> tuple[int, int]:
    mine = NewsletterIssue.newsletter_id == of.id
    number = session.scalar(select(func.max(NewsletterIssue.number)).where(mine, NewsletterIssue.year == year)) or 0
    total = session.scalar(select(func.max(NewsletterIssue.total)).where(mine)) or of.issued_before
    return number + 1, total + 1
