"""Days on which an item can have been sent or published: none before it was there."""

from __future__ import annotations

from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from index.catalogue.assets import Asset
from index.catalogue.audit import AuditLine
from index.catalogue.events import Event
from index.catalogue.items import ItemKind, Ref
from index.catalogue.stories import Story, StoryAsset
from index.errors import Invalid

Known = tuple[date, str, str]
"""A day, and which day of the item it is, in Chinese and English."""
HOW: Final = {
    ItemKind.ASSET: ("请核对日期；拍摄时间不对的，先改正相机时间", "check the date, or put the camera's clock right first"),
    ItemKind.STORY: ("请核对日期；补录旧稿的，先给稿件选上当时的活动或配上当时的图片",
                     "check the date; where an older story is put on record, first tie it to its event or its pictures"),
}


def require_there(session: Session, ref: Ref, field: str, day: date | None, zone: ZoneInfo) -> None:
    """Do nothing for a day on which the item was there already, or for none. Raises Invalid, which says since when it is."""
    if day is None:
        return
    since, zh, en = _since(session, ref, zone)
    if day < since:
        how = HOW[ref.kind]
        raise Invalid(field, f"不能是 {day}：{ref} 的{zh}是 {since}。{how[0]}",
                      f"cannot be {day}: the {en} of {ref} is {since}; {how[1]}")


def _since(session: Session, ref: Ref, zone: ZoneInfo) -> Known:
    """Return the first day that is known of an item: when it was taken, else came in; of a story also its event's, its
    pictures' and the day that its file gave, as old stories are put on record as well.
    """
    if ref.kind is ItemKind.ASSET:
        row = session.get_one(Asset, ref.id)
        if row.captured_local is not None:
            return row.captured_local.date(), "拍摄日期", "day of capture"
        return _first(session, row.event_id, (row.created_at.astimezone(zone).date(), "上传日期", "day of upload"))
    story = session.get_one(Story, ref.id)
    begun = session.scalars(select(AuditLine.details).where(AuditLine.subject == ref.subject, AuditLine.verb == "began"))
    taken = session.scalar(select(func.min(Asset.captured_local)).join(StoryAsset, StoryAsset.asset_id == Asset.id)
                           .where(StoryAsset.story_id == story.id))
    return _first(session, story.event_id, (story.created_at.astimezone(zone).date(), "建立日期", "first day"),
                  *((date.fromisoformat(told["dated"]), "成文日期", "day of writing") for told in begun if told.get("dated")),
                  *([(taken.date(), "配图拍摄日期", "first picture’s day")] if taken is not None else []))


def _first(session: Session, event_id: int | None, *known: Known) -> Known:
    event = session.get(Event, event_id) if event_id is not None else None
    return min([*known, *([(event.starts_on, "活动日期", "event’s first day")] if event else [])])
