"""Is this emergency on that screen at that time, and why (not)? The same plan answers as for pictures."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from index.catalogue.emergencies import Emergency, EmergencyScreen
from index.errors import NotFound, Reason, reason
from kiosk.plan import Plan
from kiosk.why import Answer, local


def explain_alert(session: Session, plan: Plan, emergency_id: int, at: datetime, zone: ZoneInfo) -> Answer:
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
    painted = word.painted_at if word else None
    return Answer(True, (reason("emergency-painted", at=local(painted, zone)) if painted else reason("emergency-told"),))
