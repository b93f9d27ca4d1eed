"""An issue goes to whoever approves it, back, or on: always two people, who submitted and who approved (decision 0054)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from index.catalogue import newsletter_visibility
from index.catalogue.newsletters import IssueState, Newsletter, NewsletterEntry, NewsletterIssue
from index.catalogue.people import Actor
from index.catalogue.stories import Story
from index.db import reading, serialize, writing
from index.errors import Conflict, Forbidden, VitrineError
from server import policy
from server.home import Home
from server.newsletters import adopting, content, docx, files, issues, keeping, pdf
from server.newsletters.limits import LONGEST_REASON, length
from server.newsletters.sheet import Sheet, kept


def submit(home: Home, actor: Actor, issue_id: int, *, now: datetime) -> None:
    """Hand an issue to whoever approves it. Raises Forbidden, NotFound, Invalid (dated) before a story was there, Conflict:
    newsletter-state, -empty, -story.
    """
    if actor.person_id is None:
        raise policy.forbidden("make-newsletters")
    with writing(home.engine) as session:
        row = issues.making(session, actor, issue_id)
        _ready(session, row, home)
        row.state, row.submitted_at, row.submitted_by, row.returned = IssueState.SUBMITTED, now, actor.person_id, ""
        issues.record(session, actor, row, "submit", now)


def take_back(engine: Engine, actor: Actor, issue_id: int, reason: str = "", *, now: datetime) -> None:
    """Take an issue that was submitted back into the making: its makers just so, who approves for a ``reason``.

    Raises Forbidden, NotFound, Conflict(newsletter-state), VitrineError(newsletter-return).
    """
    why = reason.strip()
    length("reason", why, LONGEST_REASON)
    with writing(engine) as session:
        row = issues.in_state(session, issue_id, IssueState.SUBMITTED)
        own = row.submitted_by == actor.person_id and policy.may(actor, "make-newsletters")
        if not own:
            policy.require(actor, "approve-newsletters")
            if not why:
                raise VitrineError("newsletter-return")
        row.state, row.returned = IssueState.DRAFT, "" if own else why
        issues.record(session, actor, row, "withdraw" if own else "return", now, **({"reason": why} if why else {}))


def approve(home: Home, actor: Actor, issue_id: int, *, seen: str, now: datetime) -> None:
    """Approve an issue as it was ``seen`` (the hash of what it prints): what it prints and its files stay as they are from
    then on, and each of its stories is adopted by its bulletin.

    Raises Forbidden (newsletter-own for who submitted it), NotFound, Invalid (dated) before a story was there, Conflict:
    newsletter-state, -changed, -empty, -story; VitrineError missing-tool, newsletter-template.
    """
    policy.require(actor, "approve-newsletters")
    if actor.person_id is None:
        raise policy.forbidden("approve-newsletters")
    with reading(home.engine) as session:
        row, sheet, template = _seen(session, actor, issue_id, seen, home, now)
    data = files.template_of(home, template)
    printed, written = pdf.laid_out(home, sheet), docx.filled(home, sheet, data)  # while no transaction is open
    held = keeping.keep(home, printed), keeping.keep(home, written)
    with writing(home.engine) as session:
        for sha256 in sorted(held):
            serialize(session, f"original:{sha256}")
            if not home.store.holds("originals", sha256):  # a file that no row names yet may have been set aside meanwhile
                raise VitrineError("storage", detail=sha256)
        issues.in_state(session, issue_id, IssueState.SUBMITTED)
        row, sheet, _template = _seen(session, actor, issue_id, seen, home, now)
        row.state, row.approved_at, row.approved_by = IssueState.APPROVED, now, actor.person_id
        row.pdf_sha256, row.docx_sha256 = held
        row.pdf_bytes, row.docx_bytes, row.sha256, row.stories = len(printed), len(written), sheet.sha256, len(sheet.pieces)
        session.flush()
        issues.record(session, actor, row, "approve", now, sha256=sheet.sha256, pdf=held[0])
        for piece in sheet.pieces:
            entry = session.get_one(NewsletterEntry, piece.entry)
            entry.printed = kept(piece)
            adopting.adopt(session, actor, row, entry, piece.story, file_name=sheet.file_name, now=now)


def _seen(session: Session, actor: Actor, issue_id: int, seen: str, home: Home,
          now: datetime) -> tuple[NewsletterIssue, Sheet, str | None]:
    row = issues.in_state(session, issue_id, IssueState.SUBMITTED)
    if row.submitted_by == actor.person_id:
        raise Forbidden("newsletter-own")
    _ready(session, row, home)
    sheet = content.sheet(session, row, now)
    if sheet.sha256 != seen:
        raise Conflict("newsletter-changed")
    return row, sheet, session.get_one(Newsletter, row.newsletter_id).template_sha256


def _ready(session: Session, row: NewsletterIssue, home: Home) -> None:
    """Do nothing for an issue whose stories may all be taken, and were there on its day. Raises Conflict, Invalid (dated)."""
    inside = select(NewsletterEntry.story_id).where(NewsletterEntry.issue_id == row.id, NewsletterEntry.story_id.is_not(None))
    if session.scalar(inside.limit(1)) is None:
        raise Conflict("newsletter-empty")
    title = session.scalar(select(Story.title).where(Story.id.in_(inside), ~newsletter_visibility.takeable()).limit(1))
    if title is not None:
        raise Conflict("newsletter-story", title=title)
    issues.require_there(session, row.id, row.dated, home.settings.zone)
