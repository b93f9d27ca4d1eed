"""Reports of the office (通报): listed, read with their figures, and fetched as the files that were issued."""

from __future__ import annotations

from typing import Literal

from flask import Response

from index.catalogue.reports import FILES, OfficeReport, ReportState
from index.catalogue.tokens import Scope
from index.db import reading
from index.errors import NotFound
from server import policy
from server.api.cursors import cut
from server.api.declaring import Paging, RowId, endpoint
from server.api.papers import files_of
from server.api.report_records import ReportRecord, ReportSummary, figures_of
from server.api.shapes import Listed
from server.library import bytes as held
from server.reports import files
from server.reports import reading as reports
from server.reports.reading import Line
from server.web.problems import BASE
from server.web.services import actor, home, now, zone

ReportDocument = Literal["pdf", "docx", "xlsx", "html"]


@endpoint("GET", "/reports", Scope.READ_OFFICE, "列出通报", tag="papers")
def list_reports(query: Paging) -> Listed[ReportSummary]:
    """List the office's reports that may be read, the last begun first.

    Who sees every department's figures reads all, drafts too; others what was sent to them.
    """
    policy.require(actor(), "read-reports")
    with reading(home().engine) as session:
        found = reports.lines(session, actor(), now())
    return cut(found, query, lambda one: one.id, _summary, falling=True)


@endpoint("GET", "/reports/{report}", Scope.READ_OFFICE, "查看通报", tag="papers")
def show_report(report: RowId) -> ReportRecord:
    """Show one report with its figures.

    They are frozen from its issue on; of a draft they are those of now.
    """
    policy.require(actor(), "read-reports")
    with reading(home().engine) as session:
        found = reports.whole(session, actor(), report, zone(), now())
        row, line = session.get_one(OfficeReport, report), _summary(found.line)
        return ReportRecord(
            line.id, line.number, line.title, line.period, line.dated, line.state, line.corrects, line.corrected, row.issuer,
            row.mark, row.address, row.copy_to, row.red_head, row.opening, row.remarks, row.issued_at, row.sent_at,
            found.seen, figures_of(found.data), files_of(row, FILES, f"{BASE}/reports/{report}"))


@endpoint("GET", "/reports/{report}/files/{document}", Scope.READ_OFFICE, "取通报文件", tag="papers", media="*/*",
          tagged=False)
def fetch_report(report: RowId, document: ReportDocument) -> Response:
    """Fetch a report that was issued as a file."""
    policy.require(actor(), "read-reports")
    with reading(home().engine) as session:
        found = reports.whole(session, actor(), report, zone(), now())
    if document not in files.TYPES or found.line.state == ReportState.DRAFT:
        raise NotFound(what=f"“{report}.{document[:20]}”")
    return held.document(files.file_of(home(), report, found.sheet, document), f"{found.sheet.file_name}.{document}",
                         files.TYPES[document], keep=True)


def _summary(one: Line) -> ReportSummary:
    return ReportSummary(one.id, one.number, one.title, one.period, one.dated, ReportState(one.state),
                         one.corrects[0] if one.corrects else None, one.corrected[0] if one.corrected else None)
