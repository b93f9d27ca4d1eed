"""Whether people are told: ways that fail, messages that were given up, links that lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select

from index.catalogue.deliveries import Delivery, DeliveryState, NoticeWay
from index.db import reading
from server.doctor.findings import Finding, Kind, found
from server.home import Home


def advise(home: Home) -> Iterator[Finding]:
    """Yield advice on the ways of notices."""
    with reading(home.engine) as session:
        ways = session.scalars(select(NoticeWay).where(NoticeWay.active).order_by(NoticeWay.id)).all()
        failed = session.scalar(select(func.count()).select_from(Delivery).where(Delivery.state == DeliveryState.FAILED))
    if not ways:
        yield found(Kind.NOTICES, "no-ways", "notices")
    for way in ways:
        if way.error:
            yield found(Kind.NOTICES, "way-fails", way.name, why=way.error)
    if failed:
        yield found(Kind.NOTICES, "undelivered", "notices", count=failed)
    if ways and not home.settings.public_url:
        yield found(Kind.NOTICES, "no-links", "public_url")
