"""Tokens made on the page and at the command line: shown once, for oneself; for others by the administrator alone."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from click.testing import CliRunner

from index.errors import Forbidden, Invalid, NotFound
from server.cli.main import cli
from server.tokens import lists, service
from server.tokens.service import Wish

DAY = date(2026, 6, 30)


def test_a_token_is_made_on_the_page_shown_once_and_revoked(visitor: Callable[[str], Any], app: Any) -> None:
    one = visitor("photographer")
    assert "No tokens yet" in one.get("/tokens/")
    assert "Tokens of programs" in one.get("/account")
    refused = one.post("/tokens/new", 422, program="The site", last_day="2026-06-30")
    assert "choose at least one" in refused.text
    assert 'value="The site"' in refused.text
    made = one.post("/tokens/new", 200, program="The site", last_day="2026-06-30", scopes="read:assets").text
    token = re.findall(r'<code id="token">(vt_[\w-]{43})</code>', made)[0]
    told = app.test_client().get("/api/v1/token", headers={"Authorization": f"Bearer {token}"}).json
    assert told == {"program": "The site", "person": "photographer", "scopes": ["read:assets"],
                    "expires_at": "2026-06-30T16:00:00+00:00"}
    listed = one.get("/tokens/")
    assert token not in listed
    assert token[:7] in listed
    one.post("/tokens/1/revoke")
    assert app.test_client().get("/api/v1/token", headers={"Authorization": f"Bearer {token}"}).status_code == 401


def test_only_the_administrator_makes_and_sees_tokens_of_others(home: Any, cast: Any, clock: Any) -> None:
    wish, zone = Wish("处网", ("read:stories",), DAY, "photographer"), home.settings.zone
    with pytest.raises(Forbidden):
        service.add(home.engine, cast.editor, wish, zone, now=clock())
    made, _ = service.add(home.engine, cast.administrator, wish, zone, now=clock())
    assert [(one.id, one.by) for one in lists.tokens(home.engine, cast.photographer, clock())] == [
        (made, "administrator 同学")], "whose it acts as sees it"
    assert lists.tokens(home.engine, cast.editor, clock()) == []
    with pytest.raises(NotFound):
        service.revoke(home.engine, cast.editor, made, now=clock())
    service.revoke(home.engine, cast.photographer, made, now=clock())
    assert lists.tokens(home.engine, cast.administrator, clock())[0].state == "revoked"


@pytest.mark.parametrize(("wish", "field"), [
    (Wish(" ", ("read:assets",), DAY), "program"), (Wish("长" * 61, ("read:assets",), DAY), "program"),
    (Wish("a", (), DAY), "scopes"), (Wish("a", ("read:everything",), DAY), "scopes"),
    (Wish("a", ("read:assets",), None), "last_day"), (Wish("a", ("read:assets",), date(2026, 3, 1)), "last_day"),
    (Wish("a", ("read:assets",), date(2027, 3, 4)), "last_day"),
])
def test_a_token_has_a_program_scopes_and_an_end(home: Any, cast: Any, clock: Any, wish: Wish, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        service.add(home.engine, cast.photographer, wish, home.settings.zone, now=clock())
    assert refused.value.field == field


def test_the_command_makes_lists_and_revokes(home: Any, cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VITRINE_HOME", str(home.settings.home))
    until = f"{datetime.now(home.settings.zone) + timedelta(days=30):%Y-%m-%d}"

    def run(*arguments: str, status: int = 0) -> Any:
        answer = CliRunner().invoke(cli, ["tokens", *arguments, "--json"])
        assert answer.exit_code == status, answer.output
        return [json.loads(line) for line in answer.stdout.splitlines()]

    scopes = ("--scope", "read:stories", "--scope", "read:assets")
    made = run("add", "周报", *scopes, "--until", until, "--for", "editor")[0]
    assert (made["person"], made["scopes"], made["state"]) == ("editor", ["read:assets", "read:stories"], "active")
    listed = run("list")[0]
    assert listed == {name: value for name, value in made.items() if name != "token"}
    assert run("revoke", str(made["id"]))[0]["state"] == "revoked"
    run("add", "周报", "--scope", "read:stories", "--until", until, status=1)  # nobody named: the owner is no person
