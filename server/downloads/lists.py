"""The record of what was taken out, as pages read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from index.catalogue import bins, visibility
from index.catalogue.assets import Asset, Description, public_id
from index.catalogue.departments import Department
from index.catalogue.people import Actor
from index.catalogue.takeouts import TakenItem, Takeout
from server.downloads.wishes import form_names, purpose_names
from server.sheets.writing import csv_bytes

HEAD = ("时间 time", "取用人 who", "部门 department", "素材 asset", "标题 title", "规格 form", "用途 purpose", "说明 note",
        "文件 file", "字节 bytes", "途径 door")


@dataclass(frozen=True, slots=True)
class Taken:
    """One file that was taken out."""

    at: datetime
    who: str
    department: str | None
    asset: str
    title: str
    form: tuple[str, str]
    purpose: tuple[str, str]
    note: str
    name: str
    bytes: int
    door: str


def of_assets(session: Session, actor: Actor, asset_ids: Sequence[int], *, until: datetime | None = None) -> list[Taken]:
    """Return who took these assets out (``until`` then), as far as this person may know, the latest first."""
    query = _query(actor).where(TakenItem.asset_id.in_(asset_ids))
    return _lines(session, query if until is None else query.where(TakenItem.at <= until))


def everything(session: Session, actor: Actor, *, limit: int, offset: int = 0, purpose: str = "") -> list[Taken]:
    """Return what was taken out, as far as this person may know, the latest first."""
    query = _query(actor).limit(limit).offset(offset)
    return _lines(session, query.where(Takeout.purpose == purpose) if purpose else query)


def counts(session: Session, actor: Actor) -> dict[str, int]:
    """Return how many files were taken out for each purpose, the most frequent first."""
    number = func.count(TakenItem.id)
    query = (select(Takeout.purpose, number).join(TakenItem, TakenItem.takeout_id == Takeout.id)
             .join(Asset, Asset.id == TakenItem.asset_id).where(visibility.takeouts(actor))
             .group_by(Takeout.purpose).order_by(number.desc()))
    return {row[0]: row[1] for row in session.execute(query)}


def sheet(lines: list[Taken], zone: tzinfo) -> bytes:
    """Return these lines as a CSV with a mark, as Excel opens it right, with times of the campus."""
    return csv_bytes(HEAD, ([one.at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S"), one.who, one.department or "", one.asset,
                             one.title, one.form[0], one.purpose[0], one.note, one.name, str(one.bytes), one.door]
                            for one in lines))


def _query(actor: Actor) -> Any:
    return (select(TakenItem, Takeout, Department.name, Description.title)
            .join(Takeout, Takeout.id == TakenItem.takeout_id).join(Asset, Asset.id == TakenItem.asset_id)
            .outerjoin(Department, Department.id == Takeout.department_id)
            .outerjoin(Description, and_(Description.asset_id == Asset.id, bins.kept()))
            .where(visibility.takeouts(actor)).order_by(TakenItem.id.desc()))


def _lines(session: Session, query: Any) -> list[Taken]:
    purposes, forms = purpose_names(session), form_names(session)
    return [Taken(item.at, row.who, department, public_id(item.asset_id), title or "",
                  forms.get(item.preset, (item.preset, item.preset)),
                  purposes.get(row.purpose, (row.purpose, row.purpose)), row.note, item.name, item.bytes, row.door)
            for item, row, department, title in session.execute(query)]
