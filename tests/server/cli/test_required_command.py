"""``vitrine required``: which fields submitting needs, shown and changed by the office alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner

from index.catalogue import required
from index.db import reading
from server.cli.main import cli

pytestmark = pytest.mark.usefixtures("as_delivered", "cast")


@pytest.fixture
def run(home: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    monkeypatch.setenv("VITRINE_HOME", str(home.settings.home))
    return lambda *given: CliRunner().invoke(cli, ["required", *given])


def test_fields_are_shown_and_set_for_one_kind(run: Callable[..., Any], home: Any) -> None:
    photo, video, poster = map(json.loads, run("--json").stdout.splitlines())
    assert (photo["kind"], set(photo["fields"])) == ("photo", set(required.DEFAULT))
    done = run("photo", "title", "caption", "--as", "editor")
    assert done.exit_code == 0, done.stderr
    assert run("video", "-").exit_code == 0
    with reading(home.engine) as session:
        assert required.needed(session) == {
            "photo": ("title", "caption"), "video": (), "poster": ("title", "caption")}
    assert "照片 photo: 标题、说明 / title, caption" in run().stdout
    assert (video["kind"], poster["kind"]) == ("video", "poster")


def test_what_is_wrong_is_refused_and_nothing_changes(run: Callable[..., Any], home: Any) -> None:
    odd = run("photo", "colour")
    assert odd.exit_code == 1
    assert "colour" in odd.stderr
    assert run("photo").exit_code == 2
    assert run("photo", "title", "--as", "photographer").exit_code == 1
    with reading(home.engine) as session:
        assert set(required.needed(session)["photo"]) == set(required.DEFAULT)
