"""When boards and what is on them are shown, as people write and read it: day-parts, terms, pins."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, time, tzinfo
from typing import Final

from index.catalogue.dayparts import EVERY_DAY, DayPart, Days
from index.errors import Invalid
from server.library import terms

MOST_PARTS: Final = 12
HEAVIEST: Final = 9
FURTHEST_PIN: Final = 20
HIGHEST: Final = 9
DAYS_NAMES: Final[dict[Days, tuple[str, str]]] = {
    Days.ANY: ("每天", "any day"), Days.WORKDAYS: ("工作日", "working days"), Days.FREE: ("休息日", "days off"),
    Days.HOLIDAYS: ("法定节假日", "public holidays"), Days.MAKEUP: ("调休上班日", "make-up days"),
}
"""By the office's working calendar: a make-up Saturday is a working day, a holiday that falls on a Wednesday a day off."""
WEEKDAYS: Final = (("周一", "Mon"), ("周二", "Tue"), ("周三", "Wed"), ("周四", "Thu"), ("周五", "Fri"), ("周六", "Sat"),
                   ("周日", "Sun"))
_WRITTEN: Final = {name: days for days in Days for name in (days.value, DAYS_NAMES[days][0])} | {
    "节假日": Days.HOLIDAYS, "调休": Days.MAKEUP}
_CLOCK: Final = re.compile(r"(\d{1,2}):(\d{2})")


def part_of(given: str) -> DayPart:
    """Read a day-part such as ``11:00-13:00``, ``22:00-02:00 5-6`` or ``07:00-09:00 周一-周五 工作日``.

    Weekdays are numbers from 1 for Monday, alone or from-to, by comma. Raises Invalid (part).
    """
    hours, *rest = given.replace("–", "-").replace("：", ":").replace("，", ",").replace("至", "-").split() or [""]
    begins, _, until = hours.partition("-")
    found = DayPart(clock("part", begins), clock("part", until))
    weekdays, days = EVERY_DAY, Days.ANY
    for word in rest:
        if word.lower() in _WRITTEN:
            days = _WRITTEN[word.lower()]
        else:
            weekdays = _weekdays(word)
    return DayPart(found.begins, found.until, weekdays, days)


def clock(field: str, given: str) -> time:
    """Read a time of day; 24:00 is midnight. Raises Invalid."""
    text = given.strip()
    found = _CLOCK.fullmatch(text.replace("：", ":"))
    hour, minute = (int(found[1]), int(found[2])) if found else (99, 0)
    if (hour, minute) == (24, 0):
        return time()
    if hour > 23 or minute > 59:
        raise Invalid(field, f"「{text}」不是时间，应如 08:30", f"“{text}” is no time of day; write it like 08:30")
    return time(hour, minute)


def checked(parts: Sequence[DayPart]) -> tuple[DayPart, ...]:
    """Return day-parts in their order, each once. Raises Invalid (parts) for too many or one on no weekday."""
    found = tuple(sorted(set(parts), key=lambda part: (part.begins, part.until, part.weekdays, part.days)))
    if len(found) > MOST_PARTS:
        raise Invalid("parts", f"最多 {MOST_PARTS} 个时段", f"at most {MOST_PARTS} day-parts")
    if not all(part.weekdays & EVERY_DAY for part in found):
        raise Invalid("parts", "每个时段至少选一天", "each day-part needs a weekday")
    return found


def written(part: DayPart) -> str:
    """Return a day-part as ``part_of`` reads it."""
    words = [f"{part.begins:%H:%M}-{part.until:%H:%M}"]
    if part.weekdays != EVERY_DAY:
        words.append(",".join(str(day + 1) for day in range(7) if part.weekdays >> day & 1))
    if part.days != Days.ANY:
        words.append(part.days.value)
    return " ".join(words)


def spoken(part: DayPart) -> tuple[str, str]:
    """Return a day-part in words, Chinese and English: 11:00–13:00 周一至周五，工作日."""
    begins, until = f"{part.begins:%H:%M}", f"{part.until:%H:%M}"
    after = ("次日 ", "") if part.until <= part.begins and until != "00:00" else ("", "")
    hours = [f"{begins}–{after[side]}{'24:00' if until == '00:00' else until}" for side in (0, 1)]
    if begins == until == "00:00":
        hours = ["全天", "all day"]
    runs = _runs(part.weekdays)
    zh, en = (apart.join(between.join(dict.fromkeys((WEEKDAYS[first][side], WEEKDAYS[last][side]))) for first, last in runs)
              for side, apart, between in ((0, "、", "至"), (1, ", ", "–")))
    days = DAYS_NAMES[part.days]
    if part.weekdays == EVERY_DAY:
        return f"{days[0]} {hours[0]}", f"{hours[1]}, {days[1] if part.days != Days.ANY else 'every day'}"
    also = ("", "") if part.days == Days.ANY else (f"（限{days[0]}）", f", {days[1]} only")
    return f"{zh}{also[0]} {hours[0]}", f"{hours[1]}, {en}{also[1]}"


def moment(field: str, given: str, zone: tzinfo) -> datetime | None:
    """Read from when or until when something is shown, None for nothing; a day alone is its beginning, or its end. Raises
    Invalid.
    """
    found = terms.moment(field, given, zone)
    return terms.utc(datetime.fromisoformat(found)) if found else None


def in_order(begins: datetime | None, ends: datetime | None) -> None:
    """Do nothing where a beginning is before an end. Raises Invalid (show_until)."""
    if begins is not None and ends is not None and ends <= begins:
        raise Invalid("show_until", "结束应在开始之后", "must be after the beginning")


def within(field: str, given: int, least: int, most: int) -> int:
    """Return a number between these two. Raises Invalid."""
    if not least <= given <= most:
        raise Invalid(field, f"应在 {least} 到 {most} 之间", f"between {least} and {most}")
    return given


def _weekdays(word: str) -> int:
    names = {name.lower(): number for number, pair in enumerate(WEEKDAYS, 1) for name in (*pair, str(number))}
    mask = 0
    for one in word.lower().split(","):
        first, _, last = one.partition("-")
        ends = [names.get(end, 0) for end in (first, last or first)]
        if not 1 <= ends[0] <= ends[1] <= len(WEEKDAYS):
            raise Invalid("part", f"「{word}」不是星期，应如 1-5 或 周一-周五",
                          f"“{word}” names no weekdays; write 1-5 or Mon-Fri")
        mask |= sum(1 << (day - 1) for day in range(ends[0], ends[1] + 1))
    return mask


def _runs(mask: int) -> list[tuple[int, int]]:
    """Return the weekdays of a mask as runs from one to another."""
    found: list[tuple[int, int]] = []
    for day in range(len(WEEKDAYS)):
        if mask >> day & 1:
            if found and found[-1][1] == day - 1:
                found[-1] = (found[-1][0], day)
            else:
                found.append((day, day))
    return found
