"""How far a clock is off, in words."""

from __future__ import annotations

from flask_babel import gettext as _

from server.web.i18n import language

UNITS = ((86_400, "天", "d"), (3600, "小时", "h"), (60, "分", "min"), (1, "秒", "s"))


def span(seconds: int) -> str:
    """Return a length of time, 3 分 12 秒; its sign is left out."""
    left, parts = abs(seconds), []
    for size, zh, en in UNITS:
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count:,} {zh if language().startswith('zh') else en}")
    return " ".join(parts) or f"0 {UNITS[-1][1 if language().startswith('zh') else 2]}"


def error(error_s: int) -> str:
    """Return what a check says of a clock."""
    if abs(error_s) <= 1:
        return str(_("The clock is right"))
    if error_s > 0:
        return str(_("The clock is %(span)s fast", span=span(error_s)))
    return str(_("The clock is %(span)s slow", span=span(error_s)))


def moved(seconds: int) -> str:
    """Return what a shift does."""
    if seconds < 0:
        return str(_("%(span)s earlier", span=span(seconds)))
    return str(_("%(span)s later", span=span(seconds)))


def zone(minutes: int) -> str:
    """Return a difference of time zones, +1:00."""
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60}:{abs(minutes) % 60:02d}"
