"""Is this asset shown on that screen at that time, and why (not)? Answered by the code that builds the manifest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from index.catalogue.lifecycle import STATE_NAMES, State
from index.errors import Reason, reason
from kiosk.manifest import Chunks, judge
from kiosk.plan import Entry, Plan


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether it is shown, and the reasons: ``shown`` alone, or all that keeps it away."""

    shown: bool
    reasons: tuple[Reason, ...]


def explain(plan: Plan, asset_id: int, chunks: Chunks, at: datetime, zone: ZoneInfo) -> Answer:
    """Answer for one asset. ``zone`` is the campus's, for the dates in the reasons. An unpaired screen shows nothing."""
    against = [] if plan.screen.active else [reason("screen-off")]
    if not plan.screen.paired:
        against.append(reason("screen-unpaired"))
    places = [entry for entry in plan.entries if entry.asset_id == asset_id]
    if not plan.boards:
        against.append(reason("screen-without-board"))
    elif not places:
        against.append(reason("not-on-board", boards="、".join(board.name for board in plan.boards)))
    elif not any(_plays(entry, chunks, at) for entry in places):
        against += _objections(places, chunks, at, zone)
    return Answer(not against, tuple(against) or (reason("shown"),))


def _plays(entry: Entry, chunks: Chunks, at: datetime) -> bool:
    return not judge(entry, at) and entry.file is not None and chunks(entry.file) is not None


def _objections(places: list[Entry], chunks: Chunks, at: datetime, zone: ZoneInfo) -> list[Reason]:
    found: dict[str, Reason] = {}
    for entry in places:
        codes = judge(entry, at)
        if entry.file is not None and chunks(entry.file) is None:
            codes.append("not-ready")
        for code in codes:
            text = reason(code, **_details(code, entry, zone))
            found.setdefault(text.zh, text)
    return list(found.values())


def _details(code: str, entry: Entry, zone: ZoneInfo) -> dict[str, Any]:
    zh, en = STATE_NAMES[State(entry.state or State.DRAFT)]
    known: dict[str, Callable[[], dict[str, Any]]] = {
        "board-off": lambda: {"board": entry.board.name},
        "not-approved-now": lambda: {"state": en, "state_zh": zh},
        "embargo": lambda: {"until": _local(entry.embargo_until, zone)},
        "expired": lambda: {"until": _local(entry.expires_at, zone)},
        "consent-ended": lambda: {"until": _local(entry.consent_end, zone)},
    }
    return known[code]() if code in known else {}


def _local(moment: datetime | None, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" if moment else "?"
