"""Calendars as files: CSV with a heading, and ICS as calendar programs and offices publish it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import PurePath
from typing import Final
from zoneinfo import ZoneInfo

from index.errors import Invalid
from server.calendar.service import Marked
from server.sheets.reading import day_of, decode

MOST_BYTES: Final = 2 << 20
COLUMNS: Final = {"first": ("日期", "开始", "date", "day", "first"), "last": ("至", "结束", "until", "last", "end"),
                  "kind": ("类型", "安排", "kind", "type"), "name": ("名称", "节日", "name", "holiday"),
                  "name_en": ("英文名称", "name_en", "english")}
OFF: Final = ("休", "放假", "假", "off", "holiday")
WORK: Final = ("班", "work")
APPLE: Final = "X-APPLE-SPECIAL-DAY"


@dataclass(frozen=True, slots=True)
class Found:
    """What a file marks, and the names of entries that say neither off nor worked."""

    marked: tuple[Marked, ...]
    unclear: tuple[str, ...] = ()


def read(name: str, data: bytes, zone: ZoneInfo) -> Found:
    """Read a calendar by its name's ending. Raises Invalid (file), naming the line; VitrineError(sheet-damaged)."""
    if len(data) > MOST_BYTES:
        raise Invalid("file", f"文件超过 {MOST_BYTES >> 20} MB", f"it is larger than {MOST_BYTES >> 20} MB")
    ending = PurePath(name).suffix.lower()
    if ending not in {".csv", ".tsv", ".txt", ".ics"}:
        raise Invalid("file", f"「{name}」应为 .csv 或 .ics 文件", f"“{name}” should be a .csv or an .ics file")
    found = _ics(decode(data), zone) if ending == ".ics" else Found(tuple(_csv(decode(data))))
    if not found.marked:
        raise Invalid("file", f"「{name}」里没有休息日或调休上班日", f"“{name}” has no day off and no make-up workday")
    return found


def _csv(text: str) -> Iterator[Marked]:
    heading = next((line for line in text.splitlines() if line.strip()), "")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(",\t;", key=heading.count))
    columns: list[str | None] = []
    for number, row in enumerate(rows, 1):
        if not any(cell.strip() for cell in row):
            continue
        if not columns:
            columns = [_column(cell.strip().lower()) for cell in row]
            if not {"first", "kind"} <= set(columns):
                raise Invalid("file", "第一行应有「日期」和「类型」两列", "the first line names the columns date and kind")
            continue
        cells = {key: cell.strip() for key, cell in zip(columns, row, strict=False) if key}
        works = _works(cells.get("kind", ""))
        if works is None:
            raise _bad(number, "类型应为「休」或「班」", "its kind is “off” or “work”")
        first = _day(cells.get("first", ""), number)
        yield Marked(first, _day(cells["last"], number) if cells.get("last") else first, works, cells.get("name", ""),
                     cells.get("name_en", ""))


def _column(heading: str) -> str | None:
    return next((key for key, names in COLUMNS.items() if heading in names), None)


def _day(given: str, number: int) -> date:
    found = day_of(given)
    if found is None:
        raise _bad(number, f"「{given}」不是日期，应如 2026-10-01", f"“{given}” is no date; write it like 2026-10-01")
    return found


def _works(told: str) -> bool | None:
    """Say whether words mean that a day is worked; None where they say neither. 调休上班 is worked, 调休放假 is off."""
    told = told.lower()
    if any(word in told for word in WORK):
        return True
    return False if any(word in told for word in OFF) else None


def _bad(number: int, zh: str, en: str) -> Invalid:
    return Invalid("file", f"第 {number} 行：{zh}", f"line {number}: {en}")


def _ics(text: str, zone: ZoneInfo) -> Found:
    marked, unclear = [], []
    for number, event in _events(text):
        name = re.sub(r"\\([,;\\])", r"\1", event.get("SUMMARY", ("", ""))[1]).strip()
        special = event.get(APPLE, ("", ""))[1].upper()
        works = special == "ALTERNATE-WORKDAY" if special else _works(name)
        if works is None:
            unclear.append(name or "–")
            continue
        first, last = _dates(event, number, zone)
        marked.append(Marked(first, last, works, re.sub(r"[（(【\[]?(休|班|补班|放假)[）)】\]]?$", "", name).strip() or name))
    return Found(tuple(marked), tuple(dict.fromkeys(unclear)))


def _events(text: str) -> Iterator[tuple[int, dict[str, tuple[str, str]]]]:
    """Yield each event's line number and its properties: name -> (parameters, value)."""
    event: dict[str, tuple[str, str]] | None = None
    begun = 0
    for number, line in _unfolded(text):
        head, _, value = line.partition(":")
        name, _, parameters = head.upper().partition(";")
        if (name, value.strip().upper()) == ("BEGIN", "VEVENT"):
            event, begun = {}, number
        elif (name, value.strip().upper()) == ("END", "VEVENT") and event is not None:
            yield begun, event
            event = None
        elif event is not None:
            event.setdefault(name, (parameters, value))


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Yield lines with what goes on in the next one, which begins with a blank (RFC 5545, 3.1)."""
    held: tuple[int, str] | None = None
    for number, line in enumerate(text.splitlines(), 1):
        if held is not None and line[:1] in {" ", "\t"}:
            held = held[0], held[1] + line[1:]
            continue
        if held is not None:
            yield held
        held = number, line
    if held is not None:
        yield held


def _dates(event: dict[str, tuple[str, str]], number: int, zone: ZoneInfo) -> tuple[date, date]:
    first = _moment(event.get("DTSTART", ("", ""))[1], number, zone)
    if "DTEND" in event:
        end = _moment(event["DTEND"][1], number, zone)
        return first.date(), max(first, end - timedelta(microseconds=1)).date()  # the end is not part of it
    length = re.fullmatch(r"P(\d{1,3})([DW])", event.get("DURATION", ("", ""))[1].strip())
    days = int(length[1]) * (7 if length[2] == "W" else 1) if length else 1
    return first.date(), first.date() + timedelta(days=max(1, days) - 1)


def _moment(given: str, number: int, zone: ZoneInfo) -> datetime:
    """Return the campus's wall time of a DATE or DATE-TIME; a time of another zone than UTC counts as the campus's."""
    found = re.fullmatch(r"(\d{8})(?:T(\d{6})(Z?))?", given.strip())
    try:
        if found is None:
            raise ValueError
        at = datetime.strptime(found[1] + (found[2] or "000000"), "%Y%m%d%H%M%S")  # noqa: DTZ007 - a wall time
    except ValueError:
        raise _bad(number, f"「{given.strip()}」不是日期", f"“{given.strip()}” is no date") from None
    return at.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None) if found[3] else at
