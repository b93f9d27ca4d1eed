"""A report is issued, which freezes it, and goes to the leaders on its list (decision 0055)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from index.catalogue import report_visibility
from index.catalogue.people import Actor
from index.catalogue.reports import FILES, OfficeReport, ReportCopy, ReportState
from index.db import reading, serialize, writing
from index.errors import Conflict, VitrineError
from server import policy
from server.clock import Clock
from server.home import Home
from server.newsletters.keeping import keep
from server.notices import copies
from server.notices.outside.message import Attachment, Message, MessageLine
from server.reports import files, keeping, making, wording
from server.reports import reading as reports
from server.reports.sheet import Sheet


def issue(home: Home, actor: Actor, report_id: int, *, seen: str, now: datetime) -> None:
    """Issue a draft as it was ``seen`` (the hash of its figures and words): its figures and files stay from then on.

    Raises Forbidden, NotFound, Conflict: report-state, report-changed, report-open where a month of it is not closed,
    report-again where the period has a report that this one does not correct; VitrineError: missing-tool, report-template.
    """
    policy.require(actor, "make-reports")
    with reading(home.engine) as session:
        _row, _data, sheet = _seen(home, session, report_id, seen, now)
    laid_out = {form: files.made(home, sheet, form) for form in FILES}  # while no transaction is open
    held = {form: keep(home, data) for form, data in laid_out.items()}
    with writing(home.engine) as session:
        for sha256 in sorted(held.values()):
            serialize(session, f"original:{sha256}")
            if not home.store.holds("originals", sha256):  # a file that no row names yet may have been set aside meanwhile
                raise VitrineError("storage", detail=sha256)
        serialize(session, "office-reports")
        row, data, _sheet = _seen(home, session, report_id, seen, now)
        row.figures, row.state, row.issued_at, row.issued_by = data, ReportState.ISSUED, now, actor.person_id
        for form in FILES:
            setattr(row, f"{form}_sha256", held[form])
            setattr(row, f"{form}_bytes", len(laid_out[form]))
        session.flush()
        making.record(session, actor, row, "report-issued", now, pdf=held["pdf"])


def send(engine: Engine, actor: Actor, report_id: int, *, now: datetime) -> int:
    """Send an issued report to the leaders on the list, and return to how many.

    Raises Forbidden, NotFound, Conflict(report-state), VitrineError: report-readers, report-picture.
    """
    policy.require(actor, "make-reports")
    with writing(engine) as session:
        row = making.in_state(session, report_id, ReportState.ISSUED)
        readers = keeping.on_list(session)
        if not readers:
            raise VitrineError("report-readers")
        if report_visibility.closed(session, row, now):
            raise VitrineError("report-picture", name=row.title)
        row.state, row.sent_at, row.sent_by = ReportState.SENT, now, actor.person_id
        copies.begin(session, ReportCopy, readers, now=now, report_id=row.id)
        making.record(session, actor, row, "report-sent", now, readers=len(readers))
        return len(readers)


def send_due(home: Home, clock: Clock) -> int:
    """Send the mails that are due, and return how many went out. Without a way to mail they wait."""
    return copies.send_due(home, clock, ReportCopy, lambda copy_id, now: _written(home, copy_id, now))


def _written(home: Home, copy_id: int, now: datetime) -> tuple[str, Message] | None:
    """Return to whom goes what: the report as PDF and as Word; None where it is closed to readers meanwhile."""
    with reading(home.engine) as session:
        copy = session.get(ReportCopy, copy_id)
        row = session.get(OfficeReport, copy.report_id) if copy is not None else None
        if copy is None or row is None or row.figures is None or report_visibility.closed(session, row, now):
            return None
        attached = tuple(
            Attachment(f"{row.title}.{form}", files.TYPES[form], home.store.path("originals", sha256).read_bytes())
            for form in ("pdf", "docx") if (sha256 := getattr(row, f"{form}_sha256")))
        number = wording.number(row.mark, row.year, row.number)
        return copy.mail, Message(row.title, (MessageLine(row.title, number),), row.title,
                                  foot=f"{row.issuer} {row.dated}".strip(), mark=f"report-{row.id}-{copy.id}",
                                  attachments=attached)


def _seen(home: Home, session: Session, report_id: int, seen: str,
          now: datetime) -> tuple[OfficeReport, dict[str, object], Sheet]:
    row = making.in_state(session, report_id, ReportState.DRAFT)
    data, sheet = reports.told(session, row, home.settings.zone, now)
    if data["open"]:
        raise Conflict("report-open", month=data["open"][0])
    other = session.scalar(
        select(OfficeReport).where(OfficeReport.period == row.period, OfficeReport.state != ReportState.DRAFT)
        .order_by(OfficeReport.id.desc()).limit(1))
    if other is not None and row.corrects_id is None:
        raise Conflict("report-again", period=wording.period(row.period), title=other.title)
    if reports.seen(row, data) != seen:
        raise Conflict("report-changed")
    return row, data, sheet
