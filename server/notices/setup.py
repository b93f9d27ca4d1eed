"""The ways by which notices leave the house, as the administrator sets them up."""

from __future__ import annotations

from sqlalchemy import Engine, select

from index.catalogue.deliveries import ROBOTS, NoticeWay
from index.db import reading


def personal(engine: Engine) -> frozenset[str]:
    """Return the means to people that are set up."""
    with reading(engine) as session:
        return frozenset(session.scalars(select(NoticeWay.means).where(NoticeWay.active, NoticeWay.means.not_in(ROBOTS))))
