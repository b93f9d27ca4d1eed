"""What a screen would be told at a time, and why it does (not) show something: the kiosk's own answers, for desks."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy.orm import Session

from index.catalogue import items, work_calendar
from index.catalogue.boards import Layout
from index.catalogue.screens import ScreenHealth
from index.db import reading
from kiosk import manifest as manifests
from kiosk import reads
from kiosk.chunks import ChunkHashes
from kiosk.telling import campus_of
from kiosk.timetable import Timetable
from kiosk.why import Answer, explain
from kiosk.why_alert import explain_alert, explain_bulletin
from server.boards import named, week
from server.home import Home

GOOD_FOR: Final = timedelta(minutes=10)
"""For so long a screen's last word tells how it is."""
URGENT: Final = re.compile(r"[EN][0-9]{1,9}")


def manifest(home: Home, given: str, at: datetime) -> dict[str, Any]:
    """Return the manifest of a screen, by name or id, as it would be at a time. Raises NotFound."""
    with reading(home.engine) as session:
        plan = reads.plan(session, named.screen(session, given).id, at, home.settings.zone)
    return manifests.build(plan, campus_of(home.settings), ChunkHashes(home.store).of, at)


def preview(home: Home, given: str, orientation: str, at: datetime, layout: Layout | None = None) -> dict[str, Any]:
    """Return the manifest of a screen with this board alone on it, ``layout`` in place of its own. Raises NotFound."""
    with reading(home.engine) as session:
        plan = reads.plan_of_board(session, named.board(session, given).id, orientation, at, home.settings.zone, layout)
    return manifests.build(plan, campus_of(home.settings), ChunkHashes(home.store).of, at)


def week_of_board(home: Home, board_id: int, first: date) -> tuple[week.WeekDay, ...]:
    """Return a week of one board by its own times. Raises NotFound."""
    with reading(home.engine) as session:
        board = reads.boards(session, [named.board(session, str(board_id)).id])[board_id]
        return week.of_board(board, work_calendar.load(session, home.settings.zone), first)


def board_is_on(home: Home, board_id: int, at: datetime) -> datetime | None:
    """Return from when on a board is on by its own times, ``at`` itself where it is, None for not soon. Raises NotFound."""
    with reading(home.engine) as session:
        board = reads.boards(session, [named.board(session, str(board_id)).id])[board_id]
        return week.next_on(board, work_calendar.load(session, home.settings.zone), at)


def week_of_screen(home: Home, given: str, at: datetime) -> tuple[week.WeekDay, ...]:
    """Return the week that begins with a moment's day: which boards' turn it is when. Raises NotFound."""
    with reading(home.engine) as session:
        plan = reads.plan(session, named.screen(session, given).id, at, home.settings.zone)
        calendar = work_calendar.load(session, home.settings.zone)
    may = manifests.playable(plan, ChunkHashes(home.store).of, at)
    return week.of_screen(Timetable(plan, may, at).windows(), calendar, at.astimezone(home.settings.zone).date())


def why(home: Home, given: str, asset: str, at: datetime) -> Answer:
    """Say whether a screen shows an asset (id or hash), a story, an emergency (E3), a bulletin (N3) at a time, and why.

    Raises NotFound, Conflict(ambiguous).
    """
    with reading(home.engine) as session:
        if URGENT.fullmatch(asset.strip()):
            plan = reads.plan(session, named.screen(session, given).id, at, home.settings.zone)
            explained = explain_alert if asset.strip()[0] == "E" else explain_bulletin
            return explained(session, plan, int(asset.strip()[1:]), at)
        item = items.resolve(session, asset)
        plan = reads.plan(session, named.screen(session, given).id, at, home.settings.zone)
        left_out = _left_out(session, plan.screen.id, at)
    lease_days = home.settings.offline_days if plan.screen.lease_days is None else plan.screen.lease_days
    return explain(plan, item, ChunkHashes(home.store).of, at, lease_days, left_out)


def _left_out(session: Session, screen_id: int, at: datetime) -> list[str]:
    """Return the hashes that the screen leaves out, where its last word is of this time; of another nobody knows."""
    said = session.get(ScreenHealth, screen_id)
    if said is None or said.told_at is None or abs(at - said.told_at) > GOOD_FOR:
        return []
    return list(said.report.get("quarantined", []))
