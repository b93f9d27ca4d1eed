"""Each command tells how it is used, and an answer comes at once where nothing heavy is asked for."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import click
import pytest

from server.cli.main import COMMANDS, cli


def commands(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        for under, one in command.commands.items():
            yield from commands(f"{name} {under}", one)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_an_example_of_itself(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    for full, one in commands(name, command):
        example = (one.help or "").partition("Example:")[2]
        assert f"vitrine {full}" in example, full


def test_the_version_needs_nothing_heavy() -> None:
    told = subprocess.run([sys.executable, "-X", "importtime", "-m", "server.cli.main", "--version"], capture_output=True,
                          text=True, check=True)
    assert told.stdout.startswith("vitrine, version ")
    loaded = {line.rpartition("|")[2].strip() for line in told.stderr.splitlines()}
    assert not loaded & {"sqlalchemy", "PIL", "whoosh", "flask", "rich", "exifread", "alembic"}


def test_wrong_use_is_2(vitrine: Callable[..., Any]) -> None:
    for arguments in (["ingest"], ["ingest", "--frob", "x"], ["no-such-command"], ["search"], ["users", "add"]):
        assert vitrine(*arguments).code == 2, arguments
    assert vitrine("search", "x", VITRINE_HOME="/nonexistent").code == 2
    unknown = vitrine("search", "x", VITRINE_RESERVEMB="5")
    assert (unknown.code, "VITRINE_RESERVE_MB" in unknown.err) == (2, True)
    no_text = vitrine("events", "add", os.fsdecode(b"a\xff"), "--from", "2026-01-01", "--json")
    assert (no_text.code, "UTF-8" in no_text.err) == (2, True)
