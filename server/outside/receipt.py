"""What a sender without an account is told: each file, what became of it, and what was decided about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from index.catalogue.assets import Arrival, Asset, Outcome
from index.catalogue.links import Outside
from server.outside.guest import Guest
from server.outside.links import DOOR
from server.uploads.batches import Stage
from server.uploads.cautions import CAUTION


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """One file. ``decision`` is waiting, taken or refused, with what the department wrote in ``remark``;
    ``caution`` is that of ``cautions``.
    """

    name: str
    bytes: int
    sha256: str | None
    stage: Stage
    decision: str | None
    remark: str | None
    reason: dict[str, Any] | None
    caution: str | None


def lines(session: Session, guest: Guest) -> list[ReceiptLine]:
    """Return what this sender sent, in the order in which it came; of several tries of one file the last."""
    rows = session.execute(
        select(Arrival, Asset.rendered_at, Asset.outside_state, Asset.outside_reason, CAUTION)
        .outerjoin(Asset, Asset.id == Arrival.asset_id)
        .where(Arrival.batch == guest.batch, Arrival.door == DOOR).order_by(Arrival.id)).all()
    last: dict[str, int] = {}
    for arrival, *_ in rows:
        if last.get(arrival.path) is None or arrival.outcome != Outcome.ALREADY_HERE:
            last[arrival.path] = arrival.id
    return [_line(*row) for row in rows if last[row[0].path] == row[0].id or row[0].outcome == Outcome.ADDED]


def _line(arrival: Arrival, rendered_at: object, state: str | None, remark: str | None, caution: str | None) -> ReceiptLine:
    added = arrival.outcome == Outcome.ADDED
    stage = Stage(arrival.outcome) if not added else Stage.READY if rendered_at else Stage.PROCESSING
    decision = Outside(state) if added and state else None
    return ReceiptLine(arrival.name, arrival.bytes, arrival.sha256, stage, decision,
                       remark if decision is Outside.REFUSED else None, arrival.reason, caution if added else None)
