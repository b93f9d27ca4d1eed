"""Who is told of tasks: each department before the due day and after it, and then the office of who is missing; each once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from index.catalogue.departments import Department
from index.db import reading, writing
from server.notices import lists, rounds
from server.notices.tongue import Tongue


def told(home: Any, actor: Any, now: datetime) -> list[tuple[str, str]]:
    rounds.look_at_clock(home, now)
    with reading(home.engine) as session:
        days, _more = lists.days(session, actor, Tongue("zh_CN", home.settings.zone), now)
    return [(line.text, line.more) for day in days for line in day.lines]


def test_reminders_before_the_due_day_and_the_missing_after(home: Any, cast: Any, clock: Any, county: Any,
                                                            wrote: Any) -> None:
    county(begins="2026-03")
    with writing(home.engine) as session:
        session.get_one(Department, cast.departments["canteen"]).contact_id = cast.second_photographer.person_id
    wrote(cast.photographer, clock())
    for _ in range(2):
        wrote(cast.outsider, clock())
    assert told(home, cast.second_photographer, datetime(2026, 3, 22, 12, tzinfo=UTC)) == []
    near = ("2026-03 的任务还没有完成", "乡镇(办)动态信息 −3\n截止3月25日 周三")
    before = datetime(2026, 3, 23, 1, tzinfo=UTC)
    assert told(home, cast.second_photographer, before) == [near]
    assert told(home, cast.second_photographer, before.replace(hour=9)) == [near], "once"
    assert told(home, cast.outsider, before) == [], "who has done it is left alone"
    wrote(cast.photographer, before)
    after = datetime(2026, 3, 26, 1, tzinfo=UTC)
    assert told(home, cast.second_photographer, after)[0] == (
        "2026-03 的任务在截止日没有完成", "乡镇(办)动态信息 −2\n截止3月25日 周三")
    assert ("截止日未完成 2026-03 任务的部门", "饮食服务中心、综合办公室\n截止3月25日 周三") in told(
        home, cast.second_editor, after)
