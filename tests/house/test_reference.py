"""Each command, setting, route and reason is documented, and the document says what the code does."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click
import pytest

from index.reasons import REASONS
from index.settings import PREFIX, Settings
from server.cli.main import COMMANDS, cli

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = (ROOT / "docs" / "reference.md").read_text("utf-8")


def leaves(group: click.Group, path: str) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from leaves(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


LEAVES = dict(leaves(cli, "vitrine"))


def test_the_reference_is_what_the_code_says() -> None:
    done = subprocess.run([sys.executable, "scripts/reference.py", "--check"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("path", LEAVES)
def test_each_command_is_in_the_reference_and_has_help(path: str) -> None:
    assert f"### `{path}" in REFERENCE
    assert len(LEAVES[path].help or "") > 20
    assert all(option.help for option in LEAVES[path].params if isinstance(option, click.Option))


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_shows_an_example(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    assert "Example: " in (command.help or "")
    assert "vitrine " in (command.help or "").split("Example: ")[1]


@pytest.mark.parametrize("setting", [one.name for one in fields(Settings)])
def test_each_setting_is_in_the_reference(setting: str) -> None:
    assert f"`{PREFIX}{setting.upper()}`" in REFERENCE


def test_each_route_says_what_it_does(tmp_path: Path) -> None:
    from server import clock, home
    from server.app import create_app

    settings = Settings(home=tmp_path / "home")
    home.make(settings, clock.now())
    app = create_app(settings)
    silent = [rule.rule for rule in app.url_map.iter_rules()
              if not rule.endpoint.endswith("static") and not (app.view_functions[rule.endpoint].__doc__ or "").strip()]
    assert silent == []
    assert [rule.rule for rule in app.url_map.iter_rules() if f"`{rule.rule}`" not in REFERENCE] == []


@pytest.mark.parametrize("code", REASONS)
def test_each_reason_speaks_both_languages(code: str) -> None:
    zh, en = REASONS[code]
    assert any("\u4e00" <= letter <= "\u9fff" for letter in zh)
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in en)
    assert zh.rstrip()[-1] in "。？」：｝}"
    assert en.rstrip()[-1] in ".?”}"
