"""What belongs to a screen beside where it hangs: its tags, its size, the hours in which it is lit, its offline lease."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import delete
from sqlalchemy.orm import Session

from index.catalogue.dayparts import DayPart
from index.catalogue.screens import Hours, Screen, ScreenTag
from index.errors import Invalid
from server.library.forms import listed

TAGS_MOST: Final = 12
TAG_LONGEST: Final = 30
INCHES: Final = range(5, 400)
LEASE_MOST: Final = 3650


ALWAYS: Final = "00:00-00:00"


class HasHours(Protocol):
    """A screen or a group as it is listed."""

    @property
    def opens(self) -> str: ...
    @property
    def closes(self) -> str: ...
    @property
    def lease_days(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Lit:
    """When a display is lit and for how many days it plays alone; None as its group or the campus says (``Hours``)."""

    opens: time | None = None
    closes: time | None = None
    lease_days: int | None = None

    def put(self, row: Hours) -> None:
        row.opens, row.closes, row.lease_days = self.opens, self.closes, self.lease_days

    def words(self) -> str:
        """Return them for the trail."""
        return f"{clock_time(self.opens)}–{clock_time(self.closes)}" if self.opens else ""


@dataclass(frozen=True, slots=True)
class More:
    """All of it for one screen. ``inches`` is its diagonal."""

    tags: tuple[str, ...] = ()
    inches: int | None = None
    lit: Lit = Lit()

    def put(self, session: Session, screen: Screen) -> None:
        screen.inches = self.inches
        self.lit.put(screen)
        session.execute(delete(ScreenTag).where(ScreenTag.screen_id == screen.id))
        session.add_all(ScreenTag(screen_id=screen.id, tag=tag) for tag in self.tags)


def more(form: Mapping[str, str]) -> More:
    """Read what a screen's form says. Raises Invalid."""
    tags = tuple(dict.fromkeys(listed(form.get("tags", "")) or ()))
    if len(tags) > TAGS_MOST:
        raise Invalid("tags", f"最多 {TAGS_MOST} 个标签", f"at most {TAGS_MOST} tags")
    if any(len(tag) > TAG_LONGEST for tag in tags):
        raise Invalid("tags", f"每个标签最多 {TAG_LONGEST} 个字", f"at most {TAG_LONGEST} characters a tag")
    inches = _whole(form, "inches", INCHES.start, INCHES.stop - 1)
    return More(tags, inches, lit(form))


def lit(form: Mapping[str, str]) -> Lit:
    """Read hours and lease. Raises Invalid."""
    opens, closes = (_time(form, name) for name in ("opens", "closes"))
    if (opens is None) != (closes is None):
        raise Invalid("closes" if closes is None else "opens", "请把开屏和关屏时间都填上，或都留空",
                      "fill in both the hour it goes on and the hour it goes off, or neither")
    return Lit(opens, closes, _whole(form, "lease_days", 0, LEASE_MOST))


def hours_as_given(line: HasHours) -> dict[str, str]:
    """Return hours and lease as a form holds them."""
    lease = "" if line.lease_days is None else str(line.lease_days)
    return {"opens": line.opens, "closes": line.closes, "lease_days": lease}


def given_hours(hours: str | None, lease: str | None) -> dict[str, str]:
    """Return of "07:00-22:30", "always" or "", and of a lease, what a form would hold; nothing of what is None."""
    opens, _, closes = (ALWAYS if hours == "always" else hours or "").partition("-")
    found = {} if hours is None else {"opens": opens, "closes": closes}
    return found if lease is None else {**found, "lease_days": lease}


def is_lit(opens: time | None, closes: time | None, now: datetime, zone: ZoneInfo) -> bool:
    """Say whether these hours hold at a moment; without hours always."""
    return opens is None or closes is None or DayPart(opens, closes).covers(now.astimezone(zone).time())


def clock_time(given: time | None) -> str:
    """Return a time of day as forms have it, 07:30."""
    return given.strftime("%H:%M") if given is not None else ""


def _time(form: Mapping[str, str], field: str) -> time | None:
    given = form.get(field, "").strip()
    try:
        found = time.fromisoformat(given) if given else None
        if found is not None and found.tzinfo is not None:
            raise ValueError
    except ValueError:
        raise Invalid(field, f"「{given}」不是时间，应如 07:30", f"“{given}” is no time; write it like 07:30") from None
    return found.replace(second=0, microsecond=0) if found else None


def _whole(form: Mapping[str, str], field: str, least: int, most: int) -> int | None:
    given = form.get(field, "").strip()
    if not given:
        return None
    if not (given.isascii() and given.isdigit() and len(given) < 9 and least <= int(given) <= most):
        raise Invalid(field, f"应为 {least} 到 {most} 之间的整数", f"a whole number between {least} and {most}")
    return int(given)
