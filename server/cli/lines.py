"""The line that is told of each file, and how it is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import click

from server.cli.common import say

OUTCOMES = {"added": "已入库 added", "already-here": "已存在 already here", "ignored": "已忽略 ignored",
            "refused": "未接收 refused"}

EXPECTED = OUTCOMES | {"added": "将入库 new"}


@dataclass(frozen=True, slots=True)
class Line:
    """What is told of one file (the command contract)."""

    path: str
    outcome: str
    asset: str | None
    sha256: str | None
    reason: dict[str, str] | None


def well(line: Line) -> bool:
    """Taken, here already, or nothing to take: nobody has to do anything."""
    return line.outcome == "ignored" or (line.outcome != "refused" and line.reason is None)


def tell(line: Line, words: dict[str, str] = OUTCOMES) -> None:
    """One clear line for each file; where it was not taken or not finished: which, why, what to do."""
    from ingest.sources.folder import shown

    path = shown(line.path)
    if not well(line) and line.reason:
        say(f"✗ {path}\n    {line.reason['zh']}\n    {line.reason['en']}")
    if line.outcome in {"added", "already-here"}:
        click.echo(f"{words[line.outcome]:<22} {line.asset or '–':<8} {line.sha256 or '–'}  {path}")


def refused(line: Line, why: dict[str, str]) -> Line:
    """Return the line of a file that proved undecodable afterwards."""
    return replace(line, outcome="refused", asset=None, reason=why)


def chunks(items: list[Any], size: int) -> Iterator[list[Any]]:
    """Cut a list into pieces that a database takes as parameters."""
    for start in range(0, len(items), size):
        yield items[start:start + size]
