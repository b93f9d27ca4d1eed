"""Lists of the command line: moments as a campus reads them, and as programs do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from server.cli.common import table


@dataclass(frozen=True)
class Row:
    until: datetime


@pytest.mark.parametrize(("json_", "shown"), [(False, "2026-03-02 18:00"), (True, '"2026-03-02T10:00:00+00:00"')])
def test_a_moment_is_the_campus_time_in_a_table(capsys: pytest.CaptureFixture[str], *, json_: bool, shown: str) -> None:
    table([Row(datetime(2026, 3, 2, 10, tzinfo=UTC))], {"until": "结束 until"}, json_=json_)
    assert shown in capsys.readouterr().out
