"""``vitrine links``: made, listed, closed; the address is printed once and works."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select

from index.catalogue.links import Link
from index.credentials import token_hash
from index.db import reading
from server.cli.main import main


def run(home: Any, monkeypatch: pytest.MonkeyPatch, capsys: Any, *arguments: str, code: int = 0) -> str:
    monkeypatch.setenv("VITRINE_HOME", str(home.settings.home))
    with pytest.raises(SystemExit) as ended:
        main(["links", *arguments])
    said = capsys.readouterr()
    assert (ended.value.code or 0) == code, said.err
    return str(said.out or said.err)


def test_made_listed_and_closed(home: Any, cast: Any, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    from datetime import UTC, datetime, timedelta

    from server.admin import service as admin

    now = datetime.now(UTC)
    until = str((now + timedelta(days=3)).date())
    admin.add_event(home.engine, cast.administrator, name="秋季运动会", starts_on=now.date(), now=now)
    made = json.loads(run(home, monkeypatch, capsys, "add", "--event", "秋季运动会", "--until", until, "--files", "5",
                          "--department", "canteen", "--json"))
    assert (made["id"], made["event"], made["department"], made["state"], made["max_files"], made["last_day"]) == (
        1, "秋季运动会", "饮食服务中心", "open", 5, until)
    token = made["address"].rsplit("/send/", 1)[1]
    with reading(home.engine) as session:
        assert session.scalars(select(Link.token_hash)).one() == token_hash(token)
    listed = run(home, monkeypatch, capsys, "list", "--json")
    assert token not in listed
    assert json.loads(listed)["files"] == 0
    assert json.loads(run(home, monkeypatch, capsys, "revoke", "1", "--json"))["state"] == "revoked"
    assert "“9”" in run(home, monkeypatch, capsys, "revoke", "9", code=1)


def test_the_wrong_person_and_the_wrong_day_are_refused(home: Any, cast: Any, monkeypatch: pytest.MonkeyPatch,
                                                        capsys: Any) -> None:
    from datetime import UTC, datetime

    from server.admin import service as admin

    now = datetime.now(UTC)
    today = now.astimezone(home.settings.zone).date()  # the campus's: at its midnight UTC is still at the day before
    admin.add_event(home.engine, cast.administrator, name="运动会", starts_on=today, now=now)
    given = ("add", "--event", "运动会", "--until")
    assert "make links" in run(home, monkeypatch, capsys, *given, str(today), "--as", "reviewer", code=1)
    assert "“Last day” (2020-01-01)" in run(home, monkeypatch, capsys, *given, "2020-01-01", code=1)
    assert "a year at most" in run(home, monkeypatch, capsys, *given, "2999-01-01", code=1)
