"""From what is known of a screen to what it is told: pure functions of a plan, the campus and the moment.

``judge`` alone decides whether an entry is shown; the manifest, the alerts and ``kiosk.why`` all ask it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from index.catalogue.assets import Kind, public_id
from index.catalogue.lifecycle import State
from kiosk.plan import TOLD_FOR, Campus, Entry, File, Plan

MANIFEST_POLL_S: Final = 15
FALLBACK: Final = {"title_zh": "校园宣传栏", "title_en": "Campus bulletin board",
                   "line_zh": "新的内容正在准备，请稍后再来", "line_en": "New pictures are on their way"}

Chunks = Callable[[File], "tuple[str, ...] | None"]


def judge(entry: Entry, now: datetime) -> list[str]:
    """Return the codes of what keeps an entry off the screen at ``now``; an empty list means that it is shown."""
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
    if entry.file is None:
        against.append("not-ready")
    return against


def build(plan: Plan, campus: Campus, chunks: Chunks, now: datetime) -> dict[str, Any]:
    """Return the manifest: what this screen is told at ``now``, with the revision of its content.

    Items come board by board in the board's order; a portrait screen gets each board's portrait items first. Times are
    ISO 8601 UTC, lengths milliseconds, sizes bytes and pixels. Screens with the same ``step`` change together.
    ``server_time`` is no part of the revision.
    """
    screen = plan.screen
    content = {
        "poll_s": campus.poll_s, "manifest_poll_s": MANIFEST_POLL_S, "timezone": campus.timezone,
        "screen": {"id": screen.id, "name": screen.name, "orientation": screen.orientation,
                   "rotation": screen.rotation, "place": screen.place,
                   "step": None if screen.group_id is None else f"g{screen.group_id}"},
        "campus": {"name_zh": campus.name_zh, "name_en": campus.name_en, "accent": campus.accent},
        "items": _items(plan, chunks, now),
        "fallback": FALLBACK,
        "withdrawn": withdrawn(plan, now),
    }
    return {"revision": revision(content), "server_time": iso(now), **content}


def alerts(plan: Plan, hint: str, now: datetime) -> dict[str, Any]:
    """Return the tiny resource: what must leave at once, what of it the screen is to confirm, urgent words, and the revision
    of the newest manifest.
    """
    gone = withdrawn(plan, now)
    content: dict[str, Any] = {"withdrawn": gone, "confirm": sorted(set(plan.awaited) & set(gone)), "alerts": [],
                               "manifest": hint}
    return {"revision": revision(content), **content}


def withdrawn(plan: Plan, now: datetime) -> list[str]:
    """Return the hashes that this screen may hold and may not show (any more), as far as that is recent."""
    held = {sha for entry in plan.entries if not judge(entry, now) for sha in _hashes(entry)}
    gone = {sha for entry in plan.entries if not entry.published and _recent(entry, now) for sha in _hashes(entry)}
    return sorted((gone | set(plan.taken_down)) - held)


def next_change(plan: Plan, now: datetime) -> datetime | None:
    """Return when time alone will change what is shown: the next end of an embargo or of a term."""
    ends = [end for entry in plan.entries for end in (entry.embargo_until, entry.expires_at, entry.consent_end)
            if end is not None and end > now]
    return min(ends, default=None)


def revision(content: dict[str, Any]) -> str:
    """Return a name for this content: the same content always has the same."""
    told = json.dumps(content, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def iso(moment: datetime) -> str:
    """Return an aware moment as ISO 8601 in UTC with milliseconds, as JavaScript reads it."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _items(plan: Plan, chunks: Chunks, now: datetime) -> list[dict[str, Any]]:
    if not plan.screen.active:
        return []
    entries = list(plan.entries)
    if plan.screen.orientation == "portrait":
        turn = {board.id: place for place, board in enumerate(plan.boards)}
        entries.sort(key=lambda entry: (turn[entry.board.id], not _is_portrait(entry)))
    told = (_item(entry, chunks) for entry in entries if not judge(entry, now))
    return [item for item in told if item is not None]


def _item(entry: Entry, chunks: Chunks) -> dict[str, Any] | None:
    file = _file(entry.file, chunks)
    if file is None or entry.file is None:
        return None
    length = entry.duration or 0.0 if entry.kind == Kind.VIDEO else entry.board.item_seconds
    return {
        "key": f"{entry.board.id}-{public_id(entry.asset_id)}", "asset": public_id(entry.asset_id), "kind": entry.kind,
        **file, "width": entry.file.width, "height": entry.file.height, "duration_ms": round(length * 1000),
        "color": entry.color or "#1c1b19", "title": entry.title, "caption": entry.caption, "credit": entry.credit,
        "department": entry.department, "date": entry.captured.date().isoformat() if entry.captured else None,
        "alt": entry.caption or entry.title, "from": _iso(entry.embargo_until), "until": _iso(_until(entry)),
        "poster": _file(entry.poster, chunks), "sound": False, "board": entry.board.name,
    }


def _file(file: File | None, chunks: Chunks) -> dict[str, Any] | None:
    hashes = chunks(file) if file else None
    if file is None or hashes is None:
        return None
    return {"sha256": file.sha256, "bytes": file.bytes, "media_type": file.media_type, "chunks": list(hashes)}


def _hashes(entry: Entry) -> list[str]:
    return [file.sha256 for file in (entry.file, entry.poster) if file]


def _until(entry: Entry) -> datetime | None:
    """When time alone takes it off the screen."""
    return min((end for end in (entry.expires_at, entry.consent_end) if end is not None), default=None)


def _is_portrait(entry: Entry) -> bool:
    return entry.file is not None and entry.file.height > entry.file.width


def _recent(entry: Entry, now: datetime) -> bool:
    if entry.embargo_until is not None and entry.embargo_until > now:
        return True
    ends = (entry.changed_at, entry.expires_at, entry.consent_end)
    return any(moment <= now < moment + TOLD_FOR for moment in ends if moment is not None)


def _iso(moment: datetime | None) -> str | None:
    return iso(moment) if moment else None
