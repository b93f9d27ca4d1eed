"""Which of one's files are here already, told before their bytes move."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue import bins, visibility
from index.catalogue.assets import KEPT, Arrival, Asset, Original, Outcome, public_id
from index.catalogue.people import Actor
from index.db import reading, writing
from server.home import Home
from server.uploads.service import Delivery, origin_of

MOST = 500
HEX = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class Known:
    """Bytes that are here. ``asset`` only where the asker may see it.

    ``needless``: sending them again would change nothing, as the asker, or the asker's department, has sent them before.
    Other bytes are told to be here but sent all the same: a hash alone must make nobody a co-owner.
    """

    sha256: str
    asset: str | None
    needless: bool


def known(session: Session, actor: Actor, wanted: list[str], now: datetime) -> list[Known]:
    """Return those of the hashes that are here; what is no SHA-256 in lower-case hex is passed over. At most MOST count.

    What lies in the recycle bin is sent again, so that its sender is told.
    """
    hashes = [one for one in wanted[:MOST] if len(one) == 64 and set(one) <= HEX]
    visible = set(session.scalars(
        select(Original.sha256).join(Asset, Asset.id == Original.asset_id)
        .where(Original.sha256.in_(hashes), visibility.held(actor, now))))
    kept = Arrival.outcome.in_(KEPT)
    sent = select(Arrival.sha256).where(Arrival.sha256.in_(hashes), kept)
    mine = Arrival.person_id == actor.person_id
    if actor.department_id is not None:
        mine = mine | (Arrival.department_id == actor.department_id)
    needless = set(session.scalars(sent.where(mine)))
    rows = session.execute(select(Original.sha256, Original.asset_id).where(Original.sha256.in_(hashes),
                                                                            bins.kept(Original.asset_id)))
    return [Known(sha256, public_id(asset) if sha256 in visible else None, sha256 in needless) for sha256, asset in rows]


def note(home: Home, actor: Actor, delivery: Delivery, names: dict[str, str], found: list[Known], *, now: datetime) -> None:
    """Put on record, for a reload of the page, which files of a batch need not be sent: those that came this way before.

    Raises like ``service.origin_of``.
    """
    needless = [one.sha256 for one in found if one.needless and one.sha256 in names]
    origins = {one: origin_of(home, actor, replace(delivery, name=names[one])) for one in needless}
    with reading(home.engine) as session:
        rows = session.execute(select(Original.sha256, Original.asset_id, Original.bytes)
                               .where(Original.sha256.in_(needless))).all()
    with writing(home.engine) as session:
        session.add_all([
            Arrival(asset_id=asset, sha256=sha256, batch=origin.batch, door=origin.door, name=origin.name, path=origin.path,
                    bytes=size, person_id=actor.person_id, department_id=origin.department_id, event_id=origin.event_id,
                    outcome=Outcome.ALREADY_HERE, received_at=now)
            for sha256, asset, size in rows for origin in [origins[sha256]]])
