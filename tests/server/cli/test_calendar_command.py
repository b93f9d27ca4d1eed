"""``vitrine calendar`` as people type it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any


def test_days_and_hours_from_the_command_line(vitrine: Callable[..., Any], tmp_path: Path) -> None:
    sheet = tmp_path / "2027.csv"
    sheet.write_text("date,until,kind,name\n2027-02-06,2027-02-12,off,春节\n", "utf-8")
    assert vitrine("calendar", "import", sheet, "--json").lines == [{"days": 7, "unclear": []}]
    assert vitrine("calendar", "set", "2027-02-08..2027-02-12", "usual", "--json").lines[0]["days"] == 5
    assert vitrine("calendar", "hours", "9:00-12:00", "13:00-18:00", "--json").lines == [{"hours": "09:00-12:00 13:00-18:00"}]
    shown = vitrine("calendar", "show", "2027", "--json").lines[0]
    assert [one["first"] for one in shown["days"]] == ["2027-01-01", "2027-02-06", "2027-05-01", "2027-10-01"]
    assert not shown["announced"]
    assert vitrine("calendar", "set", "2027-02-30", "off").code == 1
    assert "春节" in vitrine("calendar", "show", "2027").out
    assert vitrine("calendar", "import", tmp_path / "none.ics").code == 2
