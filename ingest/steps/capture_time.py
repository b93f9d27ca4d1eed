"""When a picture was taken: the wall time that the camera wrote, the offset, where the offset came from, and UTC.

Never from the file system. The offset comes from the file, else from GPS (the stamp's difference, else the zone of the
position), else from the kit, else it is that of China.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DEFAULT_ZONE: Final = "Asia/Shanghai"
STAMP: Final = re.compile(
    r"^\s*(\d{4})[:\-/.](\d{1,2})[:\-/.](\d{1,2})(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?)?"
    r"\s*(Z|[+-]\d{2}:?\d{2})?\s*(?:DST)?\s*$")
OFFSET: Final = re.compile(r"^\s*([+-])?(\d{1,2}):?(\d{2})?\s*$")


@dataclass(frozen=True, slots=True)
class Wall:
    """A wall time: whole seconds, the fraction's digits as written ("340"), and an offset written with it.

    ``day_only`` says that there was no time of day, and midnight stands for it.
    """

    when: datetime
    fraction: str = ""
    offset: str | None = None
    day_only: bool = False

    def text(self, when: datetime | None = None) -> str:
        base = (when or self.when).strftime("%Y-%m-%dT%H:%M:%S").zfill(19)
        return f"{base}.{self.fraction}" if self.fraction else base


@dataclass(frozen=True, slots=True)
class Captured:
    """The resolver's answer; all None where the file says nothing. ``source`` is file, gps, kit or default."""

    local: str | None = None
    offset: str | None = None
    source: str | None = None
    utc: str | None = None


def parse_wall(text: str | None, fraction: str | None = None, offset: str | None = None) -> Wall | None:
    """Read an Exif or ISO time; None for what is no moment (0000:00:00, month 13, blanks)."""
    match = STAMP.match(text or "")
    if match is None or match[1] == "0000":
        return None
    try:
        when = datetime(*(int(part or 0) for part in match.groups()[:6]))  # type: ignore[arg-type]  # noqa: DTZ001 - wall time has no zone
    except ValueError:
        return None
    digits = "".join(re.findall(r"^\s*(\d+)", fraction or "")) or match[7] or ""
    return Wall(when, digits[:9], parse_offset(offset) or parse_offset(match[8]), match[4] is None)


def parse_offset(text: str | None) -> str | None:
    """Return an offset as "+08:00", or None for what is none (more than 15 hours, blanks)."""
    if text is not None and text.strip().upper() == "Z":
        return "+00:00"
    match = OFFSET.match(text or "")
    if match is None:
        return None
    hours, minutes = int(match[2]), int(match[3] or 0)
    return f"{match[1] or '+'}{hours:02d}:{minutes:02d}" if hours <= 15 and minutes < 60 else None


def resolve(wall: Wall | None, *, gps_utc: datetime | None = None, position: tuple[float, float] | None = None,
            kit_offset: str | None = None) -> Captured:
    """Settle a wall time as a camera wrote it. ``position`` is (latitude, longitude)."""
    if wall is None:
        return Captured()
    offset, source = wall.offset, "file"
    if offset is None:
        offset, source = _stamp_offset(wall.when, gps_utc), "gps"
    if offset is None:
        offset = _zone_offset(_zone_at(position), wall.when)
    if offset is None:
        offset, source = parse_offset(kit_offset), "kit"
    if offset is None:
        offset, source = _zone_offset(DEFAULT_ZONE, wall.when) or "+08:00", "default"
    try:
        utc = wall.when - read_offset(offset)
    except OverflowError:
        return Captured(wall.text())
    return Captured(wall.text(), offset, source, wall.text(utc) + "Z")


def again(local: str, *, kit_offset: str | None) -> Captured:
    """Settle a wall time that ``resolve`` has settled before, whose offset neither the file nor GPS told."""
    return resolve(parse_wall(local), kit_offset=kit_offset)


def resolve_utc(moment: Wall | None, *, position: tuple[float, float] | None = None,
                kit_offset: str | None = None) -> Captured:
    """Settle a time that is UTC by its format (QuickTime): the wall time is computed, not read."""
    if moment is None:
        return Captured()
    offset, source = _zone_offset(_zone_at(position), moment.when, utc=True), "gps"
    if offset is None:
        offset, source = parse_offset(kit_offset), "kit"
    if offset is None:
        offset, source = _zone_offset(DEFAULT_ZONE, moment.when, utc=True) or "+08:00", "default"
    try:
        local = moment.when + read_offset(offset)
    except OverflowError:
        return Captured()
    return Captured(moment.text(local), offset, source, moment.text() + "Z")


def read_offset(offset: str) -> timedelta:
    """Return how far east of UTC "+08:00" is."""
    size = timedelta(hours=int(offset[1:3]), minutes=int(offset[4:6]))
    return -size if offset[0] == "-" else size


def _stamp_offset(when: datetime, gps_utc: datetime | None) -> str | None:
    """The wall time less the GPS stamp, to the quarter hour. A stamp that is 5 minutes off is stale and says nothing."""
    if gps_utc is None:
        return None
    minutes = (when - gps_utc.replace(tzinfo=None)).total_seconds() / 60
    quarters = round(minutes / 15)
    if abs(minutes - quarters * 15) > 5 or not -48 <= quarters <= 56:
        return None
    return write_offset(timedelta(minutes=quarters * 15))


def _zone_at(position: tuple[float, float] | None) -> str | None:
    if position is None or not (abs(position[0]) <= 90 and abs(position[1]) <= 180):
        return None
    from tzfpy import get_tz

    name: str = get_tz(position[1], position[0])
    # At sea there are only nautical zones, and (0, 0) is where broken receivers are.
    return name if name and not name.startswith("Etc/") and position != (0.0, 0.0) else None


def _zone_offset(name: str | None, when: datetime, *, utc: bool = False) -> str | None:
    if name is None:
        return None
    try:
        zone = ZoneInfo(name)
        placed = when.replace(tzinfo=UTC).astimezone(zone) if utc else when.replace(tzinfo=zone)
        offset = placed.utcoffset()
    except (ZoneInfoNotFoundError, OSError, OverflowError, ValueError):
        return None
    return write_offset(offset) if offset is not None else None


def write_offset(delta: timedelta) -> str:
    """Return an offset as facts write it: eight hours are "+08:00"."""
    minutes = round(delta.total_seconds() / 60)
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
