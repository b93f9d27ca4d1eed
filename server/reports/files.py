"""A report as a file: what its issue laid out, or, as long as there is none, a proof of it as it stands."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import select

from index.catalogue.people import Actor
from index.catalogue.reports import FILES, OfficeReport
from index.db import reading
from index.errors import Invalid, NotFound
from server import policy
from server.home import Home
from server.points import periods
from server.reports import docx, html, keeping, pdf, template, xlsx
from server.reports import reading as reports
from server.reports.sheet import Sheet

TYPES: Final = {
    "pdf": "application/pdf", "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "html": "text/html"}
_CSS: Final = Path(__file__).parent.parent / "static" / "css" / "report-paper.css"


def file_of(home: Home, report_id: int, sheet: Sheet, form: str) -> bytes:
    """Return a report that somebody may read as ``pdf``, ``docx``, ``xlsx`` or ``html``.

    Raises Invalid (file), NotFound, VitrineError: missing-tool, report-template.
    """
    checked(form)
    with reading(home.engine) as session:
        held = getattr(session.get_one(OfficeReport, report_id), f"{form}_sha256")
    return _bytes(home, held) if held is not None else made(home, sheet, form)


def made(home: Home, sheet: Sheet, form: str) -> bytes:
    """Lay a report out. Raises Invalid (file), VitrineError: missing-tool, report-template."""
    match checked(form):
        case "pdf":
            return pdf.laid_out(home, sheet)
        case "xlsx":
            return xlsx.filled(sheet)
        case "html":
            return html.file(home, sheet, _CSS.read_text("utf-8"))
    return docx.filled(home, sheet, template_of(home))


def of_period(home: Home, actor: Actor, period: str, form: str, *, now: datetime) -> tuple[bytes, bool]:
    """Return the report of a period, the latest that was issued, else as it stands now; and whether it was issued.

    Raises Forbidden, Invalid (period, file), VitrineError: missing-tool, report-template.
    """
    policy.require(actor, "make-reports")
    checked(form)
    with reading(home.engine) as session:
        row = session.scalar(select(OfficeReport).where(OfficeReport.period == periods.read(period)[1])
                             .order_by(OfficeReport.issued_at.is_(None), OfficeReport.id.desc()).limit(1))
        zone = home.settings.zone
        sheet = (reports.told(session, row, zone, now)[1] if row is not None else
                 reports.preview(session, period, zone, now))
        number, issued = (row.id, row.issued_at is not None) if row is not None else (0, False)
    return file_of(home, number, sheet, form) if number else made(home, sheet, form), issued


def checked(form: str) -> str:
    """Return a sort of file that there is. Raises Invalid (file)."""
    if form not in FILES:
        raise Invalid("file", "只有 .pdf、.docx、.xlsx 和 .html", "there is .pdf, .docx, .xlsx and .html")
    return form


def template_of(home: Home) -> bytes:
    """Return the office's template, or the one that comes along."""
    with reading(home.engine) as session:
        sha256 = keeping.form(session).template_sha256
    return _bytes(home, sha256) if sha256 else template.DEFAULT


def _bytes(home: Home, sha256: str) -> bytes:
    try:
        return home.store.path("originals", sha256).read_bytes()
    except OSError as error:
        raise NotFound(what=sha256[:12]) from error
