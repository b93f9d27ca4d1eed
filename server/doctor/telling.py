"""Whether people and other programs are told: ways that fail, messages that were given up, links that lead nowhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import func, select

from index.catalogue.deliveries import Delivery, DeliveryState, NoticeWay
from index.catalogue.webhooks import Webhook
from index.db import reading
from server.doctor.findings import Finding, Kind, found
from server.home import Home
from server.webhooks import reading_lines


def advise(home: Home) -> Iterator[Finding]:
    """Yield advice on the ways of notices and on webhooks."""
    with reading(home.engine) as session:
        ways = session.scalars(select(NoticeWay).where(NoticeWay.active).order_by(NoticeWay.id)).all()
        failed = session.scalar(select(func.count()).select_from(Delivery).where(Delivery.state == DeliveryState.FAILED))
        passed = Counter(one.webhook_id for one in reading_lines.passed_over(session))
        names = {row.id: row.name for row in session.execute(select(Webhook.id, Webhook.name).where(Webhook.id.in_(passed)))}
    for webhook, count in passed.items():
        yield found(Kind.WEBHOOKS, "webhook-passed-over", names[webhook], count=count)
    if not ways:
        yield found(Kind.NOTICES, "no-ways", "notices")
    for way in ways:
        if way.error:
            yield found(Kind.NOTICES, "way-fails", way.name, why=way.error)
    if failed:
        yield found(Kind.NOTICES, "undelivered", "notices", count=failed)
    if ways and not home.settings.public_url:
        yield found(Kind.NOTICES, "no-links", "public_url")
