"""What was sent and adopted, on whatever day the demo is made."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from index.catalogue.placements import Placement
from index.db import reading
from server.demo import accounts, seed


@pytest.mark.parametrize("when", ["2026-12-01T00:30", "2026-02-28T23:50"])
def test_a_month_that_has_just_begun_has_its_adoptions_too(home: Any, when: str) -> None:
    now = datetime.fromisoformat(when).replace(tzinfo=ZoneInfo("Asia/Shanghai"))
    seed.people(home, now)
    accounts.account(home, now)
    with reading(home.engine) as session:
        found = session.scalar(select(func.count()).select_from(Placement))
    assert found == sum(len(one.went) for one in accounts.SENT)
