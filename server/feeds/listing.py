"""What came out on the open channels, page by page: for the public's lists and for feeds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue import public_visibility
from index.catalogue.channels import Channel
from index.catalogue.departments import Department
from index.errors import NotFound
from server.feeds import reading
from server.feeds.reading import Article, Pair
from server.web.paging import Pager

A_PAGE: Final = 20


@dataclass(frozen=True, slots=True)
class Listing:
    """One page. ``channel`` is None for all that are open, ``department`` for all; ``departments`` are those that have
    anything there, as (code, name).
    """

    channel: Channel | None
    department: Department | None
    departments: tuple[tuple[str, Pair], ...]
    articles: tuple[Article, ...]
    pages: Pager


def listed(session: Session, code: str | None, department_code: str | None, number: int, now: datetime) -> Listing:
    """Return a page of what everybody may read on a channel, or on all of them; of one department, or of all.

    Raises NotFound where the channel is not open, or none is; for a department that is not there; and beyond the last page.
    """
    channel = public_visibility.channel_for(session, code) if code is not None else None
    if channel is None and not public_visibility.channels(session):
        raise NotFound(what="/p/")
    department = _department(session, department_code) if department_code is not None else None
    channel_id, department_id = channel.id if channel else None, department.id if department else None
    total = public_visibility.count(session, channel_id=channel_id, department_id=department_id)
    pages = Pager(number, A_PAGE, number * A_PAGE < total, total)
    if number > pages.last:
        raise NotFound(what=f"“{number}”")
    found = public_visibility.published(session, channel_id=channel_id, department_id=department_id, limit=A_PAGE,
                                        offset=pages.offset)
    return Listing(channel, department, _departments(session, channel_id), tuple(
        reading.articles(session, found, now, channel_id)), pages)


def _department(session: Session, code: str) -> Department:
    found = session.scalar(select(Department).where(Department.code == code))
    if found is None:
        raise NotFound(what=f"“{code}”")
    return found


def _departments(session: Session, channel_id: int | None) -> tuple[tuple[str, Pair], ...]:
    rows = session.scalars(select(Department).where(Department.id.in_(public_visibility.departments(session, channel_id)))
                           .order_by(Department.id))
    return tuple((one.code, (one.name, one.name_en)) for one in rows)
