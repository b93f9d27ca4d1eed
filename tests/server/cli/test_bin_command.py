"""``vitrine bin``: put away, listed, restored; and deleted for good by two people who are named."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner

from server.cli.main import cli
from server.stories.service import Wish, begin


@pytest.fixture
def call(home: Any) -> Callable[..., Any]:
    """Run a command over ``home`` and read its JSON lines: (argument ..., code=0) -> list."""

    def run(*arguments: Any, code: int = 0) -> Any:
        done = CliRunner().invoke(cli, [*map(str, arguments), "--json"], env={"VITRINE_HOME": str(home.settings.home)})
        assert done.exit_code == code, done.output
        return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]

    return run


def test_the_whole_way(call: Callable[..., Any], photo: Callable[..., int], cast: Any) -> None:
    asset = f"V{photo()}"
    lines = call("bin", "put", asset, "V999", "--as", "photographer", code=1)
    assert {(one["asset"], one["outcome"]) for one in lines} == {(asset, "done"), ("V999", "refused")}
    (row,) = call("bin", "list", "--as", "photographer")
    assert (row["asset"], row["days"], row["reason"]) == (asset, 90, "")
    assert call("bin", "list", "--over") == call("bin", "list", "--as", "outsider") == []
    assert call("bin", "restore", asset, "--as", "photographer")[0]["outcome"] == "done"
    call("bin", "put", asset, "--as", "photographer")
    call("bin", "propose", asset, "--reason", "本人要求", code=1)  # the installation's owner is no person
    call("bin", "propose", asset, "--reason", "本人要求", "--as", "editor")
    (row,) = call("bin", "list", "--proposed", "--as", "administrator")
    assert (row["proposer"], row["proposal"]) == (cast.editor.display, "本人要求")
    (line,) = call("bin", "confirm", asset, "--as", "editor", code=1)
    assert line["reason"]["code"] == "deletion-two"
    call("bin", "decline", asset, "--reason", "还有用", "--as", "administrator")
    call("bin", "propose", asset, "--reason", "本人要求", "--as", "editor")
    call("bin", "confirm", asset, "--as", "administrator")
    call("bin", "restore", asset, code=1)


def test_stories_too(call: Callable[..., Any], home: Any, cast: Any, clock: Any, photo: Callable[..., int]) -> None:
    begin(home.engine, cast.photographer, Wish("news", "写错的"), now=clock())
    lines = call("bin", "put", f"V{photo()}", "S1", "S9", "--as", "photographer", code=1)
    assert {(one["asset"], one["outcome"]) for one in lines} == {("V1", "done"), ("S1", "done"), ("S9", "refused")}
    assert [row["asset"] for row in call("bin", "list", "--as", "photographer")] == ["V1", "S1"]
    call("bin", "propose", "S1", "--reason", "重复", "--as", "editor")
    assert [row["title"] for row in call("bin", "list", "--proposed", "--as", "administrator")] == ["写错的"]
    assert call("bin", "confirm", "S1", "--as", "editor", code=1)[0]["reason"]["code"] == "deletion-two"
    call("bin", "confirm", "S1", "--as", "administrator")
    assert call("bin", "restore", "S1", code=1)[0]["reason"]["code"] == "not-in-bin"
