"""The office grades what a department or person did in a year or a month of it. One transaction with its audit line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from index.catalogue import audit
from index.catalogue.honours import MARK_NAMES, Grade, HonourYear
from index.catalogue.people import Actor
from index.db import serialize, writing
from index.errors import Conflict, Invalid
from server import policy
from server.honours import whom
from server.honours.whom import Whom
from server.points import periods
from server.points.periods import Per

LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Wish:
    """A grade as the office wants it: marks by code or name, empty for none. Without either the grade goes."""

    quality: str = ""
    reaction: str = ""
    reason: str = ""


def grade(engine: Engine, actor: Actor, period: str, of: Whom, wish: Wish, *, now: datetime) -> None:
    """Grade somebody's work in a year or a month of it, or take the grade back.

    Raises Forbidden, NotFound, Invalid: period, quality, reaction, reason; Conflict(honours-announced).
    """
    policy.require(actor, "keep-points")
    per, period = periods.read(period)
    if per is Per.QUARTER:
        raise Invalid("period", "请写成 2026 或 2026-03", "write it like 2026 or 2026-03")
    quality, reaction = _mark("quality", wish.quality), _mark("reaction", wish.reaction)
    reason = " ".join(wish.reason.split())
    if len(reason) > LONGEST or (not reason and (quality or reaction)):
        raise Invalid("reason", f"请写明理由，最多 {LONGEST} 个字", f"say why, in at most {LONGEST} characters")
    with writing(engine) as session:
        require_open(session, int(period[:4]))
        name = whom.name(session, of)
        row = session.scalar(select(Grade).filter_by(period=period, **of.columns))
        before = {"quality": row.quality, "reaction": row.reaction, "reason": row.reason} if row is not None else {}
        if quality is None and reaction is None:
            if row is None:
                return
            session.delete(row)
        else:
            row = row if row is not None else Grade(period=period, **of.columns)
            row.quality, row.reaction, row.reason = quality, reaction, reason
            row.graded_at, row.graded_by = now, actor.person_id
            session.add(row)
        audit.record(session, actor, "graded", f"honours:{period[:4]}", at=now, name=name, period=period, quality=quality,
                     reaction=reaction, reason=reason, before=before)


def require_open(session: Session, year: int) -> None:
    """Do nothing while a year is not announced. Raises Conflict(honours-announced)."""
    serialize(session, "honours")
    row = session.get(HonourYear, year)
    if row is not None and row.announced_at is not None:
        raise Conflict("honours-announced", year=year)


def _mark(field: str, given: str) -> str | None:
    text = given.strip().lower()
    if not text:
        return None
    for code, pair in MARK_NAMES.items():
        if text in {code, *pair}:
            return code
    listed = "、".join(pair[0] for pair in MARK_NAMES.values())
    raise Invalid(field, f"请选：{listed}", f"choose one of: {', '.join(MARK_NAMES)}")
