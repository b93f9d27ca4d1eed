"""An approved issue goes to its readers: people are told on their page and by their own ways, mail addresses get the PDF."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Engine, select

from index.catalogue import newsletter_visibility
from index.catalogue.newsletters import IssueState, NewsletterCopy, NewsletterIssue, NewsletterReader
from index.catalogue.people import Actor
from index.db import reading, writing
from index.errors import VitrineError
from server import policy
from server.clock import Clock
from server.home import Home
from server.newsletters import content, issues
from server.notices import copies
from server.notices.outside.message import Attachment, Message, MessageLine


def send(engine: Engine, actor: Actor, issue_id: int, *, now: datetime) -> int:
    """Send an approved issue to its newsletter's readers, and return to how many.

    Raises Forbidden, NotFound, Conflict: newsletter-state, newsletter-story where something stands against it;
    VitrineError(newsletter-readers).
    """
    policy.require(actor, "make-newsletters")
    with writing(engine) as session:
        row = issues.in_state(session, issue_id, IssueState.APPROVED)
        readers = session.scalars(select(NewsletterReader).where(NewsletterReader.newsletter_id == row.newsletter_id)
                                  .order_by(NewsletterReader.id)).all()
        if not readers:
            raise VitrineError("newsletter-readers")
        if newsletter_visibility.closed(session, row, now):
            raise VitrineError("newsletter-closed")
        row.state, row.sent_at, row.sent_by = IssueState.SENT, now, actor.person_id
        copies.begin(session, NewsletterCopy, readers, now=now, issue_id=row.id)
        issues.record(session, actor, row, "issued", now, readers=len(readers))
        return len(readers)


def send_due(home: Home, clock: Clock) -> int:
    """Send the mails that are due, and return how many went out. Without a way to mail they wait."""
    return copies.send_due(home, clock, NewsletterCopy, lambda copy_id, now: _written(home, copy_id, now))


def _written(home: Home, copy_id: int, now: datetime) -> tuple[str, Message] | None:
    """Return to whom goes what; None where the issue is closed to readers meanwhile."""
    with reading(home.engine) as session:
        copy = session.get(NewsletterCopy, copy_id)
        row = session.get(NewsletterIssue, copy.issue_id) if copy is not None else None
        if copy is None or row is None or row.pdf_sha256 is None or newsletter_visibility.closed(session, row, now):
            return None
        sheet = content.sheet(session, row, now)
        data = home.store.path("originals", row.pdf_sha256).read_bytes()
        title = f"{sheet.name} {sheet.year}年{sheet.issue}"
        lines = tuple(MessageLine(piece.heading, piece.by) for piece in sheet.pieces)
        return copy.mail, Message(title, lines, title, foot=f"{sheet.issuer} {sheet.day}".strip(),
                                  mark=f"newsletter-{row.id}-{copy.id}",
                                  attachments=(Attachment(f"{sheet.file_name}.pdf", "application/pdf", data),))
