"""Reports of the office (通报): a month's, quarter's or year's figures as a numbered document that goes to the leaders.

What is issued stays as it was: its figures, its words and its files. A mistake is put right by a new report that names it.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from index.catalogue.deliveries import DocumentCopy
from index.db import Base


class ReportState(StrEnum):
    """How far a report is. What is issued stays as it is."""

    DRAFT = "draft"
    ISSUED = "issued"
    SENT = "sent"


REPORT_NAMES: Final[dict[str, tuple[str, str]]] = {
    ReportState.DRAFT: ("草稿", "draft"), ReportState.ISSUED: ("已印发", "issued"), ReportState.SENT: ("已报送", "sent"),
}
FILES: Final = ("pdf", "docx", "xlsx", "html")


class ReportForm(Base):
    """How the office's reports look, one row: whose they are, the mark of their numbers (后勤宣), whether they have a red
    head, to whom they speak and who gets a copy. The template is a .docx among the originals, or None for the one that comes
    along.
    """

    __tablename__ = "report_forms"

    id: Mapped[int] = mapped_column(primary_key=True)
    issuer: Mapped[str] = mapped_column(default="")
    mark: Mapped[str] = mapped_column(default="")
    red_head: Mapped[bool] = mapped_column(default=True)
    address: Mapped[str] = mapped_column(default="")
    copy_to: Mapped[str] = mapped_column(default="")
    template_sha256: Mapped[str | None] = mapped_column(index=True)
    template_name: Mapped[str] = mapped_column(default="")
    template_bytes: Mapped[int] = mapped_column(default=0)


class ReportReader(Base):
    """A leader on the list: somebody of the house, or a mail address with a name."""

    __tablename__ = "report_readers"
    __table_args__ = (CheckConstraint("(person_id IS NULL) != (mail = '')", name="reader"),
                      UniqueConstraint("person_id", "mail"))

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(default="")
    mail: Mapped[str] = mapped_column(default="")


class OfficeReport(Base):
    """One report: ``number`` of its ``year``, of a ``period`` such as ``2026-03``, ``2026Q1`` or ``2026``. ``corrects_id`` is
    the one that it puts right, and ``reason`` why. ``opening`` and ``remarks`` are the office's own words. From the issue on
    ``figures`` are what it tells, and the files what was laid out.
    """

    __tablename__ = "office_reports"
    __table_args__ = (
        UniqueConstraint("year", "number"),
        CheckConstraint("state IN ({})".format(", ".join(f"'{one}'" for one in ReportState)), name="state"),
        CheckConstraint("state = 'draft' OR (figures IS NOT NULL AND issued_at IS NOT NULL AND pdf_sha256 IS NOT NULL AND "
                        "docx_sha256 IS NOT NULL AND xlsx_sha256 IS NOT NULL AND html_sha256 IS NOT NULL)", name="issued"))

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    number: Mapped[int]
    period: Mapped[str] = mapped_column(index=True)
    dated: Mapped[date] = mapped_column(Date)
    title: Mapped[str]
    opening: Mapped[str] = mapped_column(default="")
    remarks: Mapped[str] = mapped_column(default="")
    issuer: Mapped[str] = mapped_column(default="")
    mark: Mapped[str] = mapped_column(default="")
    red_head: Mapped[bool] = mapped_column(default=True)
    address: Mapped[str] = mapped_column(default="")
    copy_to: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default=ReportState.DRAFT)
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("office_reports.id"))
    reason: Mapped[str] = mapped_column(default="")
    figures: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    made_at: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    issued_at: Mapped[datetime | None]
    issued_by: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    sent_at: Mapped[datetime | None]
    sent_by: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    pdf_sha256: Mapped[str | None] = mapped_column(index=True)
    pdf_bytes: Mapped[int] = mapped_column(default=0)
    docx_sha256: Mapped[str | None] = mapped_column(index=True)
    docx_bytes: Mapped[int] = mapped_column(default=0)
    xlsx_sha256: Mapped[str | None] = mapped_column(index=True)
    xlsx_bytes: Mapped[int] = mapped_column(default=0)
    html_sha256: Mapped[str | None] = mapped_column(index=True)
    html_bytes: Mapped[int] = mapped_column(default=0)


class ReportPicture(Base):
    """One of a period's best pictures, which the office chose for a report, with its own words under it."""

    __tablename__ = "report_pictures"

    report_id: Mapped[int] = mapped_column(ForeignKey("office_reports.id", ondelete="CASCADE"), primary_key=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("assets.id", ondelete="CASCADE"), primary_key=True, index=True)
    position: Mapped[int]
    caption: Mapped[str] = mapped_column(default="")


class ReportCopy(DocumentCopy):
    """A report on its way to one reader."""

    __tablename__ = "report_copies"
    __table_args__ = (Index("ix_report_copies_due", "state", "due_at"),)

    report_id: Mapped[int] = mapped_column(ForeignKey("office_reports.id", ondelete="CASCADE"), index=True)
