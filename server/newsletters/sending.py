"""An approved issue goes to its readers: people are told on their page and by their own ways, mail addresses get the PDF.

The mails lie in ``newsletter_copies`` until the mail server took them, by the rules of ``server.notices.sending``:
taken in hand first, the network spoken with while no transaction is open, tried again after 1, 4, 9 ... minutes.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Engine, and_, select

from index.catalogue import newsletter_visibility
from index.catalogue.deliveries import DeliveryState, Means, NoticeWay
from index.catalogue.newsletters import IssueState, NewsletterCopy, NewsletterIssue, NewsletterReader
from index.catalogue.people import Actor
from index.db import reading, writing
from index.errors import VitrineError
from server import policy
from server.clock import Clock
from server.home import Home
from server.newsletters import content, issues
from server.notices.outside import mail
from server.notices.outside.message import Attachment, Message, MessageLine
from server.notices.outside.post import Way
from server.notices.outside.wire import Undelivered
from server.notices.sending import LEASE, TRIES, opened

AT_ONCE: Final = 50
log = logging.getLogger("vitrine.newsletters")


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
        session.add_all(NewsletterCopy(
            issue_id=row.id, person_id=one.person_id, name=one.name, mail=one.mail, due_at=now,
            state=DeliveryState.WAITING if one.mail else DeliveryState.SENT, settled_at=None if one.mail else now)
            for one in readers)
        issues.record(session, actor, row, "issued", now, readers=len(readers))
        return len(readers)


def send_due(home: Home, clock: Clock) -> int:
    """Send the mails that are due, and return how many went out. Without a way to mail they wait."""
    with reading(home.engine) as session:
        way = session.scalar(select(NoticeWay).where(NoticeWay.active, NoticeWay.means == Means.MAIL)
                             .order_by(NoticeWay.id).limit(1))
        due = session.scalar(select(NewsletterCopy.id).where(_due(clock())).limit(1))
        if way is None or due is None:
            return 0
        by = opened(home, way)
    return sum(_send_one(home, by, copy_id, clock) for copy_id in _taken(home.engine, clock()))


def _due(now: datetime) -> ColumnElement[bool]:
    return and_(NewsletterCopy.state == DeliveryState.WAITING, NewsletterCopy.due_at <= now)


def _taken(engine: Engine, now: datetime) -> list[int]:
    with writing(engine, durable=False) as session:
        rows = session.scalars(select(NewsletterCopy).where(_due(now)).order_by(NewsletterCopy.id).limit(AT_ONCE)
                               .with_for_update(skip_locked=True)).all()
        for row in rows:
            row.tries, row.due_at = row.tries + 1, now + LEASE
        return [row.id for row in rows]


def _send_one(home: Home, way: Way, copy_id: int, clock: Clock) -> bool:
    found = _written(home, copy_id, clock())
    error = None
    if found is not None:
        try:
            mail.send(way.options, way.secrets, *found)
        except Undelivered as caught:
            error = caught
            log.warning("newsletter copy %s: %s", copy_id, caught)
    with writing(home.engine) as session:
        row, now = session.get(NewsletterCopy, copy_id), clock()
        if row is None:
            return False
        if error is None:
            row.state, row.settled_at, row.error = DeliveryState.SENT if found else DeliveryState.DROPPED, now, None
            return found is not None
        row.error, over = error.why, error.permanent or row.tries >= TRIES
        row.state, row.settled_at = (DeliveryState.FAILED, now) if over else (DeliveryState.WAITING, None)
        row.due_at = now + timedelta(minutes=row.tries ** 2)
        return False


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
