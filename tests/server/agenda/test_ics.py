"""What is written obeys RFC 5545: read back by rules that are written here from the standard, not from the writer."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

from server.agenda.ics import Event, calendar

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
ONE = Event("a@b", "运动会", date(2026, 3, 5), date(2026, 3, 6), AT)


def unfolded(written: bytes) -> list[str]:
    """Section 3.1: lines end with CR LF, have 75 octets at most, and go on after a space."""
    text = written.decode()
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    for line in written.split(b"\r\n"):
        assert len(line) <= 75, line
        line.decode()  # not cut within a character
    return text.replace("\r\n ", "").split("\r\n")[:-1]


def properties(event: Event) -> dict[str, str]:
    lines = unfolded(calendar("日程", [event], language="zh-CN"))
    inside = lines[lines.index("BEGIN:VEVENT") + 1:lines.index("END:VEVENT")]
    return dict(line.split(":", 1) for line in inside)


def text(value: str) -> str:
    """Section 3.3.11: a text read back; an unescaped mark would be another value."""
    assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", value)
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


def test_long_chinese_is_folded_within_octets_and_comes_back_whole() -> None:
    for length in range(18, 60):
        said = "校园开放日摄影" * length
        assert text(properties(replace(ONE, title=said[:length], text=said))["DESCRIPTION"]) == said


def test_marks_lines_and_control_characters() -> None:
    said = "地点：北门; 南门, 东门\\西门\n第二行\r\n第三行"
    found = properties(replace(ONE, text=said + "\x00\x07", place="一楼,二楼"))
    assert text(found["DESCRIPTION"]) == said.replace("\r\n", "\n")
    assert found["LOCATION"] == r"一楼\,二楼"
    assert properties(replace(ONE, title="x\r\nBEGIN:VALARM"))["SUMMARY"] == r"x\nBEGIN:VALARM"


def test_whole_days_end_on_the_day_after_and_moments_are_utc() -> None:
    found = properties(ONE)
    assert (found["DTSTART;VALUE=DATE"], found["DTEND;VALUE=DATE"]) == ("20260305", "20260307")
    at = datetime(2026, 3, 6, 18, 30, tzinfo=timezone(timedelta(hours=8)))
    found = properties(replace(ONE, at=at))
    assert found["DTSTART"] == "20260306T103000Z"
    assert "DTEND;VALUE=DATE" not in found


def test_what_programmes_need_is_there_once() -> None:
    off = replace(ONE, uid="c@d", cancelled=True, sequence=4, alarm_hours=15)
    lines = unfolded(calendar("日程", [ONE, off], language="zh-CN"))
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    for line, times in (("VERSION:2.0", 1), ("BEGIN:VEVENT", 2), ("END:VEVENT", 2), ("UID:a@b", 1), ("UID:c@d", 1)):
        assert lines.count(line) == times
    assert "SEQUENCE:4" in lines
    assert "STATUS:CANCELLED" in lines
    assert "BEGIN:VALARM" not in lines, "what is called off reminds of nothing"
    assert "TRIGGER:-PT15H" in unfolded(calendar("x", [replace(ONE, alarm_hours=15)], language="en"))


def test_the_same_entries_are_the_same_bytes() -> None:
    assert calendar("x", [ONE], language="en") == calendar("x", [ONE], language="en")
    assert calendar("x", [], language="en").count(b"BEGIN") == 1
