"""What every command shares: opening the home, speaking to people and to programs, refusing politely."""

from __future__ import annotations

import functools
import json
import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict, is_dataclass
from datetime import date, datetime, tzinfo
from enum import Enum
from pathlib import Path
from typing import Any, NoReturn, ParamSpec, TypeVar

import click

from index.errors import Reason, VitrineError

P = ParamSpec("P")
R = TypeVar("R")
WRONG_USE = {"no-home", "old-home", "newer-home", "home-storage", "bad-setting", "unknown-setting", "second-copy-place",
             "no-source"}

as_json = click.option("--json", "json_", is_flag=True, help="One JSON object a line on standard output.")
as_user = click.option("--as", "login", metavar="USER", help="Act as this person; without it, as the installation's owner.")


def aimed(function: Callable[P, R]) -> Callable[P, R]:
    """Add the options that choose screens (``buildings``, ``groups``, ``screens``); without any all are meant."""
    for option in (
        click.option("--screen", "screens", multiple=True, help="Only this screen (name or id); repeatable."),
        click.option("--group", "groups", multiple=True, help="Only the screens of a group (name or id); repeatable."),
        click.option("--building", "buildings", multiple=True, help="Only the screens of a building; repeatable."),
    ):
        function = option(function)
    return function


def command(function: Callable[P, R]) -> Callable[P, R]:
    """Turn domain errors into one line on standard error, in both languages, and an exit code."""

    @functools.wraps(function)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except VitrineError as error:
            stop(error.reason)
        except UnicodeEncodeError:  # bytes on the command line that are no text come as surrogates, which nothing stores
            say("参数不是有效的 UTF-8 文字，请检查终端的编码。\nAn argument is not valid UTF-8; check the terminal.")
            raise SystemExit(2) from None
        except BrokenPipeError:  # the reader of a pipe went away: head, less
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise SystemExit(0) from None

    return guarded


def stop(why: Reason) -> NoReturn:
    """Say why and end: 2 for wrong use, 1 for a refusal."""
    say(f"{why.zh}\n{why.en}")
    raise SystemExit(2 if why.code in WRONG_USE else 1)


def opened() -> Any:
    """Open the home that VITRINE_HOME names. Returns server.home.Home."""
    from index import settings
    from server import home

    return home.open_home(settings.load())


def require(paths: Iterable[Path]) -> None:
    """Refuse paths that lead nowhere. Raises VitrineError no-source."""
    for path in paths:
        if not os.path.lexists(path):
            raise VitrineError("no-source", path=os.fsencode(path).decode("utf-8", "replace"))


def actor(home: Any, login: str | None) -> Any:
    """Return who acts. Raises NotFound for a login that nobody has."""
    from index.db import reading
    from server.admin import named

    with reading(home.engine) as session:
        return named.actor(session, login)


def emit(answer: Any) -> None:
    """Write one JSON object, ASCII-escaped, and flush."""
    data = asdict(answer) if is_dataclass(answer) and not isinstance(answer, type) else answer
    sys.stdout.write(json.dumps(data, ensure_ascii=True, default=_plain) + "\n")
    sys.stdout.flush()


def say(text: str) -> None:
    """Tell a person something on standard error."""
    click.echo(text, err=True)


def table(rows: Iterable[Any], columns: dict[str, str], *, json_: bool) -> None:
    """List frozen dataclasses: JSON objects for programs, a table for people. ``columns`` maps field to heading.

    Moments are the campus's time in the table and UTC in JSON.
    """
    if json_:
        for row in rows:
            emit(row)
        return
    from rich.console import Console
    from rich.table import Table

    from index import settings

    zone = settings.load().zone
    shown = Table(box=None, header_style="bold", pad_edge=False)
    for heading in columns.values():
        shown.add_column(heading)
    for row in rows:
        shown.add_row(*(_cell(getattr(row, name), zone) for name in columns))
    Console().print(shown)


def each(arguments: Iterable[str]) -> Iterable[str]:
    """Yield arguments; ``-`` stands for one a line on standard input."""
    for one in arguments:
        if one == "-":
            yield from (line.strip() for line in sys.stdin if line.strip())
        else:
            yield one


def _cell(value: Any, zone: tzinfo) -> str:
    if value is None or value == ():
        return "–"
    if isinstance(value, datetime):
        return f"{value.astimezone(zone):%Y-%m-%d %H:%M}"
    if isinstance(value, bool):
        return "✓" if value else "–"
    if isinstance(value, tuple | list):
        return ", ".join(_cell(one, zone) for one in value)
    if isinstance(value, dict):
        return " ".join(str(one) for one in value.values())
    return str(value)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    raise TypeError(type(value).__name__)
