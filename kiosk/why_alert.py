"""Is this emergency, or this bulletin, on that screen at that time, and why (not)? The plan that pictures have answers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from index.catalogue.bulletins import Bulletin
from index.catalogue.emergencies import Emergency, EmergencyScreen
from index.errors import NotFound, Reason, reason
from kiosk.plan import Plan
from kiosk.why import Answer, local


def explain_alert(session: Session, plan: Plan, emergency_id: int, at: datetime) -> Answer:
    """Answer for one emergency. Raises NotFound for one that never was."""
    row = session.get(Emergency, emergency_id)
    if row is None:
        raise NotFound(what=f"“E{emergency_id}”")
    against: list[Reason] = [] if plan.screen.paired else [reason("screen-unpaired")]
    mine = [alert.id for alert in plan.alerts]
    if not row.is_on(at):
        against.append(reason("emergency-over"))
    elif row.id not in mine:
        against.append(reason("emergency-not-aimed"))
    elif mine[0] != row.id:
        against.append(reason("emergency-behind", title=plan.alerts[0].title))
    if against:
        return Answer(False, tuple(against))
    word = session.get(EmergencyScreen, (row.id, plan.screen.id))
    if word is None or word.painted_at is None:
        return Answer(True, (reason("emergency-told"),))
    return Answer(True, (reason("emergency-painted", at=local(word.painted_at, plan.calendar.zone)),))


def explain_bulletin(session: Session, plan: Plan, bulletin_id: int, at: datetime) -> Answer:
    """Answer for one bulletin. Raises NotFound for one that never was."""
    row, zone = session.get(Bulletin, bulletin_id), plan.calendar.zone
    if row is None:
        raise NotFound(what=f"“N{bulletin_id}”")
    against: list[Reason] = [] if plan.screen.active else [reason("screen-off")]
    if not plan.screen.paired:
        against.append(reason("screen-unpaired"))
    if row.until <= at or (row.ended_at is not None and row.ended_at <= at):
        against.append(reason("bulletin-over", until=local(row.ended_at or row.until, zone)))
    elif row.id not in {one.id for one in plan.screen.notices}:
        against.append(reason("bulletin-not-aimed"))
    elif row.shown_from > at:
        against.append(reason("bulletin-not-yet", until=local(row.shown_from, zone)))
    if plan.alerts:
        against.append(reason("covered-by-emergency", title=plan.alerts[0].title, until=local(plan.alerts[0].until, zone)))
    return Answer(not against, tuple(against) or (reason("bulletin-shown", until=local(row.until, zone)),))
