"""Who may read which report of the office: the part of ``visibility`` that is about them.

A report tells how every department stands, so it is for whom that is shown to anyway, and for those to whom it was sent.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select, true
from sqlalchemy.orm import Session

from index.catalogue import visibility
from index.catalogue.assets import Asset, Kind
from index.catalogue.people import Actor
from index.catalogue.reports import OfficeReport, ReportCopy
from index.errors import NotFound


def sees_all(actor: Actor) -> bool:
    """Say whether this person sees every report, those in the making too."""
    return visibility.accounts(actor, None)


def reports(actor: Actor) -> ColumnElement[bool]:
    """SQL: this report is this person's to read."""
    if sees_all(actor):
        return true()
    return exists().where(ReportCopy.report_id == OfficeReport.id, ReportCopy.person_id == actor.person_id)


def readable(session: Session, actor: Actor, report_id: int, now: datetime) -> OfficeReport:
    """Return a report that this person may read. Raises NotFound."""
    row = session.scalar(select(OfficeReport).where(OfficeReport.id == report_id, reports(actor)))
    if row is None or (not sees_all(actor) and closed(session, row, now)):
        raise NotFound(what=f"“{report_id}”")
    return row


def closed(session: Session, report: OfficeReport, now: datetime) -> bool:
    """Say whether a picture that an issued report prints is not to be shown any more: then readers do not see it either."""
    printed = {one["asset"] for one in (report.figures or {"pictures": ()})["pictures"]}
    return len(printable(session, sorted(printed), now)) != len(printed)


def printable(session: Session, asset_ids: Sequence[int], now: datetime) -> set[int]:
    """Return those of these assets that a report may print: published photos, for it goes to whoever is on a list."""
    return set(session.scalars(select(Asset.id).where(
        Asset.id.in_(asset_ids), Asset.kind == Kind.PHOTO, visibility.published(now)))) if asset_ids else set()


def offered(session: Session, among: Sequence[int] | None, but: Collection[int], now: datetime, *, limit: int) -> list[int]:
    """Return photos that a report may print beside those ``but`` these: of ``among`` in its order, or of all the newest."""
    if among is not None:
        fit = printable(session, among, now)
        return [one for one in among if one in fit and one not in but][:limit]
    return list(session.scalars(select(Asset.id).where(
        Asset.kind == Kind.PHOTO, Asset.id.not_in(but), visibility.published(now)).order_by(Asset.id.desc()).limit(limit)))
