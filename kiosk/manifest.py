"""From what is known of a screen to what it is told: pure functions of a plan, the campus and the moment.

``judge`` alone decides whether an entry is shown; the manifest, the alerts and ``kiosk.why`` all ask it.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from functools import cache
from typing import Any, Final

from index.catalogue.campuses import tones
from index.catalogue.dayparts import DAY, midnight
from index.catalogue.lifecycle import State
from kiosk import ahead, brands, bulletins, codes, commands, layouts
from kiosk import alerts as urgent
from kiosk.layouts import Turn
from kiosk.plan import TOLD_FOR, Campus, Entry, Hung, Plan, ScreenFacts
from kiosk.timetable import Timetable, Window
from kiosk.told import Chunks, hashes, is_ready, iso, iso_or_none, item, key

MANIFEST_POLL_S: Final = 15
FALLBACK: Final = {"title_zh": "校园宣传栏", "title_en": "Campus bulletin board",
                   "line_zh": "新的内容正在准备，请稍后再来", "line_en": "New pictures are on their way"}


def judge(entry: Entry, now: datetime) -> list[str]:
    """Return the codes of what forbids an entry at ``now``, whatever the time of day; an empty list means that it may be
    shown when its board's turn comes (``kiosk.timetable``).
    """
    against = [] if entry.board.active else ["board-off"]
    if entry.state != State.APPROVED:
        against.append("not-approved-now")
    if entry.embargo_until is not None and entry.embargo_until > now:
        against.append("embargo")
    if entry.expires_at is not None and entry.expires_at <= now:
        against.append("expired")
    if entry.consent_end is not None and entry.consent_end <= now:
        against.append("consent-ended")
    if not entry.published and not set(against) - {"board-off"}:
        against.append("edited-since")
    if entry.file is None and not entry.is_story:
        against.append("not-ready")
    return against


def build(plan: Plan, campus: Campus, chunks: Chunks, now: datetime) -> dict[str, Any]:
    """Return the manifest: what this screen is told at ``now``, with the revision of its content.

    ``windows`` say when which of the ``rounds`` plays, for a fortnight and longer, and which once the screen was without its
    server for ``lease_days`` (None: never). Each item of them is told once, board by board in the board's order; a portrait
    screen gets each board's portrait items first. Times are ISO 8601 UTC, lengths milliseconds, sizes bytes and pixels.
    Screens with the same ``step`` change together. ``server_time`` is no part of the revision.
    """
    content = common(plan, campus, chunks, now)
    return {**own(plan.screen, revision(content)), "server_time": iso(now), **content}


def own(screen: ScreenFacts, common_revision: str, alerts_url: str | None = None) -> dict[str, Any]:
    """Return what is of one screen alone, with the revision of the whole. ``alerts_url`` is where its alerts lie as a file,
    below the kiosk's address.
    """
    told = {"id": screen.id, "name": screen.name, "orientation": screen.orientation, "rotation": screen.rotation,
            "place": screen.place, "step": None if screen.group_id is None else f"g{screen.group_id}"}
    place = {"alerts_url": alerts_url} if alerts_url else {}
    return {"revision": revision({"screen": told, "common": common_revision, **place}), "screen": told, **place}


def common(plan: Plan, campus: Campus, chunks: Chunks, now: datetime) -> dict[str, Any]:
    """Return what all screens with the same ``alike`` are told."""
    screen, chunks = plan.screen, cache(chunks)  # asked once for each file: what is damaged meanwhile is told next time
    entries = playable(plan, chunks, now)
    return {
        "poll_s": campus.poll_s, "manifest_poll_s": MANIFEST_POLL_S, "timezone": campus.timezone,
        "campus": _house(campus),
        **({"branding": brands.entry(screen.brand)} if screen.brand else {}),
        "lease_days": (campus.lease_days if screen.lease_days is None else screen.lease_days) or None,
        **bulletins.woven(_times(Timetable(plan, entries, now).windows(), entries, chunks, campus.pages),
                          screen.notices if screen.active else (), iso),
        **({"calendar": [ahead.entry(one) for one in plan.hung.ahead]} if plan.hung.ahead else {}),
        "fallback": FALLBACK,
        "withdrawn": withdrawn(plan.hung, now),
    }


def alike(screen: ScreenFacts) -> tuple[Any, ...]:
    """Return all of a screen that ``common`` asks for, beside what hangs on it."""
    return screen.active, screen.orientation, screen.hours, screen.lease_days, screen.notices, screen.brand


def playable(plan: Plan, chunks: Chunks, now: datetime) -> list[Entry]:
    """Return what may be shown on this screen and is ready, in the order in which it is told."""
    if not plan.screen.active:
        return []
    entries = list(plan.entries)
    if plan.screen.orientation == "portrait":
        turn = {board.id: place for place, board in enumerate(plan.boards)}
        entries.sort(key=lambda entry: (turn[entry.board.id], not _is_portrait(entry)))
    return [one for one in entries if not judge(one, now) and is_ready(one, chunks)]


def alerts(plan: Plan, gone: list[str], hint: str) -> dict[str, Any]:
    """Return the tiny resource: what must leave at once, what of it the screen is to confirm, urgent words,
    what the desk asks it to do, and the revision of the newest manifest.
    """
    content: dict[str, Any] = {"withdrawn": gone, "confirm": sorted(set(plan.awaited) & set(gone)),
                               "alerts": [urgent.entry(one, iso) for one in plan.alerts],
                               "commands": [commands.entry(one, iso) for one in plan.commands], "manifest": hint}
    return {"revision": revision(content), **content}


def withdrawn(hung: Hung, now: datetime) -> list[str]:
    """Return the hashes that a screen may hold and may not show (any more), as far as that is recent."""
    held = {sha for entry in hung.entries if not judge(entry, now) for sha in hashes(entry)}
    gone = {sha for entry in hung.entries if not entry.published and _recent(entry, now) for sha in hashes(entry)}
    return sorted((gone | set(hung.taken_down)) - held)


def next_change(hung: Hung, now: datetime) -> datetime:
    """Return when time alone will change what is told of it: the next end of an embargo or a term, or midnight, from which on
    a fortnight reaches further. What windows say is told long before.
    """
    ends = [end for entry in hung.entries for end in (entry.embargo_until, entry.expires_at, entry.consent_end)
            if end is not None and end > now]
    zone = hung.calendar.zone
    return min([*ends, midnight(now.astimezone(zone).date() + DAY, zone)])


def revision(content: dict[str, Any]) -> str:
    """Return a name for this content: the same content always has the same."""
    told = json.dumps(content, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def _times(windows: tuple[Window, ...], entries: list[Entry], chunks: Chunks, pages: codes.Pages | None) -> dict[str, Any]:
    """Return the windows with their rounds, each told once, and the items that any of them plays."""
    rounds: dict[tuple[str, ...], int] = {}
    known: dict[str, Turn] = {}

    def told(playing: tuple[Turn, ...]) -> int:
        names = tuple(layouts.key(one) for one in playing)
        known.update(zip(names, playing, strict=True))
        return rounds.setdefault(names, len(rounds))

    def one_item(entry: Entry) -> dict[str, Any]:
        return item(entry, chunks) | codes.beside(pages, entry.ref, entry.board.id, shown=entry.board.qr)

    times = [{"from": iso_or_none(one.begins), "until": iso_or_none(one.ends), "round": told(one.showing.turns),
              "evergreen": told(one.showing.evergreen_turns), "off": one.showing.off} for one in windows]
    place = {key(one): number for number, one in enumerate(entries)}
    items = [layouts.item(one, one_item) for one in sorted(known.values(), key=lambda turn: place[key(turn[0])])]
    return {"items": items, "rounds": [list(one) for one in rounds], "windows": times}


def _house(campus: Campus) -> dict[str, str]:
    """Return the university's own name and colours, which a screen wears where it has no campus."""
    shown = tones(campus.accent)
    return {"name_zh": campus.name_zh, "name_en": campus.name_en, "accent": shown.accent, "on_dark": shown.on_dark}


def _is_portrait(entry: Entry) -> bool:
    return entry.file is not None and entry.file.height > entry.file.width


def _recent(entry: Entry, now: datetime) -> bool:
    if entry.embargo_until is not None and entry.embargo_until > now:
        return True
    ends = (entry.changed_at, entry.expires_at, entry.consent_end)
    return any(moment <= now < moment + TOLD_FOR for moment in ends if moment is not None)
