"""Reports as they are read: in lists, and whole, from what was frozen or, in the making, from the figures of now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue import report_visibility
from index.catalogue.assets import Asset, Description, Rendition
from index.catalogue.people import Actor, Person
from index.catalogue.reports import REPORT_NAMES, OfficeReport, ReportCopy
from index.catalogue.stories import hash_of
from server.newsletters.content import SIZES
from server.reports import content, figures, making, wording
from server.reports.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Line:
    """A report in a list. ``corrects`` and ``corrected`` name the report that it puts right, and the one that puts it right,
    (id, number).
    """

    id: int
    number: str
    title: str
    period: str
    dated: date
    state: str
    corrects: tuple[int, str] | None
    corrected: tuple[int, str] | None

    @property
    def words(self) -> tuple[str, str]:
        """How far it is, (Chinese, English)."""
        return REPORT_NAMES[self.state]


@dataclass(frozen=True, slots=True)
class Whole:
    """A report with what it prints. ``seen`` is the hash of it, which issuing asks for; ``open`` are the months that are to
    be closed before; ``steps`` what was done, by whom, when.
    """

    line: Line
    sheet: Sheet
    data: dict[str, Any]
    seen: str
    closed: bool
    steps: tuple[tuple[str, str, datetime], ...]
    copies: tuple[ReportCopy, ...]

    @property
    def open(self) -> list[str]:
        return list(self.data["open"])


def lines(session: Session, actor: Actor, now: datetime) -> list[Line]:
    """Return the reports that this person may read, the newest first."""
    rows = session.scalars(select(OfficeReport).where(report_visibility.reports(actor))
                           .order_by(OfficeReport.year.desc(), OfficeReport.number.desc())).all()
    every = report_visibility.sees_all(actor)
    return [line(session, row) for row in rows if every or not report_visibility.closed(session, row, now)]


def line(session: Session, row: OfficeReport) -> Line:
    """Return a report as lists have it."""
    of = session.get(OfficeReport, row.corrects_id) if row.corrects_id is not None else None
    by = session.scalar(select(OfficeReport).where(OfficeReport.corrects_id == row.id, OfficeReport.issued_at.is_not(None))
                        .order_by(OfficeReport.id.desc()).limit(1))
    return Line(row.id, _number(row), row.title, row.period, row.dated, row.state, (of.id, _number(of)) if of else None,
                (by.id, _number(by)) if by else None)


def whole(session: Session, actor: Actor, report_id: int, zone: ZoneInfo, now: datetime) -> Whole:
    """Return a report that this person may read, with what it prints. Raises NotFound."""
    row = report_visibility.readable(session, actor, report_id, now)
    data, sheet = told(session, row, zone, now)
    people = {one: session.scalar(select(Person.display).where(Person.id == one)) or ""
              for one in (row.made_by, row.issued_by, row.sent_by) if one is not None}
    steps = [(what, people.get(by or 0, ""), at) for what, by, at in (
        ("made", row.made_by, row.made_at), ("issued", row.issued_by, row.issued_at),
        ("sent", row.sent_by, row.sent_at)) if at]
    makes = report_visibility.sees_all(actor)
    copies = session.scalars(select(ReportCopy).where(ReportCopy.report_id == row.id).order_by(ReportCopy.id)).all()
    return Whole(line(session, row), sheet, data, seen(row, data), report_visibility.closed(session, row, now),
                 tuple(steps) if makes else (), tuple(copies) if makes else ())


def told(session: Session, row: OfficeReport, zone: ZoneInfo, now: datetime) -> tuple[dict[str, Any], Sheet]:
    """Return a report's figures, frozen ones or those of now, and what it prints."""
    data = row.figures if row.figures is not None else {
        **figures.gather(session, row.period, zone, now), "pictures": _pictures(session, row.id, now)}
    of = session.get(OfficeReport, row.corrects_id) if row.corrects_id is not None else None
    return data, content.sheet(row, data, f"《{of.title}》（{_number(of)}）" if of else "")


def seen(row: OfficeReport, data: dict[str, Any]) -> str:
    """Return the hash of what somebody saw: the figures and the words."""
    words = [row.title, row.opening, row.remarks, row.issuer, row.mark, row.number, row.address, row.copy_to, row.red_head,
             str(row.dated)]
    return hash_of({"figures": data, "words": words})


def preview(session: Session, period: str, zone: ZoneInfo, now: datetime) -> Sheet:
    """Return what a report of a period would print that nobody has begun. Raises Invalid (period)."""
    from server.reports import keeping

    form, data = keeping.form(session), {**figures.gather(session, period, zone, now), "pictures": []}
    today = now.astimezone(zone).date()
    row = OfficeReport(period=data["period"], year=today.year, number=0, dated=today, title=wording.title(data["period"]),
                       opening="", remarks="", reason="", issuer=form.issuer, mark=form.mark, red_head=form.red_head,
                       address=form.address, copy_to=form.copy_to)
    return content.sheet(row, data)


def _pictures(session: Session, report_id: int, now: datetime) -> list[dict[str, Any]]:
    """Return the chosen pictures that may be printed now, in order."""
    chosen = making.pictures(session, report_id)
    ids = [one.asset_id for one in chosen]
    printable = report_visibility.printable(session, ids, now)
    rows = {row.id: row for row in session.execute(
        select(Asset.id, Asset.sha256, Description.caption, Description.credit)
        .join(Description, Description.asset_id == Asset.id).where(Asset.id.in_(ids)))}
    files: dict[str, dict[str, str]] = {}
    for original, preset, sha256 in session.execute(
            select(Rendition.original_sha256, Rendition.preset, Rendition.sha256)
            .where(Rendition.original_sha256.in_([row.sha256 for row in rows.values()]), Rendition.preset.in_(SIZES))):
        files.setdefault(original, {})[preset] = sha256
    found = []
    for one in chosen:
        row = rows.get(one.asset_id)
        has = files.get(row.sha256, {}) if row is not None else {}
        file = next((has[size] for size in SIZES if size in has), "")
        if row is not None and one.asset_id in printable and file:
            found.append({"asset": one.asset_id, "sha256": file, "caption": one.caption or row.caption, "credit": row.credit})
    return found


def _number(row: OfficeReport) -> str:
    return wording.number(row.mark, row.year, row.number)
