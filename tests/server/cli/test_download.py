"""``vitrine download``: files in a folder, one line each, refused ones with their reason."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from server.cli.main import cli


@pytest.fixture
def run(home: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    monkeypatch.setenv("VITRINE_HOME", str(home.settings.home))
    return lambda *given: CliRunner().invoke(cli, ["download", *map(str, given)])


def test_files_come_into_the_folder_and_nothing_is_written_over(run: Callable[..., Any], take: Callable[..., Any], home: Any,
                                                                made_photo: Callable[..., Path], worker: Any, cast: Any,
                                                                tmp_path: Path) -> None:
    first = take(made_photo("运动会.jpg", size=(1200, 800)), cast.photographer)
    worker.drain()
    out = tmp_path / "out"
    for _ in range(2):
        assert run(f"V{first.asset_id}", "--to", out).exit_code == 0
    told = run(f"V{first.asset_id}", "V999", "--form", "wechat-cover", "--for", "wechat", "--to", out, "--json")
    assert told.exit_code == 1
    done, refused = map(json.loads, told.stdout.splitlines())
    assert (done["outcome"], done["bytes"], done["reason"]) == ("done", Path(done["path"]).stat().st_size, None)
    assert (refused["asset"], refused["outcome"], refused["reason"]["code"]) == ("V999", "refused", "not-found")
    assert {one.name for one in out.iterdir()} == {f"运动会-V{first.asset_id}-wechat-cover.jpg", "运动会 (2).jpg",
                                                   "运动会.jpg"}
    assert (out / "运动会 (2).jpg").read_bytes() == home.store.path("originals", first.sha256).read_bytes()


def test_what_one_may_not_take_is_refused_and_a_wrong_form_named(run: Callable[..., Any], take: Callable[..., Any],
                                                                 made_photo: Callable[..., Path], worker: Any, cast: Any,
                                                                 tmp_path: Path) -> None:
    one = take(made_photo(), cast.photographer)
    worker.drain()
    assert run(f"V{one.asset_id}", "--as", "outsider", "--to", tmp_path / "x").exit_code == 1
    wrong = run(f"V{one.asset_id}", "--form", "tiff")
    assert wrong.exit_code == 1
    assert "choose one of original, web, " in wrong.stderr
