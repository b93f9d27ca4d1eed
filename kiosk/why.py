"""Is this asset or story shown on that screen at that time, and why (not)? Answered by the code that builds the manifest."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from index.catalogue.items import Ref
from index.catalogue.lifecycle import STATE_NAMES, State
from index.errors import Reason, reason
from kiosk.manifest import judge, playable
from kiosk.plan import Entry, Plan
from kiosk.rounds import FIRST
from kiosk.timetable import Showing, Timetable
from kiosk.told import Chunks, hashes


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether it is shown, and the reasons: ``shown`` alone, or all that keeps it away. ``notes`` say how often it
    comes where it is shown, and what becomes of it once the screen has been without its server for too long.
    """

    shown: bool
    reasons: tuple[Reason, ...]
    notes: tuple[Reason, ...] = ()


def explain(plan: Plan, item: Ref, chunks: Chunks, at: datetime, lease_days: int, left_out: Collection[str] = ()) -> Answer:
    """Answer for one item, ``lease_days`` being the screen's or the campus's, ``left_out`` the hashes that the screen said to
    leave out at that time. An unpaired screen shows nothing.
    """
    against = [] if plan.screen.active else [reason("screen-off")]
    if not plan.screen.paired:
        against.append(reason("screen-unpaired"))
    if plan.alerts:
        over = plan.alerts[0]
        against.append(reason("covered-by-emergency", title=over.title, until=local(over.until, plan.calendar.zone)))
    places = [entry for entry in plan.entries if entry.ref == item]
    if not plan.boards:
        against.append(reason("screen-without-board"))
    elif not places:
        against.append(reason("not-on-board", boards="、".join(board.name for board in plan.boards)))
    may = playable(plan, chunks, at)
    table = Timetable(plan, may, at)
    showing = table.at(at)
    plays = any(one.ref == item for one in showing.round)
    if not plays and places:
        told = [one for one in places if one in may]
        against += (_waiting(told, table, showing, at, plan.calendar.zone) if told else
                    _forbidden(places, chunks, at, plan.calendar.zone))
    elif plays and not {sha for entry in places for sha in hashes(entry)}.isdisjoint(left_out):
        against.append(reason("left-out"))
    notes = tuple(_notes(showing, item, lease_days)) if plays else ()
    return Answer(not against, tuple(against) or (reason("shown"),), notes)


def _forbidden(places: list[Entry], chunks: Chunks, at: datetime, zone: ZoneInfo) -> list[Reason]:
    """Return all that forbids it on whichever board; nothing where on one of them it may be shown."""
    found: list[Reason] = []
    for entry in places:
        codes = judge(entry, at)
        if entry.file is not None and chunks(entry.file) is None:
            codes.append("not-ready" if entry.file.parts else "not-hashed")
        if not codes:
            return []
        found += [reason(code, **_details(code, entry, zone)) for code in codes]
    return _each(found)


def _waiting(places: list[Entry], table: Timetable, showing: Showing, at: datetime, zone: ZoneInfo) -> list[Reason]:
    """Return why what may be shown is not on at this time."""
    if showing.off:
        return [reason("screen-dark")]
    return _each([one for entry in places for one in _waits(entry, table, showing, at, zone)])


def _waits(entry: Entry, table: Timetable, showing: Showing, at: datetime, zone: ZoneInfo) -> Iterator[Reason]:
    board, before = entry.board, None
    if entry.begins is not None and at < entry.begins:
        code = "board-not-yet" if entry.begins == board.show_from else "item-not-yet"
        before = reason(code, board=board.name, until=local(entry.begins, zone))
    elif entry.ends is not None and entry.ends <= at:
        code = "board-over" if entry.ends == board.show_until else "item-over"
        before = reason(code, board=board.name, until=local(entry.ends, zone))
    if before is not None:
        yield before
    if not table.in_hours(board, at):
        then = table.next_on(board, at)
        yield (reason("board-hours", board=board.name, next=local(then, zone)) if then else
               reason("board-resting", board=board.name))
    elif before is None and showing.boards:
        yield reason("outranked", board=board.name, others="、".join(one.name for one in showing.boards))


def _notes(showing: Showing, item: Ref, lease_days: int) -> Iterator[Reason]:
    times = sum(one.ref == item for one in showing.round)
    entry = next(one for one in showing.round if one.ref == item)
    code = ("in-round" if entry.pin == 0 else "pinned-first" if entry.pin == FIRST else "pinned-every")
    yield reason(code, times=times, all=len(showing.round), every=entry.pin)
    if lease_days:
        stays = any(one.ref == item for one in showing.evergreen)
        yield reason("stays-offline" if stays else "leaves-offline", days=lease_days)


def _each(found: list[Reason]) -> list[Reason]:
    return list({one.zh: one for one in found}.values())


def _details(code: str, entry: Entry, zone: ZoneInfo) -> dict[str, Any]:
    zh, en = STATE_NAMES[State(entry.state or State.DRAFT)]
    known: dict[str, Callable[[], dict[str, Any]]] = {
        "board-off": lambda: {"board": entry.board.name},
        "not-approved-now": lambda: {"state": en, "state_zh": zh},
        "embargo": lambda: {"until": local(entry.embargo_until, zone)},
        "expired": lambda: {"until": local(entry.expires_at, zone)},
        "consent-ended": lambda: {"until": local(entry.consent_end, zone)},
    }
    return known[code]() if code in known else {}


def local(moment: datetime | None, zone: ZoneInfo) -> str:
    """Return a moment as the campus's clocks show it."""
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" if moment else "?"
