"""Newsletters (简报): the office's own numbered bulletins, put together from stories that were approved.

A story that an issue takes in stays as it is; the issue keeps what it prints of it (``printed``) once it is approved, and the
files that were laid out then lie among the originals, by content.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from index.catalogue.deliveries import DocumentCopy
from index.db import Base


class IssueState(StrEnum):
    """How far an issue is. What is approved stays as it is."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    SENT = "sent"


ISSUE_NAMES: Final[dict[str, tuple[str, str]]] = {
    IssueState.DRAFT: ("编辑中", "in the making"), IssueState.SUBMITTED: ("待审", "to be approved"),
    IssueState.APPROVED: ("已审定", "approved"), IssueState.SENT: ("已发送", "sent"),
}


class Newsletter(Base):
    """One newsletter. ``outlet_id`` is the internal bulletin as which its adoptions count; ``issued_before`` how many issues
    there were before the first one here. The template is a .docx among the originals, or None for the one that comes along.
    """

    __tablename__ = "newsletters"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlets.id"), index=True)
    issuer: Mapped[str] = mapped_column(default="")
    issued_before: Mapped[int] = mapped_column(default=0)
    report_to: Mapped[str] = mapped_column(default="")
    send_to: Mapped[str] = mapped_column(default="")
    copies: Mapped[int] = mapped_column(default=0)
    template_sha256: Mapped[str | None] = mapped_column(index=True)
    template_name: Mapped[str] = mapped_column(default="")
    template_bytes: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))


class NewsletterReader(Base):
    """One reader on a newsletter's list: a person of the house, or a mail address with a name."""

    __tablename__ = "newsletter_readers"
    __table_args__ = (CheckConstraint("(person_id IS NULL) != (mail = '')", name="reader"),
                      UniqueConstraint("newsletter_id", "person_id", "mail"))

    id: Mapped[int] = mapped_column(primary_key=True)
    newsletter_id: Mapped[int] = mapped_column(ForeignKey("newsletters.id", ondelete="CASCADE"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(default="")
    mail: Mapped[str] = mapped_column(default="")


class NewsletterIssue(Base):
    """One issue: ``number`` of its ``year`` (第N期), ``total`` of all (总第M期). From the approval on ``sha256`` is the hash
    of what is printed, the files are what was laid out of it, and ``stories`` how many it holds.
    """

    __tablename__ = "newsletter_issues"
    __table_args__ = (UniqueConstraint("newsletter_id", "year", "number", name="uq_newsletter_issues_number"),
                      UniqueConstraint("newsletter_id", "total", name="uq_newsletter_issues_total"),
                      CheckConstraint("state IN ({})".format(", ".join(f"'{one}'" for one in IssueState)), name="state"),
                      CheckConstraint("state NOT IN ('approved', 'sent') OR (sha256 IS NOT NULL AND pdf_sha256 IS NOT NULL "
                                      "AND docx_sha256 IS NOT NULL AND approved_at IS NOT NULL)", name="approved"))

    id: Mapped[int] = mapped_column(primary_key=True)
    newsletter_id: Mapped[int] = mapped_column(ForeignKey("newsletters.id"))
    year: Mapped[int]
    number: Mapped[int]
    total: Mapped[int]
    dated: Mapped[date] = mapped_column(Date)
    title: Mapped[str] = mapped_column(default="")
    report_to: Mapped[str] = mapped_column(default="")
    send_to: Mapped[str] = mapped_column(default="")
    copies: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(default=IssueState.DRAFT)
    returned: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    submitted_at: Mapped[datetime | None]
    submitted_by: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    sent_at: Mapped[datetime | None]
    sent_by: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    stories: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str | None]
    pdf_sha256: Mapped[str | None] = mapped_column(index=True)
    pdf_bytes: Mapped[int] = mapped_column(default=0)
    docx_sha256: Mapped[str | None] = mapped_column(index=True)
    docx_bytes: Mapped[int] = mapped_column(default=0)


class NewsletterEntry(Base):
    """A row of an issue: a story, or the heading of a section that goes on until the next. ``heading`` and ``text`` are the
    editor's own words for the story's, "" for the story's own; ``pictures`` how many of its are printed. ``printed`` is what
    the approved issue says, and ``placement_id`` the adoption that it is.
    """

    __tablename__ = "newsletter_entries"
    __table_args__ = (UniqueConstraint("issue_id", "story_id"),
                      CheckConstraint("story_id IS NOT NULL OR heading != ''", name="row"))

    id: Mapped[int] = mapped_column(primary_key=True)
    issue_id: Mapped[int] = mapped_column(ForeignKey("newsletter_issues.id", ondelete="CASCADE"))
    position: Mapped[int]
    story_id: Mapped[int | None] = mapped_column(ForeignKey("stories.id", ondelete="CASCADE"), index=True)
    heading: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    pictures: Mapped[int] = mapped_column(default=1)
    printed: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    placement_id: Mapped[int | None] = mapped_column(ForeignKey("placements.id", ondelete="SET NULL"))


class NewsletterCopy(DocumentCopy):
    """An issue on its way to one reader."""

    __tablename__ = "newsletter_copies"
    __table_args__ = (Index("ix_newsletter_copies_due", "state", "due_at"),)

    issue_id: Mapped[int] = mapped_column(ForeignKey("newsletter_issues.id", ondelete="CASCADE"), index=True)
