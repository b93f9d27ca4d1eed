"""The command as people type it: a process of its own, on the home of this test."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from preloaded import Preloaded


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Standard output as JSON lines; anything else on it is a failure."""
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture
def command(home: Any) -> list[str]:
    """The beginning of a command line; the home is named by ``command_environment``."""
    return [sys.executable, "-m", "server.cli.main"]


@pytest.fixture
def command_environment(home: Any) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("VITRINE_")}
    checkout = str(Path(__file__).resolve().parents[3])
    return kept | {"VITRINE_HOME": str(home.settings.home), "VITRINE_RESERVE_MB": "0", "PYTHONPATH": checkout}


@pytest.fixture
def vitrine(preloaded: Preloaded, command_environment: dict[str, str], tmp_path: Path) -> Callable[..., Ran]:
    """Return a function that runs the command in another directory: (*arguments, input=..., **settings) -> Ran.

    A process of its own that has not imported everything anew; those of ``command`` have, as has the flow test.
    """
    streams = [tmp_path.with_name(f"{tmp_path.name}.{name}") for name in ("in", "out", "err")]

    def run(*arguments: str | Path, input: str = "", **settings: str) -> Ran:  # noqa: A002 - subprocess's own name
        for path, content in zip(streams, (input.encode(), b"", b""), strict=True):
            path.write_bytes(content)
        code = preloaded.run([*map(str, arguments)], command_environment | settings, tmp_path, streams)
        _, out, err = (path.read_bytes() for path in streams)
        return Ran(code, out.decode("ascii" if "--json" in arguments else "utf-8"), err.decode())

    return run
