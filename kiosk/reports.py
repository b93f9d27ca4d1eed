"""Read what a screen sends: heartbeats and plays. A screen is a device in a lobby, so nothing is taken on trust."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any, Final

from kiosk.alerts import Painted

BEAT_FIELDS: Final = ("revision", "staged", "item", "playing", "off", "frames", "drift_ms", "quota", "usage", "persisted",
                      "wake_lock", "secure", "version", "width", "height")
OUTCOMES: Final = frozenset({"completed", "skipped", "failed"})
NUMBER_MOST: Final = 1e15
TEXT_MOST, ERRORS_MOST, PLAYS_MOST, REMOVED_MOST, PAINTED_MOST = 200, 20, 500, 500, 50
EMERGENCY: Final = re.compile(r"E[0-9]{1,9}")
DAY_MS: Final = 86_400_000


def heartbeat(given: Any) -> dict[str, Any]:
    """Return the known fields of a heartbeat, cut to size; whatever else came is dropped."""
    if not isinstance(given, dict):
        return {}
    report = {name: _plain(given.get(name)) for name in BEAT_FIELDS}
    errors = given.get("errors")
    left_out = given.get("quarantined")
    report["quarantined"] = [str(one)[:64] for one in left_out[:ERRORS_MOST]] if isinstance(left_out, list) else []
    report["errors"] = [_error(one) for one in errors[:ERRORS_MOST]] if isinstance(errors, list) else []
    return report


def plays(given: Any) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the plays to keep, and the ids of all that were understood well enough to have one.

    A play that is no play is acknowledged as well: the screen would else send it for ever.
    """
    batch = given.get("plays") if isinstance(given, dict) else None
    batch = batch[:PLAYS_MOST] if isinstance(batch, list) else []
    named = [one for one in batch if isinstance(one, dict) and _is_id(one.get("id"))]
    good = [play for play in map(_play, named) if play is not None]
    return good, [one["id"] for one in named]


def removed(given: Any) -> dict[str, datetime]:
    """Return {hash: when it was gone} of what a screen says that it has removed."""
    batch = given.get("removed") if isinstance(given, dict) else None
    found = {}
    for one in batch[:REMOVED_MOST] if isinstance(batch, list) else []:
        sha, at = (one.get("sha256"), _moment(one.get("at"))) if isinstance(one, dict) else (None, None)
        if _is_hash(sha) and at is not None:
            found[str(sha)] = at
    return found


def painted(given: Any) -> tuple[list[Painted], list[str]]:
    """Return a screen's word on emergencies, and the names of all that it said something of; what is no name is dropped."""
    batch = given.get("painted") if isinstance(given, dict) else None
    found, named = [], []
    for one in batch[:PAINTED_MOST] if isinstance(batch, list) else []:
        name = one.get("id") if isinstance(one, dict) else None
        if not isinstance(name, str) or not EMERGENCY.fullmatch(name):
            continue
        named.append(name)
        at = _moment(one.get("at"))
        if at is not None:
            found.append(Painted(int(name[1:]), at, _moment(one.get("cleared")), _moment(one.get("until"))))
    return found, named


def _play(given: dict[str, Any]) -> dict[str, Any] | None:
    started, length, sha = _moment(given.get("started_at")), given.get("duration_ms"), given.get("sha256")
    outcome = given.get("outcome")
    if started is None or not _is_hash(sha) or not isinstance(outcome, str) or outcome not in OUTCOMES:
        return None
    if not isinstance(length, int | float) or not 0 <= length <= DAY_MS:
        return None
    return {"id": given["id"], "sha256": sha, "item": _text(given.get("key") or "")[:64],
            "revision": _text(given.get("revision") or "")[:64], "started_at": started,
            "duration_ms": round(length), "outcome": outcome}


def _moment(given: Any) -> datetime | None:
    try:
        if isinstance(given, int | float):
            return datetime.fromtimestamp(given / 1000, UTC)
        moment = datetime.fromisoformat(str(given))
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError, OSError):
        return None


def _error(given: Any) -> Any:
    if isinstance(given, dict):
        return {_text(key)[:40]: _plain(value) for key, value in list(given.items())[:8]}
    return _plain(given)


def _plain(given: Any) -> Any:
    if isinstance(given, int | float) and not isinstance(given, bool):
        return given if abs(given) < NUMBER_MOST else None  # nor is NaN, which no JSON holds
    return given if given is None or isinstance(given, bool) else _text(given)[:TEXT_MOST]


def _text(given: Any) -> str:
    """Return text that every database holds: no halves of characters, no NUL."""
    return str(given).encode("utf-8", "replace").decode().replace("\0", "")


def _is_id(given: Any) -> bool:
    return isinstance(given, str) and 8 <= len(given) <= 64 and given.isascii() and given.isprintable()


def _is_hash(given: Any) -> bool:
    return isinstance(given, str) and len(given) == 64 and given.isascii() and given.isalnum()
