"""Reports in the making: begun, changed, with their pictures, removed. Each change is one transaction with its audit line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Engine, delete, func, select
from sqlalchemy.orm import Session

from index.catalogue import audit, report_visibility
from index.catalogue.assets import public_id
from index.catalogue.people import Actor
from index.catalogue.reports import REPORT_NAMES, OfficeReport, ReportPicture, ReportState
from index.db import serialize, writing
from index.errors import Conflict, Invalid, NotFound
from server import policy
from server.newsletters.limits import length
from server.points import periods
from server.reports import keeping, wording

LONGEST: Final = {"title": 60, "opening": 4000, "remarks": 4000}
LONGEST_CAPTION: Final = 200
LONGEST_REASON: Final = 200
MOST_PICTURES: Final = 12
Chosen = dict[int, str]
"""Pictures of a report in order: asset -> the office's own words under it, "" for its title."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a report says of itself, and the office's own words."""

    dated: date
    title: str
    opening: str = ""
    remarks: str = ""
    issuer: str = ""
    mark: str = ""
    address: str = ""
    copy_to: str = ""
    red_head: bool = True


def begin(engine: Engine, actor: Actor, period: str, dated: date, *, corrects: int | None = None, reason: str = "",
          now: datetime) -> int:
    """Begin a report of a period, numbered by itself within its year, and return its id.

    ``corrects`` is an issued one that it puts right, for a ``reason`` that it prints. Raises Forbidden, Invalid (period,
    reason), NotFound, Conflict(report-state).
    """
    policy.require(actor, "make-reports")
    _per, period = periods.read(period)
    why = " ".join(reason.split())
    with writing(engine) as session:
        form = keeping.form(session)
        row = OfficeReport(period=period, dated=dated, year=dated.year, title=wording.title(period), made_at=now,
                           made_by=actor.person_id, issuer=form.issuer, mark=form.mark, red_head=form.red_head,
                           address=form.address, copy_to=form.copy_to)
        if corrects is not None:
            _correct(session, row, corrects, why)
        serialize(session, "office-reports")
        row.number = _next(session, row.year)
        session.add(row)
        session.flush()
        if corrects is not None:
            session.add_all(ReportPicture(report_id=row.id, asset_id=one.asset_id, position=one.position, caption=one.caption)
                            for one in pictures(session, corrects))
        record(session, actor, row, "began", now, **({"corrects": corrects, "reason": why} if corrects else {}))
        return row.id


def change(engine: Engine, actor: Actor, report_id: int, facts: Facts, *, now: datetime) -> None:
    """Change what a draft says; in another year it is numbered anew. Raises Forbidden, NotFound, Invalid, Conflict."""
    with writing(engine) as session:
        row = making(session, actor, report_id)
        if facts.dated.year != row.year:
            serialize(session, "office-reports")
            row.year, row.number = facts.dated.year, _next(session, facts.dated.year)
        row.dated, row.red_head = facts.dated, facts.red_head
        for name, most in {**LONGEST, **keeping.LONGEST}.items():
            given = getattr(facts, name)
            text = given.replace("\r\n", "\n").strip() if name in {"opening", "remarks"} else " ".join(given.split())
            length(name, text, most)
            setattr(row, name, text)
        if not row.title:
            raise Invalid("title", "请填写标题", "give it a title")
        record(session, actor, row, "changed", now)


def choose(engine: Engine, actor: Actor, report_id: int, change: Callable[[Chosen], Chosen], *, now: datetime) -> None:
    """Change which pictures a draft prints: ``change`` makes of those it has what it shall have, in that order.

    One that is in it already may stay though it is not published any more; it is not printed then. Raises Forbidden,
    NotFound, Invalid, Conflict: report-state, report-picture for one that is put in and is no published photo.
    """
    with writing(engine) as session:
        row = making(session, actor, report_id)
        held = chosen(session, row.id)
        wanted = change(dict(held))
        if list(wanted.items()) == list(held.items()):
            return
        if len(wanted) > MOST_PICTURES:
            raise Invalid("pictures", f"最多 {MOST_PICTURES} 张", f"{MOST_PICTURES} at most")
        come = sorted(wanted.keys() - held.keys())
        printable = report_visibility.printable(session, come, now)
        for asset in come:
            if asset not in printable:
                raise Conflict("report-picture", name=public_id(asset))
        session.execute(delete(ReportPicture).where(ReportPicture.report_id == row.id))
        for place, (asset, given) in enumerate(wanted.items(), 1):
            caption = " ".join(given.split())
            length("pictures", caption, LONGEST_CAPTION)
            session.add(ReportPicture(report_id=row.id, asset_id=asset, position=place, caption=caption))
        record(session, actor, row, "changed", now, pictures=[public_id(one) for one in wanted])


def remove(engine: Engine, actor: Actor, report_id: int, *, now: datetime) -> None:
    """Remove a draft. Raises Forbidden, NotFound, Conflict(report-state)."""
    with writing(engine) as session:
        row = making(session, actor, report_id)
        record(session, actor, row, "removed", now)
        session.delete(row)


def pictures(session: Session, report_id: int) -> list[ReportPicture]:
    """Return the pictures that the office chose for a report, in order."""
    return list(session.scalars(select(ReportPicture).where(ReportPicture.report_id == report_id)
                                .order_by(ReportPicture.position)))


def chosen(session: Session, report_id: int) -> Chosen:
    """Return the pictures that the office chose for a report, in order, with its words under each."""
    return {one.asset_id: one.caption for one in pictures(session, report_id)}


def making(session: Session, actor: Actor, report_id: int) -> OfficeReport:
    """Return a draft that this person may change, held until the end. Raises Forbidden, NotFound, Conflict(report-state)."""
    policy.require(actor, "make-reports")
    return in_state(session, report_id, ReportState.DRAFT)


def in_state(session: Session, report_id: int, *states: str) -> OfficeReport:
    """Return a report in one of these states, held until the end. Raises NotFound, Conflict(report-state)."""
    row = session.scalar(select(OfficeReport).where(OfficeReport.id == report_id).with_for_update())
    if row is None:
        raise NotFound(what=f"“{report_id}”")
    if row.state not in states:
        zh, en = REPORT_NAMES[row.state]
        raise Conflict("report-state", state_zh=zh, state=en)
    return row


def record(session: Session, actor: Actor, row: OfficeReport, verb: str, now: datetime, **details: Any) -> None:
    """Put on record what was done to a report."""
    audit.record(session, actor, verb, f"office-report:{row.id}", at=now, name=row.title,
                 number=wording.number(row.mark, row.year, row.number), **details)


def _correct(session: Session, row: OfficeReport, corrects: int, why: str) -> None:
    of = in_state(session, corrects, ReportState.ISSUED, ReportState.SENT)
    if not why:
        raise Invalid("reason", "请写明更正什么", "say what is put right")
    length("reason", why, LONGEST_REASON)
    row.corrects_id, row.reason, row.period = of.id, why, of.period
    row.title = wording.title(of.period, correcting=True)
    for name in ("opening", "remarks", "issuer", "mark", "address", "copy_to", "red_head"):
        setattr(row, name, getattr(of, name))


def _next(session: Session, year: int) -> int:
    return (session.scalar(select(func.max(OfficeReport.number)).where(OfficeReport.year == year)) or 0) + 1
