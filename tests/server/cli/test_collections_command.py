"""``vitrine collections``: made for somebody, shown line by line, shared once."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner

from server.cli.main import cli


@pytest.fixture
def call(home: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    monkeypatch.setenv("VITRINE_HOME", str(home.settings.home))
    return lambda *given: CliRunner().invoke(cli, ["collections", *map(str, given)])


def test_a_collection_is_made_shown_and_shared(call: Callable[..., Any], cast: Any, new_asset: Callable[..., int],
                                               app: Any) -> None:
    first, second = new_asset(cast.photographer), new_asset(cast.photographer)
    made = call("add", "精选", f"V{second}", f"V{first}", "--as", "photographer", "--shared", "everyone", "--json")
    assert made.exit_code == 0, made.stderr
    number = json.loads(made.stdout)["id"]
    assert call("show", number, "--as", "reviewer").stdout.split() == [f"V{second}", f"V{first}"]
    assert call("show", number, "--as", "outsider").stdout.split() == []
    listed = [json.loads(line) for line in call("list", "--as", "outsider", "--json").stdout.splitlines()]
    assert [(one["name"], one["seen"], one["hidden"]) for one in listed] == [("精选", 0, 2)]
    shared = call("share", number, "--until", "2099-01-01", "--as", "photographer")
    assert shared.exit_code == 1
    assert "half a year" in shared.stderr
    assert call("add", "无主").exit_code == 2
